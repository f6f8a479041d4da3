public import AuthCore

/// What can be done with a tenant's settings.
public enum TenantActions {
    public static let read = Operation(
        "tenants.read", "Shows the tenant's settings.", needs: .of(.read, .tenants), effect: .read)

    /// What is said; nil is not said.
    public struct Fields: Sendable {
        public var name: String?
        /// `.some(nil)` takes it back.
        public var dailyRate: AmountInput??
        /// What stands on invoices; what is not named stays.
        public var details: [BusinessDetails.Part: String] = [:]
        public var approval: Tenant.Approval?
        /// Scopes, in any spelling.
        public var stepUp: [String]?
        public var stepUpAge: Int64?
        public var sessionIdle: Int64?
        public var sessionLife: Int64?
        /// Addresses and blocks; empty: people may come from anywhere.
        public var allowlist: [String]?
        /// Where the caller's own request comes from: whom the allowlist must not shut out.
        public var callerAddress: IPAddress?

        public init() {}

        /// What nobody needs where nobody logs in.
        fileprivate var concernsLogins: Bool {
            stepUp != nil || stepUpAge != nil || sessionIdle != nil || sessionLife != nil || allowlist != nil
        }
    }

    public static let update = Action<Fields, TenantSettings>(
        Operation(
            "tenants.update", "Changes the tenant's settings.", needs: .of(.update, .tenants), effect: .update)
    ) { fields, context in
        let principal = context.caller.principal
        // A person at work on test data would change what their tenant does not go by.
        if principal.isTest, !principal.isOperator { throw Problem.notLive }
        if principal.isTest, fields.concernsLogins {
            throw Problem.conflict("This is a test environment; nobody logs in there.")
        }
        guard let old = try await context.store.tenantSettings.find(context.tenant.id, in: context.tenant) else {
            throw Problem.notFound(.tenants, id: String(context.tenant.id))
        }
        var new = old
        let faults = fields.apply(to: &new, principal)
        if !faults.isEmpty { throw Problem.invalid(faults) }
        new.version = old.version &+ 1
        guard let change = Change.update(from: old, to: new) else { return Decision(changes: [], output: old) }
        return Decision(changes: [change], output: new)
    }
}

extension TenantActions.Fields {
    /// What is wrong with the name and the details, whatever else is.
    public var faultsOfTexts: [Fault] {
        var texts = name.map { [("name", $0, TenantSettings.nameRule)] } ?? []
        texts += BusinessDetails.Part.allCases.compactMap { part in
            details[part].map { (part.rawValue, $0, part.rule) }
        }
        return texts.compactMap { field, text, rule in
            rule.fault(in: text).map { Fault(field, $0.code, $0.message) }
        }
    }

    /// Everything that is wrong, at once.
    fileprivate func apply(to settings: inout TenantSettings, _ principal: Principal) -> [Fault] {
        var faults = faultsOfTexts
        name.assign(to: &settings.name)
        if case .some(let rate) = dailyRate {
            do {
                settings.dailyRate = try rate?.money(principal.currency, field: "daily_rate").minorUnits
            } catch {
                if case .invalid(let found) = error { faults += found }
            }
        }
        for (part, text) in details { settings.details[part] = text }
        approval.assign(to: &settings.approval)
        func check(_ seconds: Int64?, _ allowed: ClosedRange<Int64>, _ field: String) {
            guard let seconds, !allowed.contains(seconds) else { return }
            faults.append(
                Fault(field, .range, "Use seconds from \(allowed.lowerBound) to \(allowed.upperBound)."))
        }
        check(stepUpAge, StepUp.ages, "step_up_age")
        check(sessionIdle, TenantSettings.idleLives, "session_idle")
        check(sessionLife, TenantSettings.lives, "session_life")
        sessionIdle.assign(to: &settings.sessionIdle)
        sessionLife.assign(to: &settings.sessionLife)
        var permissions = settings.stepUp.permissions
        if let stepUp {
            do {
                permissions = try Permission.catalog.parse(stepUp)
            } catch {
                faults.append(Fault("step_up", .choice, "\(error)"))
            }
        }
        settings.stepUp = StepUp(permissions: permissions, age: stepUpAge ?? settings.stepUp.age)
        if let allowlist { faults += apply(allowlist, to: &settings, principal) }
        return faults
    }

    private func apply(_ allowlist: [String], to settings: inout TenantSettings, _ principal: Principal) -> [Fault] {
        let tooMany = Fault(
            "allowlist", .length, "Use no more than \(TenantSettings.mostAddresses) addresses and blocks.")
        // Before each is looked at: whoever sends a hundred thousand waits for nothing.
        if allowlist.count > 10 * TenantSettings.mostAddresses { return [tooMany] }
        var faults: [Fault] = []
        var blocks: [CIDR] = []
        for entry in allowlist {
            guard let block = CIDR(entry) else {
                faults.append(
                    Fault("allowlist", .format, "\(entry) is not an address or a block like 10.0.0.0/8."))
                continue
            }
            if !blocks.contains(block) { blocks.append(block) }
        }
        if blocks.count > TenantSettings.mostAddresses {
            faults.append(tooMany)
        }
        // Who saves this could not take it back otherwise. An operator's commands come from nowhere.
        if faults.isEmpty, !blocks.isEmpty, !principal.isOperator {
            let isInside = callerAddress.map { CIDRAllowlist(blocks).contains($0) } ?? false
            if !isInside {
                let own = callerAddress.map { "\($0)" } ?? "your own address"
                faults.append(
                    Fault("allowlist", .rule, "You would shut yourself out: add \(own), or a block that contains it."))
            }
        }
        settings.allowlist = blocks.map(\.description)
        return faults
    }
}

extension Problem {
    static var notLive: Problem {
        .conflict("This is a test environment. Users, roles and settings are changed in the live tenant.")
    }
}

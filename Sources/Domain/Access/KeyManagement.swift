internal import AuthCore

/// What a caller may do with the keys of their own tenant. Operators' commands work on the same decisions
/// (``APIKeyActions``), without a caller.
public enum KeyManagement {
    public static let list = Operation(
        "keys.list", "Lists keys, by page, with filters, search and ordering.", needs: .of(.read, .keys), effect: .read)
    public static let show = Operation("keys.show", "Shows one key.", needs: .of(.read, .keys), effect: .read)
    public static let logs = Operation(
        "keys.logs", "Lists a key's calls, the latest first.", needs: .of(.read, .keys), effect: .read)
    public static let usage = Operation(
        "keys.usage", "Counts a key's calls of the last 30 days, by day and status.", needs: .of(.read, .keys),
        effect: .read)

    /// What a caller may say about a key; nil is not said.
    public struct Fields: Sendable {
        public var name: String?
        public var family: Family?
        public var scopes: [String]?
        /// `.some(nil)` takes back what was said, here and below.
        public var roleID: Int64??
        public var integrationID: Int64??
        public var expiry: Expiry??
        public var rateLimit: String??
        public var allowlist: [String]?
        /// Said once, when the key is created.
        public var customerIDs: [Int64]?
        public var projectIDs: [Int64]?
        public var notes: String?

        public init() {}
    }

    /// `fta_`, or `sk_live_` and in a test environment `sk_test_`.
    public enum Family: String, Sendable, CaseIterable {
        case kiik, service
    }

    public enum Expiry: Sendable {
        /// Through that day, in the tenant's zone.
        case day(LocalDate)
        case moment(Timestamp)
    }

    /// A key and its secret, which is told this once; a dry run has none.
    public struct Issued: Sendable {
        public let listing: APIKeyListing
        public let secret: String?
    }

    public static let create = Action<Fields, Issued>(
        Operation(
            "keys.create", "Creates a key, which can do no more than its maker. Its secret is told once.",
            needs: .of(.create, .keys), effect: .create)
    ) { fields, context in
        let principal = context.caller.principal
        // A test environment has keys of its own kind only.
        let family: SecretFamily =
            principal.isTest ? .serviceTest : fields.family == .service ? .serviceLive : .kiik
        var draft = APIKeyActions.Draft(
            name: try fields.name.required("name"), family: family.name, scopes: fields.scopes ?? [])
        draft.roleID = fields.roleID ?? nil
        draft.integrationID = fields.integrationID ?? nil
        draft.createdBy = principal.userID
        draft.expiresAt = capped((fields.expiry ?? nil)?.moment(in: principal.zone), principal)
        draft.rateLimit = fields.rateLimit ?? nil
        draft.allowlist = fields.allowlist ?? []
        draft.notes = fields.notes ?? ""
        // Who is limited and says nothing passes their own limit on.
        let isSaid = !(fields.customerIDs ?? []).isEmpty || !(fields.projectIDs ?? []).isEmpty
        draft.customerIDs = (isSaid ? fields.customerIDs : context.tenant.limit?.customers) ?? []
        draft.projectIDs = (isSaid ? fields.projectIDs : context.tenant.limit?.projects) ?? []
        var faults = draft.faults(at: context.now)
        if isSaid {
            faults += try await AccessLimit.faults(
                choosing: draft.customerIDs, draft.projectIDs, from: context.store, in: context.tenant)
        }
        if !faults.isEmpty { throw Problem.invalid(faults) }
        try await requireNoMore(than: principal, scopes: draft.scopes, roleID: draft.roleID, context)
        let (decision, secret) = try APIKeyActions.create(
            draft, id: try await context.newID(for: .keys), uuid: context.newUUID(), at: context.now)
        return try await issued(decision, secret, APIKeyListing(new: decision.output, at: context.now), context)
    }

    public static let rotate = Action<Update<Int64>, Issued>(
        Operation(
            "keys.rotate", "Replaces a key's secret; the old one works for so many seconds more.",
            needs: .of(.update, .keys), effect: .update)
    ) { input, context in
        let listing = try await find(input.id, context)
        // Its secret is told to the caller, who must not gain by it.
        try await requireNoMore(
            than: context.caller.principal, scopes: listing.key.scopes, roleID: listing.key.roleID, context)
        let successors = try await context.store.keyListings.find(
            by: "rotated_from", among: [input.id], limit: 100, in: context.tenant)
        let (decision, secret) = try APIKeyActions.rotate(
            listing.key, replaced: successors.map(\.key), id: try await context.newID(for: .keys),
            uuid: context.newUUID(),
            overlap: input.fields,
            at: context.now)
        return try await issued(decision, secret, APIKeyListing(new: decision.output, at: context.now), context)
    }

    public static let update = Action<Update<Fields>, APIKeyListing>(
        Operation(
            "keys.update", "Changes a key's name, notes, scopes, role, integration, expiry or limits.",
            needs: .of(.update, .keys), effect: .update)
    ) { input, context in
        let listing = try await find(input.id, context)
        let (old, fields) = (listing.key, input.fields)
        var key = old
        fields.name.assign(to: &key.name)
        fields.scopes.assign(to: &key.scopes)
        fields.roleID.assign(to: &key.roleID)
        fields.integrationID.assign(to: &key.integrationID)
        fields.rateLimit.assign(to: &key.rateLimit)
        fields.allowlist.assign(to: &key.allowlist)
        fields.notes.assign(to: &key.notes)
        if let expiry = fields.expiry {
            let principal = context.caller.principal
            key.expiresAt = capped(expiry?.moment(in: principal.zone), principal)
        }
        let faults = APIKeyActions.Draft(of: key, isExpiryNew: fields.expiry != nil).faults(at: context.now)
        if !faults.isEmpty { throw Problem.invalid(faults) }
        // Neither more than the caller has, nor wider limits for what has more.
        try await requireNoMore(than: context.caller.principal, scopes: old.scopes, roleID: old.roleID, context)
        try await requireNoMore(than: context.caller.principal, scopes: key.scopes, roleID: key.roleID, context)
        return try await changed(listing, APIKeyActions.update(old, to: key), context)
    }

    public static let revoke = Action<Update<Void>, APIKeyListing>(
        Operation(
            "keys.revoke", "Revokes a key: it is refused from the next request on.", needs: .of(.update, .keys),
            effect: .update)
    ) { input, context in
        let listing = try await find(input.id, context)
        return try await changed(listing, APIKeyActions.revoke(listing.key, at: context.now), context)
    }

    public static let activate = Action<Update<Void>, APIKeyListing>(
        Operation(
            "keys.activate", "Takes a key's revocation back.", needs: .of(.update, .keys), effect: .update)
    ) { input, context in
        let listing = try await find(input.id, context)
        if let id = listing.key.roleID,
            try await context.store.roles.standing(id, in: context.caller.principal.account) == nil
        {
            throw Problem.conflict("The key's role was deleted. Give the key another one first.")
        }
        // Whoever has less may take a key away, and not bring it back.
        try await requireNoMore(
            than: context.caller.principal, scopes: listing.key.scopes, roleID: listing.key.roleID, context)
        return try await changed(listing, APIKeyActions.activate(listing.key, at: context.now), context)
    }

    /// No key lasts longer than the key that gives it its time. A person lasts longer than their token.
    private static func capped(_ expiry: Timestamp?, _ principal: Principal) -> Timestamp? {
        guard principal.sessionID == nil else { return expiry }
        return [expiry, principal.expiresAt].compactMap(\.self).min()
    }

    private static func find(_ id: Int64, _ context: ActionContext) async throws -> APIKeyListing {
        guard let listing = try await context.store.keyListings.find(id, in: context.tenant) else {
            throw Problem.notFound(.keys, id: String(id))
        }
        return listing
    }

    /// A caller can never give a key more than they have: its scopes, or where it has none its role.
    private static func requireNoMore(
        than principal: Principal, scopes: [String], roleID: Int64?, _ context: ActionContext
    ) async throws {
        guard scopes.isEmpty, let roleID else { return try context.requireAll(PermissionSet(knownIn: scopes)) }
        guard let role = try await context.store.roles.find(roleID, in: principal.account) else {
            throw Problem.invalid([Fault("role_id", .reference, "There is no such row.")])
        }
        try context.requireAll(role.permissionSet)
    }

    private static func issued(
        _ decision: Decision<APIKey>, _ secret: String, _ listing: APIKeyListing, _ context: ActionContext
    ) async throws -> Decision<Issued> {
        let named = try await named(listing, context)
        context.allot(.text(decision.output.prefix))
        return Decision(
            changes: decision.changes, output: Issued(listing: named, secret: context.isDryRun ? nil : secret))
    }

    private static func changed(
        _ listing: APIKeyListing, _ decision: Decision<APIKey>, _ context: ActionContext
    ) async throws -> Decision<APIKeyListing> {
        let new = listing.with(decision.output, at: context.now)
        return Decision(changes: decision.changes, output: try await named(new, context))
    }

    /// With the names of its role and integration, which a change may have made others.
    private static func named(_ listing: APIKeyListing, _ context: ActionContext) async throws -> APIKeyListing {
        let account = context.caller.principal.account
        var listing = listing
        listing.roleName = nil
        listing.integrationName = nil
        if let id = listing.key.roleID {
            listing.roleName = try await context.store.roles.find(id, in: account)?.name
        }
        if let id = listing.key.integrationID {
            listing.integrationName = try await context.store.integrations.find(id, in: account)?.name
        }
        return listing
    }
}

extension KeyManagement.Expiry {
    fileprivate func moment(in zone: CalendarZone) -> Timestamp {
        switch self {
        case .day(let day): zone.end(of: day)
        case .moment(let moment): moment
        }
    }
}

extension APIKeyActions.Draft {
    /// What is said of a key that is there. That it has expired already is no fault of what was not said.
    fileprivate init(of key: APIKey, isExpiryNew: Bool) {
        self.init(name: key.name, family: key.family, scopes: key.scopes)
        roleID = key.roleID
        rateLimit = key.rateLimit
        allowlist = key.allowlist
        notes = key.notes
        expiresAt = isExpiryNew ? key.expiresAt : nil
    }
}

/// What a tenant decides about itself.
public struct TenantSettings: Entity {
    public static var resource: Resource { .tenants }

    public let id: Int64
    public var name: String
    /// What a day of work costs unless a project says otherwise, in minor units of the tenant's currency.
    public var dailyRate: Int64?
    /// What stands on invoices beside the name.
    public var details: BusinessDetails
    public var approval: Tenant.Approval
    public var stepUp: StepUp
    /// Seconds after which a person's session ends if nobody uses it.
    public var sessionIdle: Int64
    /// Seconds after which it ends in any case.
    public var sessionLife: Int64
    /// The addresses and blocks that people may come from; empty: any.
    public var allowlist: [String]
    public var version: Int64

    /// What ``sessionIdle`` may be.
    public static let idleLives: ClosedRange<Int64> = 300...Logins.idleLife
    /// What ``sessionLife`` may be.
    public static let lives: ClosedRange<Int64> = 900...Logins.sessionLife
    public static let mostAddresses = 100
    public static let nameRule = TextRule(1...200)

    public init(
        id: Int64, name: String, dailyRate: Int64? = nil, details: BusinessDetails = BusinessDetails(),
        approval: Tenant.Approval = .nobody,
        stepUp: StepUp = StepUp(scopes: [], age: 300), sessionIdle: Int64 = Logins.idleLife,
        sessionLife: Int64 = Logins.sessionLife, allowlist: [String] = [], version: Int64 = 1
    ) {
        self.id = id
        self.name = name
        self.dailyRate = dailyRate
        self.details = details
        self.approval = approval
        self.stepUp = stepUp
        self.sessionIdle = sessionIdle
        self.sessionLife = sessionLife
        self.allowlist = allowlist
        self.version = version
    }

    public static let attributes: [Attribute<TenantSettings>] =
        [
            Attribute("id", isContent: false) { .integer($0.id) },
            Attribute("name") { .text($0.name) },
            Attribute("daily_rate") { $0.dailyRate.map(Value.integer) ?? .null },
            Attribute("approval") { .text($0.approval.rawValue) },
            Attribute("step_up") { .texts($0.stepUp.scopes) },
            Attribute("step_up_age") { .integer($0.stepUp.age) },
            Attribute("session_idle") { .integer($0.sessionIdle) },
            Attribute("session_life") { .integer($0.sessionLife) },
            Attribute("allowlist") { .texts($0.allowlist) },
            Attribute("version", isContent: false) { .integer($0.version) },
        ] + BusinessDetails.Part.allCases.map { part in Attribute(part.rawValue) { .text($0.details[part]) } }

    public static let orderings: [Ordering<TenantSettings>] = []
}

/// A company that is to be made, with its test environment.
public struct TenantDraft: Sendable {
    public var subdomain: String
    public var name: String
    public var currency: String
    public var timeZone: String

    public init(subdomain: String, name: String, currency: String = "EUR", timeZone: String = "Europe/Paris") {
        self.subdomain = subdomain
        self.name = name
        self.currency = currency
        self.timeZone = timeZone
    }

    /// Everything that is wrong with it, at once.
    public var faults: [Fault] {
        var faults: [Fault] = []
        if !Tenant.isSubdomain(subdomain) {
            faults.append(
                Fault(
                    "subdomain", .format,
                    "Use lower-case letters, digits and hyphens, at most 63, and no hyphen at the ends."))
        }
        if let fault = TenantSettings.nameRule.fault(in: name) {
            faults.append(Fault("name", fault.code, fault.message))
        }
        if !Currency.codes.contains(currency) {
            faults.append(Fault("currency", .choice, "Use a currency's ISO 4217 code, such as EUR or USD."))
        }
        if !CalendarZone.isZone(timeZone) {
            faults.append(Fault("time_zone", .choice, "\(timeZone) is not an IANA time zone such as Europe/Paris."))
        }
        return faults
    }
}

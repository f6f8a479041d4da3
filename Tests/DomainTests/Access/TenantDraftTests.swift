import Testing

@testable import Domain

@Suite struct `A business that is to be made` {
    private func faults(_ currency: String, _ zone: String = "Europe/Paris") -> [String] {
        TenantDraft(subdomain: "acme", name: "Acme", currency: currency, timeZone: zone).faults.map(\.field)
    }

    @Test func `its money is one of ISO 4217 that is in use`() {
        for code in ["EUR", "USD", "CHF", "JPY", "XOF"] { #expect(faults(code).isEmpty, "\(code)") }
        for code in ["XXQ", "XXX", "XTS", "XAU", "DEM", "eur", "", "EURO"] {
            #expect(faults(code) == ["currency"], "\(code)")
        }
        #expect(Currency.codes == Currency.codes.sorted() && Set(Currency.codes).count == Currency.codes.count)
        for code in Currency.codes { #expect(Currency(code: code) != nil, "\(code)") }
        // Each has a name that people know.
        #expect(Currency.name(of: "CHF", in: "fr") == "franc suisse")
    }

    @Test func `its time zone is an IANA name, and no offset`() {
        for zone in ["Europe/Paris", "America/New_York", "Asia/Kolkata", "UTC"] {
            #expect(faults("EUR", zone).isEmpty, "\(zone)")
        }
        for zone in ["Mars/Olympus", "GMT+2", "+02:00", "PST", "Europe", "", "europe/paris", "../etc/passwd"] {
            #expect(faults("EUR", zone) == ["time_zone"], "\(zone)")
        }
        for zone in CalendarZone.identifiers { #expect(CalendarZone.isZone(zone), "\(zone)") }
    }
}

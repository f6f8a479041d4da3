import AuthCore
import Domain
import Testing

@testable import HTTPServer

@Suite struct `The pages of usage` {
    private func zone(_ name: String) throws -> CalendarZone { try #require(CalendarZone(identifier: name)) }

    @Test(
        arguments: [
            ("Europe/Paris", "2026-01-31T10:00", "2026-01-31T09:00:00Z"),
            ("Europe/Paris", "2026-07-31T00:00:59", "2026-07-30T22:00:59Z"),
            ("UTC", "2024-02-29T23:59", "2024-02-29T23:59:00Z"),
            // The clocks go forward at two, and back at three.
            ("Europe/Paris", "2026-03-29T01:30", "2026-03-29T00:30:00Z"),
            ("Europe/Paris", "2026-03-29T23:30", "2026-03-29T21:30:00Z"),
            ("Europe/Paris", "2026-10-25T01:30", "2026-10-24T23:30:00Z"),
            ("Europe/Paris", "2026-10-25T23:30", "2026-10-25T22:30:00Z"),
            ("Asia/Kolkata", "2026-10-25T00:15", "2026-10-24T18:45:00Z"),
        ])
    func `a time on a wall is a moment`(name: String, local: String, moment: String) throws {
        #expect(try zone(name).moment(local: local) == Timestamp(iso8601: moment))
    }

    @Test(
        arguments: [
            "", "2026-01-31", "2026-01-31T", "2026-02-30T10:00", "2026-01-31T24:00", "2026-01-31T10:60",
            "2026-01-31T1:00",
            "2026-01-31T10:00:60", "2026-01-31T-1:00", "2026-01-31T10:00:00:00", "2026-01-31T+1:00",
            "12026-01-31T10:00",
            "2026-01-31 10:00", "2026-01-31T10:00T",
        ])
    func `what no browser sends is no moment`(local: String) throws {
        #expect(try zone("UTC").moment(local: local) == nil)
    }

    @Test func `a period has whole hours or days, the present one among them`() throws {
        let zone = try zone("Europe/Paris")
        let now = try #require(Timestamp(iso8601: "2026-11-21T21:10:30Z"))
        let day = UsagePeriod.day.filter(at: now, in: zone)
        #expect(day.since == Timestamp(iso8601: "2026-11-20T22:00:00Z"))
        #expect(day.until == Timestamp(iso8601: "2026-11-21T22:00:00Z"))
        let week = UsagePeriod.week.filter(at: now, in: zone)
        // Midnight in Paris: six days before this one.
        #expect(week.since == Timestamp(iso8601: "2026-11-14T23:00:00Z"))
    }

    @Test func `a place in the log is written and read`() throws {
        let place = UsageQuery.Place(
            at: Timestamp(microseconds: 1_700_000_000_123_456), node: UUIDv7(high: .max, low: 1), sequence: -7)
        #expect(UsageQuery.Place(text: place.text) == place)
        #expect(UsageQuery.Place(text: place.text + "x") == nil)
    }

    @Test func `every action that needs a permission is known by the name it is recorded under`() {
        #expect(ActionPermissions.byName["invoices.create"] == .of(.create, .invoices))
        #expect(ActionPermissions.byName["customers.list"] == .of(.read, .customers))
        #expect(ActionPermissions.byName[ActionPermissions.check] == nil)
    }

    @Test func `a key keeps what it used`() {
        let scopes = ["customers:*", "invoices:read", "invoices:write"]
        let used = ActionPermissions.proposal(for: scopes, used: ["customers.list", "verify", "estimates.list"])
        #expect(used.scopes == ["customers:read"])
        #expect(used.unused.contains("invoices:write") && used.unused.contains("customers:delete"))
        #expect(used.isWorthwhile)
        // What was looked through is kept, as far as the key may see it.
        let searched = ActionPermissions.proposal(for: scopes, used: ["search"])
        #expect(Set(searched.scopes) == ["customers:read", "invoices:read"])
        #expect(!ActionPermissions.proposal(for: scopes, used: ["verify"]).isWorthwhile)
    }
}

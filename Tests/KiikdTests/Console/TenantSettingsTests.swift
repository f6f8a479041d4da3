import AuthCore
import Domain
import Foundation
import Testing

@testable import HTTPServer
@testable import Persistence
@testable import kiikd

@Suite struct `A tenant's settings` {
    private static func fields(_ change: (inout TenantActions.Fields) -> Void) -> TenantActions.Fields {
        var fields = TenantActions.Fields()
        fields.callerAddress = Inside.here.address
        change(&fields)
        return fields
    }

    @Test func `are changed by an owner, audited, and followed by the test environment`() async throws {
        let office = try await Office.open()
        let owner = try await office.hire()
        try await Inside.with(office.daemon) { inside in
            let principal = try await inside.principal(of: owner)
            let fields = Self.fields {
                $0.name = "Renamed"
                $0.dailyRate = .some(AmountInput(unscaled: 5505, scale: 1))
                $0.approval = .assistants
                $0.details = [.address: "1 rue de la Paix", .paymentDetails: "IBAN"]
                ($0.stepUp, $0.stepUpAge) = (["keys:write"], 60)
                ($0.sessionIdle, $0.sessionLife, $0.allowlist) = (600, 3600, ["127.0.0.1", "10.0.0.0/8", "127.0.0.1"])
            }
            let made = try await inside.run(TenantActions.update, fields, as: principal)
            let store = inside.services.store
            let read = try #require(try await store.tenantSettings.find(office.id, in: principal.tenant))
            #expect(read == made && read.version == 2 && read.dailyRate == 55_050)
            #expect(read.stepUp.scopes == ["keys:write"] && read.allowlist == ["127.0.0.1/32", "10.0.0.0/8"])
            let test = try #require(principal.inTestEnvironment())
            let sibling = try #require(try await store.tenantSettings.find(test.tenant.id, in: test.tenant))
            #expect(sibling.name == "Renamed (test)" && sibling.dailyRate == 55_050 && sibling.approval == .assistants)
            #expect(read.details[.address] == "1 rue de la Paix" && sibling.details == read.details)
            #expect(sibling.allowlist.isEmpty && sibling.stepUp.scopes.isEmpty)
            #expect(try await store.tenantSettings.find(test.tenant.id, in: principal.tenant) == nil)
        }
        let audit = try await office.daemon.sql(
            """
            SELECT actor || ' ' || (after->>'session_life') || ' ' || (after->>'name') || ' ' || (after->>'address') FROM audit_events
            WHERE tenant_id = \(office.id) AND action = 'tenants.update'
            """)
        #expect(audit == "user:\(owner.id) 3600 Renamed 1 rue de la Paix")
    }

    @Test func `all faults are told at once, and nobody shuts themselves out`() async throws {
        let office = try await Office.open()
        let owner = try await office.hire()
        try await Inside.with(office.daemon) { inside in
            let principal = try await inside.principal(of: owner)
            let wrong = Self.fields {
                ($0.name, $0.dailyRate) = (" ", .some(AmountInput(unscaled: -1, scale: 0)))
                ($0.stepUp, $0.stepUpAge) = (["nonsense:read"], 9)
                ($0.sessionIdle, $0.sessionLife) = (299, Logins.sessionLife + 1)
                $0.allowlist = ["10.0.0.0/33"]
            }
            let error = await #expect(throws: Problem.self) {
                try await inside.run(TenantActions.update, wrong, as: principal)
            }
            guard case .invalid(let faults)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(
                Set(faults.map(\.field)) == [
                    "name", "daily_rate", "step_up", "step_up_age", "session_idle", "session_life", "allowlist",
                ])
            for address in [Inside.here.address, nil] {
                var fields = Self.fields { $0.allowlist = ["10.0.0.0/8"] }
                fields.callerAddress = address
                let refused = await #expect(throws: Problem.self) {
                    try await inside.run(TenantActions.update, fields, as: principal)
                }
                guard case .invalid(let faults)? = refused else {
                    Issue.record("\(String(describing: refused))")
                    return
                }
                #expect(faults.map(\.field) == ["allowlist"] && faults.first?.message.contains("yourself out") == true)
            }
            // A test environment's settings are the live tenant's.
            let test = try #require(principal.inTestEnvironment())
            await #expect(throws: Problem.self) {
                try await inside.run(TenantActions.update, Self.fields { $0.name = "x" }, as: test)
            }
            let support = try await inside.principal(of: try await office.hire(role: "Manager"))
            #expect(throws: Problem.self) {
                try support.authorize(TenantActions.update.operation.permission, at: inside.services.clock.now())
            }
        }
    }

    @Test func `people come from the allowlist only: sessions, logins and refreshes, at once, and keys do as before`()
        async throws
    {
        let office = try await Office.open()
        let owner = try await office.hire()
        let (browser, tokens) = try await (owner.browse(), owner.login())
        #expect(try await browser.get(Path.customerList).status == 200)
        func allow(_ list: [String]) async throws {
            try await Inside.with(office.daemon) { inside in
                let tenant = try #require(try await Self.database(inside, office))
                var fields = TenantActions.Fields()
                fields.allowlist = list
                try await inside.run(TenantActions.update, fields, as: Principal(operatorIn: tenant))
            }
        }
        try await allow(["10.0.0.0/8"])
        #expect(try await browser.get(Path.customerList).status == 403)
        #expect(try await office.client.with(key: tokens.access).get(Path.customerList).status == 403)
        #expect(try await owner.tryLogin().status == 403)
        #expect(try await owner.refresh(tokens.refresh).status == 403)
        #expect(try await owner.tryLogin("wrong").status == 401)
        #expect(try await office.client.get(Path.customerList).status == 200)
        try await allow(["127.0.0.0/8"])
        #expect(try await browser.get(Path.customerList).status == 200)
        #expect(try await owner.refresh(tokens.refresh).status == 200)
    }

    @Test func `sessions end when the tenant says so: new ones, those that last, and those that nobody uses`()
        async throws
    {
        let office = try await Office.open()
        let owner = try await office.hire()
        let (browser, idle, tokens) = try await (owner.browse(), owner.browse(), owner.login())
        let (old, unused) = try await (browser.session(in: office), idle.session(in: office))
        let sql = office.daemon.sql
        _ = try await sql("UPDATE sessions SET created_at = now() - interval '2 hours' WHERE id IN (\(old), \(unused))")
        _ = try await sql("UPDATE sessions SET refreshed_at = now() WHERE id = \(old)")
        #expect(try await idle.get(Path.customerList).status == 200)
        _ = try await sql(
            "UPDATE sessions SET refreshed_at = now() - interval '20 minutes' WHERE id = \(unused)")
        func limit(idle: Int64, life: Int64) async throws {
            try await Inside.with(office.daemon) { inside in
                let tenant = try #require(try await Self.database(inside, office))
                var fields = TenantActions.Fields()
                (fields.sessionIdle, fields.sessionLife) = (idle, life)
                try await inside.run(TenantActions.update, fields, as: Principal(operatorIn: tenant))
            }
        }
        try await limit(idle: 900, life: 4 * 3600)
        #expect(try await browser.get(Path.customerList).status == 200)
        #expect(try await idle.get(Path.customerList).status == 401)
        try await limit(idle: 900, life: 3600)
        #expect(try await browser.get(Path.customerList).status == 401)
        let next = try await owner.browse()
        let life = try await sql(
            "SELECT extract(epoch FROM expires_at - created_at)::int FROM sessions WHERE id = \(next.session(in: office))"
        )
        #expect(life == "3600")
        // A refresh token that nobody used for so long.
        _ = try await sql(
            "UPDATE refresh_tokens SET created_at = now() - interval '20 minutes' WHERE session_id = \(tokens.session)")
        #expect(try await owner.refresh(tokens.refresh).status == 401)
    }

    @Test func `the business's name stands on every page, and changes with it`() async throws {
        let office = try await Office.open()
        let owner = try await office.hire()
        let browser = try await owner.browse()
        func header() async throws -> Substring {
            let cookie = ["Cookie": "kiik-session=\(browser.secret)"]
            let page = try await office.daemon.client.send("GET", "/profile/", headers: cookie)
            return try #require(page.text.split(separator: "<header>").last?.split(separator: "</header>").first)
        }
        #expect(try await header().contains("Office \(office.subdomain)<"))
        try await Inside.with(office.daemon) { (inside: Inside) async throws in
            let principal = try await inside.principal(ofCookie: browser.secret)
            try await inside.run(TenantActions.update, Self.fields { $0.name = "Renamed & Co" }, as: principal)
            let now = try await inside.principal(ofCookie: browser.secret)
            #expect(now.business == "Renamed & Co" && now.inTestEnvironment()?.business == "Renamed & Co")
        }
        #expect(try await header().contains("Renamed &amp; Co<"))
    }

    private static func database(_ inside: Inside, _ office: Office) async throws -> Tenant? {
        try await inside.database.access.tenant(subdomain: office.subdomain)
    }
}

import AuthCore
import Domain
import Foundation
import Testing

@testable import HTTPServer
@testable import Persistence
@testable import kiikd

@Suite struct `A session that goes on elsewhere` {
    private static func signIn(_ person: Person, to office: Office) async throws -> (Browser, Int64) {
        let browser = try await person.browse(#", "tenant": "\#(office.subdomain)""#)
        return (browser, Int64(try await browser.session(in: office)))
    }

    @Test
    func
        `no session is fixed: a switch begins another session with another cookie, and the old cookie is dead everywhere`()
        async throws
    {
        let (office, other) = try await (Office.open(), Office.open())
        let person = try await office.hire()
        _ = try await other.run(
            "users", "create", "--tenant", other.subdomain, "--email", person.email, "--role", "Support")
        let (browser, id) = try await Self.signIn(person, to: office)
        _ = try await office.daemon.sql(
            "UPDATE sessions SET expires_at = now() + interval '1 hour', factor_at = now() WHERE id = \(id)")
        try await Inside.with(office.daemon) { inside in
            let logins = inside.services.logins
            let error = await #expect(throws: Problem.self) {
                _ = try await logins.switchTenant(session: id, of: person.id, to: "nowhere", from: Inside.here)
            }
            #expect(error == .notFound(.tenants, id: "nowhere"))
            await #expect(throws: Problem.self) {
                _ = try await logins.switchTenant(session: id, of: 1, to: other.subdomain, from: Inside.here)
            }
            let grant = try await logins.switchTenant(
                session: id, of: person.id, to: other.subdomain, from: Inside.here)
            #expect(try grant.cookie != browser.secret && grant.tenant.subdomain == other.subdomain)
            let principal = try await inside.principal(ofCookie: grant.cookie)
            #expect(principal.tenant.id == other.id && principal.userID == person.id && principal.sessionID != id)
            #expect(try await browser.get(Path.customerList).status == 401)
            let row = try await office.daemon.sql(
                """
                SELECT (n.expires_at <= o.expires_at) || ' ' || (n.factor_at = o.factor_at) || ' ' || o.end_reason
                FROM sessions o, sessions n WHERE o.id = \(id) AND n.id = \(principal.sessionID ?? 0)
                """)
            #expect(row == "true true switched")
            await #expect(throws: Problem.self) {
                _ = try await logins.switchTenant(
                    session: id, of: person.id, to: other.subdomain, from: Inside.here)
            }
        }
    }

    @Test func `no session is fixed: a new password ends every session, and one with another cookie goes on`()
        async throws
    {
        let office = try await Office.open()
        let person = try await office.hire()
        let (browser, id) = try await Self.signIn(person, to: office)
        let elsewhere = try await person.browse()
        try await Inside.with(office.daemon) { inside in
            let logins = inside.services.logins
            func fault(_ old: String, _ new: String) async throws -> [String] {
                let error = await #expect(throws: Problem.self) {
                    _ = try await logins.changePassword(
                        session: id, of: person.id, old: old, new: new, from: Inside.here)
                }
                guard case .invalid(let faults)? = error else { return [] }
                return faults.map(\.field)
            }
            #expect(try await fault("wrong password", "another password") == ["old_password"])
            #expect(try await fault(Person.password, "short") == ["new_password"])
            #expect(try await fault(Person.password, Person.password) == ["new_password"])
            #expect(try await browser.get(Path.customerList).status == 200)
            let grant = try await logins.changePassword(
                session: id, of: person.id, old: Person.password, new: "another password", from: Inside.here)
            #expect(try await inside.principal(ofCookie: grant.cookie).userID == person.id)
            #expect(try grant.cookie != browser.secret)
        }
        #expect(try await browser.get(Path.customerList).status == 401)
        #expect(try await elsewhere.get(Path.customerList).status == 401)
        #expect(try await person.tryLogin().status == 401)
        #expect(try await person.tryLogin("another password").status == 200)
        let audit = try await office.daemon.sql(
            "SELECT actor FROM audit_events WHERE action = 'users.change_password' AND resource = 'users' AND resource_id = \(person.id)"
        )
        #expect(audit == "user:\(person.id)")
    }

    @Test func `a person works on test data with the same rights, and makes test keys there`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        _ = try await office.customer("Live")
        try await Inside.with(office.daemon) { inside in
            let live = try await inside.principal(of: person)
            let test = try #require(live.inTestEnvironment())
            #expect(test.isTest && test.tenant != live.tenant && test.account == live.account)
            #expect(test.subdomain == "\(office.subdomain)--test" && test.permissions == live.permissions)
            #expect(test.bucket === live.bucket && test.actor == live.actor && test.keyID == live.keyID)
            #expect(test.inTestEnvironment() == nil)
            let customers = inside.services.store.customers
            #expect(try await customers.list(ListQuery(), in: test.tenant).rows.isEmpty)
            var fields = CustomerFields()
            fields.name = "Test"
            _ = try await inside.run(CustomerActions.create, fields, as: test)
            #expect(try await customers.list(ListQuery(), in: live.tenant).rows.map(\.name) == ["Live"])
            #expect(try await customers.list(ListQuery(), in: test.tenant).rows.map(\.name) == ["Test"])
            var key = KeyManagement.Fields()
            (key.name, key.scopes) = ("Trial", ["customers:read"])
            let issued = try await inside.run(KeyManagement.create, key, as: test)
            let secret = try #require(issued.secret)
            #expect(secret.hasPrefix("sk_test_"))
            let answer = try await office.client.with(key: secret).get(Path.customerList)
            #expect(answer.status == 200 && answer.text.contains("Test") && !answer.text.contains("Live"))
            let actor = try await office.daemon.sql(
                "SELECT DISTINCT actor FROM audit_events WHERE tenant_id = \(test.tenant.id) AND resource <> 'tenants'")
            #expect(actor == "user:\(person.id)")
            let service = try await inside.authenticator.verdict(on: Array(office.key.secret.utf8), from: nil)
            guard case .admitted(let ofKey, _) = service else {
                Issue.record("the key is refused")
                return
            }
            #expect(ofKey.inTestEnvironment() == nil)
        }
    }
}

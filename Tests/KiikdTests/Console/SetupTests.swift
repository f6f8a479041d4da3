import AuthCore
import Domain
import Foundation
import JSON
import Testing

@testable import HTTPServer
@testable import Persistence
@testable import kiikd

@Suite struct `The first run` {
    private static func token(of daemon: RunningDaemon) async throws -> String {
        let text = try await eventually("the link") {
            let said = try daemon.said()
            return said.contains("/setup?token=") && said.contains("within 24 hours") ? said : nil
        }
        return try String(#require(text.firstMatch(of: /\/setup\?token=(ksu_[0-9A-Za-z]{43})\n/)).output.1)
    }

    private static let owner = Setup.Owner(
        name: "Ada", email: " Ada@Engines.example ", password: "correct horse battery staple")

    private static func fields(_ error: Problem?) -> Set<String> {
        guard case .invalid(let faults)? = error else { return [] }
        return Set(faults.map(\.field))
    }

    @Test func `S53 the daemon prints a link that makes tenant and owner once, and none when somebody has an account`()
        async throws
    {
        let daemon = try await RunningDaemon.start()
        let token = try await Self.token(of: daemon)
        #expect(try await daemon.sqlInt("SELECT count(*) FROM setup_links WHERE digest = sha256('\(token)')") == 1)
        let cookies = try await Inside.with(daemon) { inside -> [String] in
            let setup = inside.services.setup
            let offered = try await setup.check(token: token, from: Inside.here)
            #expect(offered == nil)
            for dead in ["", "klk_", String(token.dropLast()) + "x", Secret.generate(.setup).exposed] {
                let error = await #expect(throws: Problem.self) {
                    _ = try await setup.check(token: dead, from: Inside.here)
                }
                #expect(Self.fields(error) == ["token"])
            }
            let wrong = await #expect(throws: Problem.self) {
                _ = try await setup.complete(
                    token: token,
                    place: .new(TenantDraft(subdomain: "-", name: " ", currency: "x", timeZone: "Moon")),
                    owner: .init(name: "\u{1}", email: "nobody", password: "short"), from: Inside.here)
            }
            #expect(
                Self.fields(wrong) == [
                    "subdomain", "name", "currency", "time_zone", "owner_name", "email", "password",
                ])
            let none = await #expect(throws: Problem.self) {
                _ = try await setup.complete(token: token, place: .existing, owner: Self.owner, from: Inside.here)
            }
            guard case .conflict? = none else {
                Issue.record("\(String(describing: none))")
                return []
            }
            // Eight at once: one owner.
            return await withTaskGroup(of: String?.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let draft = TenantDraft(subdomain: "acme-\(number)", name: "Acme")
                        let grant = try? await setup.complete(
                            token: token, place: .new(draft), owner: Self.owner, from: Inside.here)
                        return try? grant?.cookie
                    }
                }
                return await group.reduce(into: []) { if let cookie = $1 { $0.append(cookie) } }
            }
        }
        #expect(cookies.count == 1)
        let made = try await daemon.sql(
            """
            SELECT (SELECT count(*) FROM users) || ' ' || (SELECT count(*) FROM tenants) || ' '
                || (SELECT email FROM users) || ' ' || (SELECT r.builtin FROM memberships m
                    JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id)
                || ' ' || (SELECT count(*) FROM setup_links)
            """)
        #expect(made == "1 2 ada@engines.example owner 0")
        let client = daemon.client
        let page = try await client.send(
            "GET", Path.customerList, headers: ["Cookie": "\(Browser.cookie)=\(cookies.first ?? "")"])
        #expect(page.status == 200)
        try await Inside.with(daemon) { inside in
            let error = await #expect(throws: Problem.self) {
                _ = try await inside.services.setup.check(token: token, from: Inside.here)
            }
            #expect(Self.fields(error) == ["token"])
            let another = try await inside.services.setup.open()
            #expect(another == nil)
        }
        let log = try daemon.said()
        #expect(log.components(separatedBy: "/setup?token=").count == 2)
        #expect(try await daemon.stop() == 0)
        let second = try await RunningDaemon.start(in: daemon.place)
        #expect(try second.said().components(separatedBy: "/setup?token=").count == 2)
        #expect(try await second.stop() == 0)
    }

    @Test func `a new link takes the place of the last, expires, and may join the only tenant without people`()
        async throws
    {
        let daemon = try await RunningDaemon.start(options: ["--demo"])
        let first = try await Self.token(of: daemon)
        try await Inside.with(daemon) { inside in
            let setup = inside.services.setup
            let offered = try await setup.check(token: first, from: Inside.here)
            #expect(offered?.subdomain == "demo" && offered?.name == "Demo")
            let link = try #require(try await setup.open())
            let token = try String(#require(link.firstMatch(of: /token=(ksu_.*)/)).output.1)
            await #expect(throws: Problem.self) { _ = try await setup.check(token: first, from: Inside.here) }
            _ = try await daemon.sql("UPDATE setup_links SET expires_at = now() - interval '1 second'")
            await #expect(throws: Problem.self) { _ = try await setup.check(token: token, from: Inside.here) }
            let late = await #expect(throws: Problem.self) {
                _ = try await setup.complete(token: token, place: .existing, owner: Self.owner, from: Inside.here)
            }
            #expect(Self.fields(late) == ["token"])
            _ = try await daemon.sql("UPDATE setup_links SET expires_at = created_at + interval '1 day'")
            let taken = await #expect(throws: Problem.self) {
                _ = try await setup.complete(
                    token: token, place: .new(TenantDraft(subdomain: "demo", name: "Other")), owner: Self.owner,
                    from: Inside.here)
            }
            #expect(Self.fields(taken) == ["subdomain"])
            let grant = try await setup.complete(
                token: token, place: .existing, owner: Self.owner, from: Inside.here)
            #expect(grant.tenant.subdomain == "demo")
            let principal = try await inside.principal(ofCookie: grant.cookie)
            #expect(principal.permissions == Permission.catalog.all)
            #expect(principal.inTestEnvironment()?.subdomain == "demo--test")
            let audit = try await daemon.sql(
                "SELECT count(*) FROM audit_events WHERE action = 'tenants.setup' AND actor = 'user:\(principal.userID ?? 0)'"
            )
            #expect(audit == "2")
        }
        #expect(try await daemon.stop() == 0)
    }

    @Test func `an account that an operator makes ends the link, and strangers' guesses are limited`() async throws {
        let daemon = try await RunningDaemon.start()
        let token = try await Self.token(of: daemon)
        let office = try await Office.open(on: daemon)
        try await Inside.with(daemon) { inside in
            let setup = inside.services.setup
            #expect(try await setup.check(token: token, from: Inside.here)?.subdomain == office.subdomain)
            var last: Problem?
            // Sixty a minute; a slow machine makes some more before it has made that many in time.
            for _ in 0..<1000 {
                last = await #expect(throws: Problem.self) {
                    _ = try await setup.check(token: Secret.generate(.setup).exposed, from: Inside.here)
                }
                if case .rateLimited? = last { break }
            }
            guard case .rateLimited? = last else {
                Issue.record("\(String(describing: last))")
                return
            }
            _ = try await office.hire()
            await #expect(throws: Problem.self) { _ = try await setup.check(token: token, from: Inside.here) }
        }
        #expect(try await daemon.stop() == 0)
    }
}

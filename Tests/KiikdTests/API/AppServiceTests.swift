import AuthCore
import Domain
import Foundation
import JSON
import Testing

@testable import HTTPServer
@testable import Domain
@testable import Persistence
@testable import kiikd

@Suite struct `A tenant's apps behind the pages` {
    private func apps(_ inside: Inside, of office: Office, _ search: String? = nil) async throws -> [OAuthClient] {
        var query = ListQuery<OAuthClient>()
        (query.search, query.isDescending) = (search, true)
        return try await inside.services.store.apps.list(query, in: office.scope).rows
    }

    @Test func `a person registers, changes, finds and disables an app of their tenant`() async throws {
        let (office, other) = try await (Office.open(), Office.open())
        let (owner, stranger) = try await (office.hire(), other.hire())
        try await Inside.with(office.daemon) { inside in
            for name in ["Zürich robot", "Quiet"] {
                var draft = OAuthClientActions.Draft(name: name)
                draft.redirectURIs = [OAuthApp.callback]
                let create = OAuthClientActions.create(hasTenant: true, secret: .generate(.oauthClient))
                try await inside.run(create, draft, as: owner)
            }
            #expect(try await apps(inside, of: office).map(\.name) == ["Quiet", "Zürich robot"])
            #expect(try await apps(inside, of: office, "zurich").map(\.name) == ["Zürich robot"])
            #expect(try await apps(inside, of: office, "app.example/callback quiet").map(\.name) == ["Quiet"])
            let app = try #require(try await apps(inside, of: office, "quiet").first)
            func update(_ settings: OAuthClientActions.Settings, as person: Person) async throws {
                try await inside.run(OAuthClientActions.update, Update(id: app.id, fields: settings), as: person)
            }
            try await update(
                .init(name: "Loud", redirectURIs: ["https://other.example/back"], scopes: ["customers:read"]), as: owner
            )
            try await inside.run(
                OAuthClientActions.rotateSecret(.generate(.oauthClient)), Update(id: app.id, fields: ()), as: owner)
            try await inside.run(OAuthClientActions.disable, Update(id: app.id, fields: true), as: owner)
            let changed = try #require(try await inside.services.store.apps.find(app.id, in: office.scope))
            #expect(changed.name == "Loud" && changed.redirectURIs == ["https://other.example/back"])
            #expect(changed.scopes == ["customers:read"] && changed.secretDigest != app.secretDigest)
            #expect(changed.disabledAt != nil)
            await #expect(throws: Problem.self) { try await update(.init(redirectURIs: ["javascript:x"]), as: owner) }
            await #expect(throws: Problem.self) { try await update(.init(redirectURIs: []), as: owner) }
            await #expect(throws: Problem.notFound(.apps, id: String(app.id))) {
                try await update(.init(name: "Stolen"), as: stranger)
            }
        }
        try await Inside.with(other.daemon) { inside in
            let found = try await apps(inside, of: other, "loud")
            #expect(found.isEmpty)
        }
    }

    @Test func `nobody makes an app that may do more by itself than they may, nor takes one over`() async throws {
        let office = try await Office.open()
        let clerk = try await office.hire(permissions: "apps:*,customers:read")
        let boss = try await office.hire()
        try await Inside.with(office.daemon) { inside in
            func draft(_ scopes: [String]) -> OAuthClientActions.Draft {
                var draft = OAuthClientActions.Draft(name: "Robot")
                (draft.grantTypes, draft.scopes) = ([.clientCredentials], scopes)
                return draft
            }
            let create = OAuthClientActions.create(hasTenant: true, secret: .generate(.oauthClient))
            try await inside.run(create, draft(["customers:read"]), as: clerk)
            for scopes in [[], ["customers:write"], ["customers:read", "keys:create"]] {
                await #expect(throws: Problem.self) { try await inside.run(create, draft(scopes), as: clerk) }
            }
            try await inside.run(create, draft(["invoices:read"]), as: boss)
            let strong = try #require(try await apps(inside, of: office).first)
            await #expect(throws: Problem.self) {
                try await inside.run(
                    OAuthClientActions.rotateSecret(.generate(.oauthClient)), Update(id: strong.id, fields: ()),
                    as: clerk)
            }
            #expect(try await apps(inside, of: office).count == 2)
        }
    }

    @Test func `an admin sees what people connected and withdraws it, in force at once, and the audit names the admin`()
        async throws
    {
        let (office, other) = try await (Office.open(), Office.open())
        let (admin, person, clerk) = try await (
            office.hire(), office.hire(), office.hire(permissions: "customers:*,apps:read")
        )
        let stranger = try await other.hire()
        let app = try await OAuthApp.register(on: office.daemon)
        let tokens = try await app.connect(person, ["scope": "customers:read"])
        _ = try await app.connect(clerk, ["scope": "customers:read customers:write"])
        let client = office.daemon.client.with(key: tokens.access)
        #expect(try await client.get(Path.customerList).status == 200)
        try await Inside.with(office.daemon) { inside in
            let caller = try await inside.authorization(admin, .read, .apps)
            var query = OAuthConnectionQuery()
            query.limit = 1
            let first = try await inside.services.oauth.connections(query, by: caller)
            query.after = first.next
            let second = try await inside.services.oauth.connections(query, by: caller)
            #expect(second.next == nil)
            // Ids are drawn ahead, in blocks: a later connection may have a smaller one.
            let both = first.connections + second.connections
            #expect(both.count == 2 && Set(both.map(\.email)) == [clerk.email, person.email])
            let mine = try #require(both.first { $0.email == person.email })
            #expect(mine.clientName == "Robot" && mine.scopes == ["customers:read"])
            #expect(mine.usedAt != nil && mine.customerIDs.isEmpty && !mine.isDisabled)
            var search = OAuthConnectionQuery()
            search.search = "robot \(person.email)"
            #expect(try await inside.services.oauth.connections(search, by: caller).connections == [mine])
            let theirs = try await inside.authorization(stranger, .read, .apps)
            #expect(try await inside.services.oauth.connections(.init(), by: theirs).connections.isEmpty)
            await #expect(throws: Problem.notFound(.grants, id: String(mine.grant))) {
                try await inside.services.oauth.withdraw(connection: mine.grant, by: theirs, from: Inside.here)
            }
            let reader = try await inside.authorization(clerk, .read, .apps)
            await #expect(throws: Problem.forbidden(needed: ["apps:update"])) {
                try await inside.services.oauth.withdraw(connection: mine.grant, by: reader, from: Inside.here)
            }
            #expect(try await client.get(Path.customerList).status == 200)
            try await inside.services.oauth.withdraw(connection: mine.grant, by: caller, from: Inside.here)
            #expect(try await client.get(Path.customerList).status == 401)
            let event = try #require(try await inside.events("apps.withdraw", of: office).first)
            #expect(event.actor == "user:\(admin.id)" && event.resourceID == mine.grant)
            #expect(
                try await inside.services.oauth.connections(.init(), by: caller).connections.map(\.email) == [
                    clerk.email
                ])
        }
    }
}

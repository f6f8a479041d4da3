import AuthCore
import Domain
import Foundation
import Testing

@testable import HTTPServer
@testable import Persistence
@testable import kiikd

@Suite struct `A tenant's members` {
    private static func membership(_ person: Person, _ inside: Inside, _ principal: Principal) async throws
        -> MemberListing
    {
        let found = try await inside.services.store.memberListings.find(
            by: "user_id", among: [person.id], limit: 1, in: principal.tenant)
        return try #require(found.first)
    }

    @Test func `are listed with role, state and last login; searched, ordered and paged`() async throws {
        let office = try await Office.open()
        let (owner, support) = try await (office.hire(), office.hire(role: "Support"))
        _ = try await office.run(
            "users", "create", "--tenant", office.subdomain, "--email", "new-\(office.subdomain)@acme.example",
            "--role",
            "Support", "--name", "Zoé Éclair")
        _ = try await office.run("users", "lock", "--email", support.email)
        try await Inside.with(office.daemon) { inside in
            let principal = try await inside.principal(of: owner)
            let members = inside.services.store.memberListings
            var query = ListQuery<MemberListing>()
            query.limit = 2
            query.ordering = MemberListing.orderings.first { $0.attribute == "last_login_at" }
            query.isDescending = true
            let first = try await members.list(query, in: principal.tenant)
            #expect(first.rows.first?.userID == owner.id && first.rows.first?.status == .active)
            #expect(first.rows.first?.isOwner == true && first.rows.first?.lastLoginAt != nil)
            #expect(first.total.count == 3)
            query.after = first.next
            let rest = try await members.list(query, in: principal.tenant)
            #expect(rest.rows.count == 1 && rest.next == nil)
            let statuses = Set((first.rows + rest.rows).map(\.status))
            #expect(statuses == [.active, .invited, .locked])
            var words = ListQuery<MemberListing>()
            words.search = "zoe eclair"
            let found = try await members.list(words, in: principal.tenant).rows
            #expect(found.map(\.name) == ["Zoé Éclair"] && found.first?.hasPassword == false)
            #expect(found.first?.isHome == true && found.first?.hasSecondFactor == false)
            let elsewhere = try await Office.open(on: office.daemon)
            #expect(try await members.list(words, in: TenantScope(id: elsewhere.id)).rows.isEmpty)
        }
    }

    @Test func `the last login is the latest by time, whichever node's ids it has`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        for _ in 0..<2 { _ = try await person.login() }
        let sessions = "sessions WHERE user_id = \(person.id)"
        _ = try await office.daemon.sql(
            "UPDATE sessions SET created_at = created_at - interval '1 day' WHERE id = (SELECT max(id) FROM \(sessions))"
        )
        try await Inside.with(office.daemon) { inside in
            var query = ListQuery<MemberListing>()
            query.search = person.email
            let found = try await inside.services.store.memberListings.list(query, in: TenantScope(id: office.id)).rows
            let last = try await office.daemon.sqlInt(
                "SELECT (extract(epoch FROM max(created_at)) * 1000000)::bigint FROM \(sessions)")
            #expect(found.map(\.lastLoginAt?.microseconds) == [Int64(last)])
        }
    }

    @Test func `the last owner keeps the role and the access, and one of two who turn each other out stays`()
        async throws
    {
        let office = try await Office.open()
        let (owner, manager) = try await (office.hire(), office.hire(role: "Manager"))
        try await Inside.with(office.daemon) { inside in
            let principal = try await inside.principal(of: owner)
            let roles = try await PermissionMatrix.read(
                for: try principal.authorize(RoleActions.list.permission, at: inside.services.clock.now()),
                from: inside.services.store
            ).roles
            let support = try #require(roles.first { $0.builtin == .support })
            let own = try await Self.membership(owner, inside, principal)
            func refusal(_ body: () async throws -> Void) async throws -> Problem? {
                do {
                    try await body()
                    return nil
                } catch let problem as Problem {
                    return problem
                }
            }
            let last = Problem.conflict("This is the last owner. Make somebody else an owner first.")
            #expect(
                try await refusal {
                    try await inside.run(UserActions.setRole, Update(id: own.id, fields: support.id), as: principal)
                } == last)
            #expect(
                try await refusal {
                    try await inside.run(UserActions.setRole, Update(id: own.id, fields: nil), as: principal)
                } == last)
            #expect(
                try await refusal {
                    try await inside.run(UserActions.lock, Update(id: owner.id, fields: true), as: principal)
                } == last)
            // Who may do less turns nobody out.
            let lesser = try await inside.principal(of: manager)
            for body in [
                { @Sendable in
                    _ = try await inside.run(UserActions.lock, Update(id: owner.id, fields: true), as: lesser)
                },
                { @Sendable in
                    _ = try await inside.run(UserActions.setRole, Update(id: own.id, fields: support.id), as: lesser)
                },
            ] {
                guard case .forbidden? = try await refusal(body) else {
                    Issue.record("not forbidden")
                    return
                }
            }
            // Two owners, each of whom turns the other out: one is left.
            let second = try await office.hire()
            let other = try await inside.principal(of: second)
            let theirs = try await Self.membership(second, inside, principal)
            let results = await withTaskGroup(of: Bool.self) { group in
                for (membership, caller) in [(theirs.id, principal), (own.id, other)] {
                    group.addTask {
                        let update = Update<Int64?>(id: membership, fields: support.id)
                        return (try? await inside.run(UserActions.setRole, update, as: caller)) != nil
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.filter { $0 }.count == 1)
            let owners = try await office.daemon.sqlInt(
                """
                SELECT count(*) FROM memberships m JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
                WHERE m.tenant_id = \(office.id) AND r.builtin = 'owner'
                """)
            #expect(owners == 1)
        }
    }

    @Test func `who was locked out by somebody who may do more is let in by nobody who may do less`() async throws {
        let office = try await Office.open()
        let (owner, second) = try await (office.hire(), office.hire())
        let clerk = try await office.hire(permissions: "users:read,users:update")
        let colleague = try await office.hire(permissions: "users:read")
        try await Inside.with(office.daemon) { inside in
            let (principal, lesser) = try await (inside.principal(of: owner), inside.principal(of: clerk))
            for person in [second, colleague] {
                try await inside.run(UserActions.lock, Update(id: person.id, fields: true), as: principal)
            }
            let error = await #expect(throws: Problem.self) {
                try await inside.run(UserActions.lock, Update(id: second.id, fields: false), as: lesser)
            }
            guard case .forbidden? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            for (person, caller) in [(colleague, lesser), (second, principal)] {
                let user = try await inside.run(UserActions.lock, Update(id: person.id, fields: false), as: caller)
                #expect(user.lockedAt == nil)
            }
        }
    }

    @Test func `an app that acts for itself is enabled again by nobody who may do less than it`() async throws {
        let office = try await Office.open()
        let owner = try await office.hire()
        let clerk = try await office.hire(permissions: "apps:read,apps:write")
        try await Inside.with(office.daemon) { inside in
            let (principal, lesser) = try await (inside.principal(of: owner), inside.principal(of: clerk))
            var draft = OAuthClientActions.Draft(name: "Robot")
            (draft.grantTypes, draft.scopes) = ([.clientCredentials], ["invoices:read"])
            let made = try await inside.run(
                OAuthClientActions.create(hasTenant: true, secret: Secret.generate(.oauthClient)), draft, as: principal)
            try await inside.run(OAuthClientActions.disable, Update(id: made.id, fields: true), as: lesser)
            let error = await #expect(throws: Problem.self) {
                try await inside.run(OAuthClientActions.disable, Update(id: made.id, fields: false), as: lesser)
            }
            guard case .forbidden? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            let again = try await inside.run(
                OAuthClientActions.disable, Update(id: made.id, fields: false), as: principal)
            #expect(again.disabledAt == nil)
        }
    }

    @Test func `nobody locks, or invites again, whose row another tenant keeps`() async throws {
        let (home, office) = try await (Office.open(), Office.open())
        let (guest, owner) = try await (home.hire(), office.hire())
        _ = try await office.run(
            "users", "create", "--tenant", office.subdomain, "--email", guest.email, "--role", "Support")
        try await Inside.with(office.daemon) { inside in
            let principal = try await inside.principal(of: owner)
            let listing = try await Self.membership(guest, inside, principal)
            #expect(!listing.isHome && listing.email == guest.email)
            let error = await #expect(throws: Problem.self) {
                try await inside.run(UserActions.lock, Update(id: guest.id, fields: true), as: principal)
            }
            #expect(error == .notFound(.users, id: String(guest.id)))
            await #expect(throws: Problem.self) {
                try await inside.run(inside.services.logins.invitingAgain(to: "x"), listing.id, as: principal)
            }
        }
    }

    @Test func `an invitation is sent again to who has no password yet, once a minute`() async throws {
        let office = try await Office.open()
        let owner = try await office.hire()
        let email = "again-\(office.subdomain)@acme.example"
        _ = try await office.run(
            "users", "create", "--tenant", office.subdomain, "--email", email, "--role", "Support")
        try await Inside.with(office.daemon) { inside in
            let principal = try await inside.principal(of: owner)
            var query = ListQuery<MemberListing>()
            query.filters = [.init("status", .equals, .text("invited"))]
            let invited = try #require(
                try await inside.services.store.memberListings.list(query, in: principal.tenant).rows.first)
            let action = inside.services.logins.invitingAgain(to: "Acme")
            try await inside.run(action, invited.id, as: principal)
            let links = "SELECT count(*) FROM links WHERE user_id = \(invited.userID) AND purpose = 'invitation'"
            #expect(try await office.daemon.sqlInt(links) == 1)
            let error = await #expect(throws: Problem.self) {
                try await inside.run(action, invited.id, as: principal)
            }
            #expect(error == .rateLimited(retryAfter: 60))
            let own = try await Self.membership(owner, inside, principal)
            let known = await #expect(throws: Problem.self) { try await inside.run(action, own.id, as: principal) }
            guard case .conflict? = known else {
                Issue.record("\(String(describing: known))")
                return
            }
        }
    }

    @Test func `roles are changed as a whole, and the matrix says what each allows`() async throws {
        let office = try await Office.open()
        let owner = try await office.hire()
        try await Inside.with(office.daemon) { inside in
            let principal = try await inside.principal(of: owner)
            var fields = RoleActions.Fields()
            (fields.name, fields.permissions) = ("Night shift", ["customers:read"])
            let role = try await inside.run(RoleActions.create, fields, as: principal)
            (fields.name, fields.description, fields.permissions) = ("Day shift", "By day.", ["documents:import"])
            let changed = try await inside.run(RoleActions.update, Update(id: role.id, fields: fields), as: principal)
            #expect(changed.name == "Day shift" && changed.permissions == ["documents:import"] && changed.version == 2)
            let caller = try principal.authorize(RoleActions.list.permission, at: inside.services.clock.now())
            let matrix = try await PermissionMatrix.read(for: caller, from: inside.services.store)
            #expect(matrix.roles.count == BuiltinRole.allCases.count + 1)
            let cells = PermissionMatrix.groups.flatMap(\.cells)
            #expect(Set(cells.map(\.scope)).count == cells.count)
            #expect(cells.filter { matrix.allows($0.permission, to: changed) }.map(\.scope) == ["documents:import"])
            let builtin = try #require(matrix.roles.first { $0.builtin == .owner })
            #expect(cells.allSatisfy { matrix.allows($0.permission, to: builtin) })
            await #expect(throws: Problem.self) {
                try await inside.run(RoleActions.update, Update(id: builtin.id, fields: fields), as: principal)
            }
            // In the test environment there are no roles and no members to change.
            let test = try #require(principal.inTestEnvironment())
            await #expect(throws: Problem.self) { try await inside.run(RoleActions.create, fields, as: test) }
        }
    }
}

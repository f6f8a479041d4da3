import AuthCore
import Domain
import Foundation
import JSON
import Testing

@testable import HTTPServer
@testable import Persistence
@testable import kiikd

@Suite struct `A role that is deleted` {
    private static let words = Language.english.texts.people

    private struct Scene {
        let office: Office
        let desk: Desk

        static func open() async throws -> Scene {
            let office = try await Office.open()
            return Scene(office: office, desk: try await Desk(try await office.hire()))
        }

        func role(_ name: String) async throws -> Int64 {
            let made = try await office.daemon.tool.run(
                "roles", "create", "--tenant", office.subdomain, "--name", name, "--permissions", "customers:read",
                "--format", "json"
            ).json
            return try #require(made["id"]?.int64Value)
        }

        func delete(_ role: Int64) async throws -> HTTPAnswer {
            let path = "/admin/roles/\(role)/delete/"
            return try await desk.post(
                path, [("token", desk.browser.csrf), ("on_data", "live"), ("version", try await version(role))])
        }

        func version(_ role: Int64) async throws -> String {
            try await office.daemon.sql("SELECT version FROM roles WHERE id = \(role)")
        }

        func isDeleted(_ role: Int64) async throws -> Bool {
            try await office.daemon.sql("SELECT is_deleted FROM roles WHERE id = \(role)") == "t"
        }
    }

    @Test func `goes from every list, with an event in the audit, and its name is free again`() async throws {
        let scene = try await Scene.open()
        let role = try await scene.role("Cashier")
        let path = "/admin/roles/\(role)/delete/"
        #expect(try await scene.desk.get("/admin/roles/\(role)/").text.contains(path))
        let done = try await scene.desk.fill(path)
        #expect(done.status == 303 && done["location"] == "/admin/roles/")
        #expect(try await scene.isDeleted(role))
        for place in ["/admin/roles/", "/admin/roles/matrix/", "/admin/users/new/", "/keys/new/"] {
            #expect(!(try await scene.desk.get(place).text.contains("Cashier")), "\(place)")
        }
        #expect(try await scene.desk.get("/admin/roles/\(role)/").status == 404)
        #expect(try await scene.desk.get(path).status == 404)
        let audit = try await scene.desk.get("/audit/")
        #expect(audit.text.contains("Removed a role"))
        let again = try await scene.role("Cashier")
        #expect(again != role)
        let listed = try await scene.office.daemon.tool.run(
            "roles", "list", "--tenant", scene.office.subdomain, "--format", "json"
        ).json
        #expect(listed.arrayValue?.compactMap { $0["id"]?.int64Value }.contains(role) == false)
    }

    @Test func `is one that nobody has: members, invitations and keys are counted, those on test data too`()
        async throws
    {
        let scene = try await Scene.open()
        let office = scene.office
        let role = try await scene.role("Cashier")
        let member = try await office.hire(role: "Cashier")
        _ = try await office.daemon.tool.run(
            "users", "invite", "--tenant", office.subdomain, "--email", "i@\(office.subdomain).example", "--role",
            "Cashier")
        let key = try await office.issueKey("--role", "Cashier")
        let testKey = try await office.daemon.tool.run(
            "keys", "create", "--tenant", office.subdomain, "--name", "T", "--environment", "test", "--role", "Cashier",
            "--format", "json"
        ).json
        let page = try await scene.desk.get("/admin/roles/\(role)/delete/")
        #expect(page.text.contains(Self.words.roleInUse))
        #expect(HTMLPage(page.text).forms.allSatisfy { $0.action != "/admin/roles/\(role)/delete/" })
        let holders = try await office.daemon.sql(
            "SET kiik.tenant = '\(office.id)'; SELECT members || ' ' || invited || ' ' || keys FROM role_holders WHERE id = \(role)"
        )
        #expect(holders.hasSuffix("1 1 2"), "\(holders)")
        #expect(try await scene.delete(role).status == 409)
        _ = try await office.daemon.sql("UPDATE memberships SET ended_at = now() WHERE role_id = \(role)")
        #expect(try await scene.delete(role).status == 409)
        try await office.revoke(key)
        #expect(try await scene.delete(role).status == 409, "a key of the test data has it")
        _ = try await office.daemon.tool.run("keys", "revoke", "\(try #require(testKey["id"]?.int64Value))")
        #expect(try await scene.delete(role).status == 303)
        // Nothing that had it comes back with it.
        #expect(try await scene.desk.fill("/keys/\(key.id)/activate/").status == 409)
        let id = try await office.daemon.sql("SELECT id FROM memberships WHERE user_id = \(member.id)")
        let back = try await scene.desk.post(
            "/admin/users/\(id)/role/",
            [("token", scene.desk.browser.csrf), ("on_data", "live"), ("role_id", String(role))])
        #expect(back.status == 422)
        #expect(try await scene.desk.get("/admin/users/\(id)/").status == 200)
    }

    @Test func `is the one that was looked at, is not built in, and is no matter of whoever may not delete`()
        async throws
    {
        let scene = try await Scene.open()
        let role = try await scene.role("Cashier")
        let path = "/admin/roles/\(role)/delete/"
        let entries = try Desk.entries(try await scene.desk.get(path), path)
        _ = try await scene.office.daemon.tool.run(
            "roles", "grant", "--tenant", scene.office.subdomain, "--role", "Cashier", "--permissions", "invoices:read")
        let stale = try await scene.desk.post(path, entries)
        #expect(stale.status == 409 && stale.text.contains(Language.english.texts.console.changedMeanwhile))
        #expect(!(try await scene.isDeleted(role)))
        let builtin = try await scene.office.daemon.sql(
            "SELECT id FROM roles WHERE tenant_id = \(scene.office.id) AND builtin = 'support'")
        #expect(try await scene.delete(try #require(Int64(builtin))).status == 409)
        #expect(try await scene.desk.get("/admin/roles/\(builtin)/delete/").status == 303)
        let manager = try await Desk(try await scene.office.hire(role: "Manager"))
        #expect(try await manager.get(path).status == 403)
        #expect(!(try await manager.get("/admin/roles/\(role)/").text.contains(path)))
        #expect(try await scene.desk.post(path, try Desk.entries(stale, path)).status == 303)
    }

    /// Roles that were imported, or made when something asked for more.
    @Test(arguments: ["webhooks:read,customers:delete", "*:*"])
    func `or changed by a page keeps what it has and nobody is offered, until somebody unticks it`(permissions: String)
        async throws
    {
        let scene = try await Scene.open()
        let made = try await scene.office.daemon.tool.run(
            "roles", "create", "--tenant", scene.office.subdomain, "--name", "Old", "--permissions", permissions,
            "--format", "json"
        ).json
        let role = try #require(made["id"]?.int64Value)
        let path = "/admin/roles/\(role)/edit/"
        let stored = "SELECT array_to_string(permissions, ' ') FROM roles WHERE id = \(role)"
        let before = try await scene.office.daemon.sql(stored)
        let form = try Desk.entries(try await scene.desk.get(path), path)
        #expect(
            form.filter { $0.0 == "permissions" }.map(\.1).sorted()
                == before.split(separator: " ").map(String.init).sorted())
        #expect(try await scene.desk.post(path, form.typing(["name": "New"])).status == 303)
        #expect(try await scene.office.daemon.sql(stored) == before)
        let fewer = try Desk.entries(try await scene.desk.get(path), path).filter { $0.1 != "customers:delete" }
        #expect(try await scene.desk.post(path, fewer).status == 303)
        #expect(!(try await scene.office.daemon.sql(stored).contains("customers:delete")))
        #expect(!(try await scene.desk.get(path).text.contains("customers:delete")))
    }

    @Test func `and given at the same moment is one or the other`() async throws {
        let scene = try await Scene.open()
        let office = scene.office
        try await Inside.with(office.daemon) { inside in
            let owner = try await inside.principal(of: try await office.hire())
            for round in 0..<6 {
                let role = try await scene.role("Role \(round)")
                let version = try await scene.version(role)
                let outcomes = try await withThrowingTaskGroup(of: String.self) { group in
                    for number in 0..<3 {
                        group.addTask {
                            var fields = KeyManagement.Fields()
                            (fields.name, fields.roleID) = ("K\(number)", role)
                            do {
                                try await inside.run(KeyManagement.create, fields, as: owner)
                                return "given"
                            } catch Problem.invalid(let faults) {
                                return faults.map(\.field).joined()
                            }
                        }
                    }
                    group.addTask {
                        do {
                            try await inside.run(RoleActions.delete, Update(id: role, fields: ()), as: owner)
                            return "deleted"
                        } catch Problem.conflict {
                            return "kept"
                        }
                    }
                    return try await group.reduce(into: [String]()) { $0.append($1) }
                }
                let isDeleted = outcomes.contains("deleted")
                #expect(outcomes.contains("given") != isDeleted, "\(outcomes)")
                #expect(try await scene.isDeleted(role) == isDeleted)
                let held = try await office.daemon.sqlInt(
                    "SELECT count(*) FROM api_keys WHERE role_id = \(role) AND revoked_at IS NULL")
                #expect((held > 0) != isDeleted, "\(version) \(outcomes)")
            }
        }
    }
}

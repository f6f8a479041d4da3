import AuthCore
import Domain
import Foundation
import Testing

@testable import HTTPServer

/// Somebody else changed the row while a form was filled in: what they made of it stands beside what was typed.
@Suite struct `A form that somebody else was quicker than` {
    private struct Scene {
        let office: Office
        let owner: Browser

        static func open() async throws -> Scene {
            let office = try await Office.open()
            return Scene(office: office, owner: try await office.hire().browse())
        }

        func send(_ path: String, _ fields: [(String, String)], language: String = "en") async throws -> HTTPAnswer {
            let own = [("token", owner.csrf), ("on_data", "live")]
            var headers = Browser.ownPage
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Accept-Language"] = language
            headers["Cookie"] = "kiik-session=\(owner.secret)"
            return try await office.daemon.client.send(
                "POST", path, body: PercentEncoding.encode(own + fields), headers: headers)
        }

        /// Sends two forms that were both shown on the first version, and gives the answer to the second.
        func second(
            _ path: String, _ theirs: [(String, String)], _ mine: [(String, String)], version: Int64 = 1
        ) async throws -> HTTPAnswer {
            let first = try await send(path, theirs + [("version", "\(version)")])
            #expect(first.status == 303, "\(first.text.suffix(2000))")
            return try await send(path, mine + [("version", "\(version)")])
        }

        func made(_ path: String, _ fields: [(String, String)]) async throws -> String {
            let answer = try await send(path, fields)
            #expect(answer.status == 303, "\(answer.text.suffix(2000))")
            let place = try #require(answer["location"])
            return String(place.prefix { $0 != "?" })
        }
    }

    private func compare(_ answer: HTTPAnswer, _ there: String, _ typed: String) {
        #expect(answer.status == 409)
        #expect(answer.text.contains("Somebody changed this while you were writing."))
        #expect(answer.text.contains("<del>\(there)</del>"))
        #expect(answer.text.contains("<ins>\(typed)</ins>"))
        // Nothing that both agree on is compared.
        let lines = answer.text.components(separatedBy: "<th scope=\"row\"").count - 1
        #expect(lines == 1, "\(lines)")
    }

    @Test func `a key's form shows the other's values, and saves over them when sent again`() async throws {
        let scene = try await Scene.open()
        let path = "/keys/\(scene.office.key.id)/edit/"
        let same = [("scopes", "*:*"), ("notes", "Both"), ("role_id", ""), ("integration_id", "")]
        let answer = try await scene.second(path, same + [("name", "Theirs")], same + [("name", "Mine")])
        compare(answer, "Theirs", "Mine")
        let again = try await scene.send(path, same + [("name", "Mine"), ("version", "2")])
        #expect(again.status == 303)
    }

    @Test func `a role's form names permissions as the page does`() async throws {
        let scene = try await Scene.open()
        let place = try await scene.made("/admin/roles/new/", [("name", "Desk"), ("permissions", "customers:read")])
        let answer = try await scene.second(
            "\(place)edit/", [("name", "Desk"), ("permissions", "customers:read"), ("permissions", "customers:write")],
            [("name", "Desk"), ("permissions", "customers:read")])
        compare(answer, "See customers, Add and change customers", "See customers")
    }

    @Test func `an application's form shows the other's values`() async throws {
        let scene = try await Scene.open()
        let fields = [("name", "App"), ("client_type", "public"), ("redirect_uris", "https://app.example/callback")]
        let made = try await scene.send("/settings/applications/new/", fields)
        #expect(made.status == 200, "\(made.text.suffix(2000))")
        let id = try await scene.office.daemon.sqlInt(
            "SELECT max(id) FROM oauth_clients WHERE tenant_id = \(scene.office.id)")
        let answer = try await scene.second(
            "/settings/applications/\(id)/edit/",
            [("name", "App"), ("redirect_uris", "https://theirs.example/callback")],
            [("name", "App"), ("redirect_uris", "https://mine.example/callback")])
        compare(answer, "https://theirs.example/callback", "https://mine.example/callback")
    }

    @Test func `the security settings show the other's values`() async throws {
        let scene = try await Scene.open()
        let same = [
            ("name", "Acme"), ("approval", "none"), ("session_life", "43200"), ("step_up_age", "900"),
        ]
        let answer = try await scene.second(
            "/settings/security/", same + [("session_idle", "1800")], same + [("session_idle", "3600")])
        compare(answer, "30 minutes", "1 hour")
    }

    @Test func `a member's form shows which role the other has chosen`() async throws {
        let scene = try await Scene.open()
        let member = try await scene.office.hire(role: "Support")
        let (id, roles) = (
            try await scene.office.daemon.sqlInt(
                "SELECT id FROM memberships WHERE tenant_id = \(scene.office.id) AND user_id = \(member.id)"),
            try await scene.office.daemon.sql(
                """
                SELECT string_agg(id::text, ' ' ORDER BY name) FROM roles
                WHERE tenant_id = \(scene.office.id) AND builtin IN ('accounting', 'manager')
                """
            ).split(separator: " ").map(String.init)
        )
        try #require(roles.count == 2)
        let answer = try await scene.second(
            "/admin/users/\(id)/role/", [("role_id", roles[0])], [("role_id", roles[1])])
        compare(answer, "Accounting", "Manager")
    }

    @Test func `a customer's form shows the other's values, in the reader's language`() async throws {
        let scene = try await Scene.open()
        let place = try await scene.made("/customers/new/", [("name", "Ada"), ("status", "active")])
        let first = try await scene.send("\(place)edit/", [("name", "Ada"), ("status", "inactive"), ("version", "1")])
        #expect(first.status == 303)
        let answer = try await scene.send(
            "\(place)edit/", [("name", "Ada"), ("status", "prospect"), ("version", "1")], language: "fr")
        #expect(answer.status == 409 && answer.text.contains("Quelqu’un a modifié ceci"))
        #expect(answer.text.contains("<del>Inactif</del>") && answer.text.contains("<ins>Prospect</ins>"))
    }
}

import Foundation
import Testing

/// Two people change one row at once.
@Suite struct `A form that somebody else was quicker than, in other fields` {
    private static let elsewhere = "Somebody changed this while you were writing, but not what you changed."
    private static let conflict = "Somebody changed this while you were writing. Nothing is saved yet: compare"
    private static let marked = "Changed meanwhile, last by "

    private struct Scene {
        let office: Office
        let me: Desk
        let other: Desk
        let name: String

        static func open(_ person: Person? = nil) async throws -> Scene {
            let office = if let person { person.office } else { try await Office.open() }
            let other = try await office.hire()
            let mine: Person = if let person { person } else { try await office.hire() }
            return Scene(office: office, me: try await Desk(mine), other: try await Desk(other), name: other.email)
        }

        /// Both have the form on the screen; the other sends it first.
        func second(
            _ path: String, _ theirs: [String: String], _ mine: [String: String]
        ) async throws -> HTTPAnswer {
            let form = try Desk.entries(try await me.get(path), path)
            let first = try await other.fill(path, theirs)
            #expect(first.status == 303, "\(first.text.suffix(2000))")
            return try await me.post(path, form.typing(mine))
        }
    }

    /// The lines of what is compared.
    private func compared(_ answer: HTTPAnswer) -> Int {
        answer.text.components(separatedBy: "<th scope=\"row\"").count - 1
    }

    private func value(_ name: String, _ answer: HTTPAnswer, _ path: String) throws -> String? {
        try Desk.entries(answer, path).last { $0.0 == name }?.1
    }

    @Test func `what only the other changed is taken over and marked, and one press saves both`() async throws {
        let scene = try await Scene.open()
        let id = try await scene.office.customer("Before", #", "notes": "Old""#)
        let path = "/customers/\(id)/edit/"
        let told = try await scene.second(path, ["notes": "Theirs"], ["name": "Mine"])
        #expect(told.status == 409 && told.text.contains(Self.elsewhere) && compared(told) == 0)
        #expect(told.text.contains(Self.marked) && told.text.contains(scene.name))
        #expect(try value("name", told, path) == "Mine")
        #expect(try value("notes", told, path)?.hasSuffix("Theirs") == true)
        let names = try await scene.office.daemon.sql("SELECT name FROM customers WHERE id = \(id)")
        #expect(names == "Before")
        let done = try await scene.me.post(path, try Desk.entries(told, path))
        #expect(done.status == 303)
        let saved = try await scene.office.daemon.sql("SELECT name || ' ' || notes FROM customers WHERE id = \(id)")
        #expect(saved == "Mine Theirs")
    }

    @Test func `what both changed is compared, and nothing else`() async throws {
        let scene = try await Scene.open()
        let path = "/customers/\(try await scene.office.customer("Before"))/edit/"
        let told = try await scene.second(
            path, ["name": "Theirs", "status": "inactive"], ["name": "Mine", "notes": "My note"])
        #expect(told.status == 409 && told.text.contains(Self.conflict) && compared(told) == 1)
        #expect(told.text.contains("<del>Theirs</del>") && told.text.contains("<ins>Mine</ins>"))
        #expect(told.text.contains(Self.marked))
        #expect(try value("status", told, path) == "inactive")
        let done = try await scene.me.post(path, try Desk.entries(told, path))
        #expect(done.status == 303)
        let page = try await scene.me.get(path)
        #expect(try value("name", page, path) == "Mine" && value("status", page, path) == "inactive")
    }

    @Test func `a form that was refused, or merged, is still told apart from what others do then`() async throws {
        let scene = try await Scene.open()
        let path = "/customers/\(try await scene.office.customer("Before"))/edit/"
        let refused = try await scene.me.fill(path, ["name": ""])
        #expect(refused.status == 422)
        #expect(try await scene.other.fill(path, ["status": "inactive"]).status == 303)
        let told = try await scene.me.post(path, try Desk.entries(refused, path).typing(["name": "Mine"]))
        #expect(told.status == 409 && told.text.contains(Self.elsewhere))
        #expect(try await scene.other.fill(path, ["notes": "Theirs"]).status == 303)
        let again = try await scene.me.post(path, try Desk.entries(told, path))
        #expect(again.status == 409 && again.text.contains(Self.elsewhere) && compared(again) == 0)
        #expect(try value("status", again, path) == "inactive" && value("name", again, path) == "Mine")
        #expect(try await scene.me.post(path, try Desk.entries(again, path)).status == 303)
    }

    @Test func `the lines of an invoice are one field: they are taken over together, or compared`() async throws {
        let scene = try await Scene.open()
        let customer = try await scene.office.customer()
        let lines =
            #"[{"description": "One", "quantity": 1, "unit_price": 10}, {"description": "Two", "quantity": 2, "unit_price": 20}]"#
        let id = try await scene.office.row(
            Path.invoices, #"{"customer_id": \#(customer), "description": "Work", "lines": \#(lines)}"#)
        let path = "/invoices/\(id)/edit/"
        let form = try Desk.entries(try await scene.me.get(path), path)
        let list = try #require(form.first { $0.0.hasSuffix(".0.description") }?.0.split(separator: ".").first)
        func emptied(_ row: Int) -> [String: String] {
            Dictionary(
                form.filter { $0.0.hasPrefix("\(list).\(row).") }.map { ($0.0, "") },
                uniquingKeysWith: { first, _ in first })
        }
        // They take out the first line.
        let told = try await scene.second(path, emptied(0), ["description": "Mine"])
        #expect(told.status == 409 && told.text.contains(Self.elsewhere), "\(told.status)")
        #expect(
            try value("\(list).0.description", told, path) == "Two" && value("\(list).1.description", told, path) == "")
        #expect(told.text.contains(Self.marked))
        #expect(try await scene.me.post(path, try Desk.entries(told, path)).status == 303)
        let both = try await scene.second(
            path, ["\(list).0.description": "Theirs"],
            ["\(list).1.description": "Three", "\(list).1.quantity": "1", "\(list).1.unit_price": "5"])
        #expect(both.status == 409 && both.text.contains(Self.conflict))
        #expect(both.text.contains("<del>Theirs</del>") && both.text.contains("<ins>Three</ins>"))
    }

    @Test func `keys, roles, applications, the business and its security are merged alike`() async throws {
        let scene = try await Scene.open()
        let role = try await scene.me.fill("/admin/roles/new/", ["name": "Desk", "permissions": "customers:read"])
        let place = try #require(role["location"])
        let app = try await scene.me.fill(
            "/settings/applications/new/", ["name": "App", "redirect_uris": "https://app.example/callback"])
        #expect(app.status == 200, "\(app.status)")
        let client = try await scene.office.daemon.sqlInt(
            "SELECT max(id) FROM oauth_clients WHERE tenant_id = \(scene.office.id)")
        let cases: [(path: String, theirs: [String: String], mine: [String: String])] = [
            ("/keys/\(scene.office.key.id)/edit/", ["notes": "Theirs"], ["name": "Mine"]),
            ("\(place)edit/", ["permissions": "invoices:read"], ["description": "Mine"]),
            (
                "/settings/applications/\(client)/edit/", ["redirect_uris": "https://app.example/other"],
                ["name": "Mine"]
            ),
            ("/settings/business/", ["email": "desk@acme.example"], ["legal_name": "Mine"]),
            ("/settings/security/", ["session_idle": "3600"], ["approval": "assistants"]),
        ]
        for (path, theirs, mine) in cases {
            let told = try await scene.second(path, theirs, mine)
            #expect(told.status == 409 && told.text.contains(Self.elsewhere), "\(path) \(told.status)")
            #expect(compared(told) == 0 && told.text.contains(Self.marked) && told.text.contains(scene.name), "\(path)")
            for (name, text) in theirs.merging(mine, uniquingKeysWith: { first, _ in first }) {
                #expect(try value(name, told, path) == text, "\(path) \(name)")
            }
            #expect(try await scene.me.post(path, try Desk.entries(told, path)).status == 303, "\(path)")
            let page = try await scene.me.get(path)
            for (name, text) in theirs.merging(mine, uniquingKeysWith: { first, _ in first }) {
                #expect(try value(name, page, path) == text, "\(path) \(name)")
            }
        }
    }

    @Test func `whoever may not read the audit is told that it was changed, and not by whom`() async throws {
        let office = try await Office.open()
        let scene = try await Scene.open(try await office.hire(role: "Support"))
        let path = "/customers/\(try await office.customer("Before"))/edit/"
        let told = try await scene.second(path, ["notes": "Theirs"], ["name": "Mine"])
        #expect(told.status == 409 && told.text.contains("Changed meanwhile.") && !told.text.contains(scene.name))
    }

    @Test func `what a link has ticked is not taken for what the row had`() async throws {
        let scene = try await Scene.open()
        let path = "/keys/\(scene.office.key.id)/edit/"
        let page = try await scene.me.get(path).text
        let preset = try #require(page.components(separatedBy: "href=\"\(path)?").dropFirst().first)
        let ticked = "\(path)?\(preset.prefix { $0 != "\"" })".replacing("&amp;", with: "&")
        let form = try Desk.entries(try await scene.me.get(ticked), path)
        #expect(try await scene.other.fill(path, ["notes": "Theirs"]).status == 303)
        let told = try await scene.me.post(path, form)
        #expect(told.status == 409 && told.text.contains(Self.conflict))
        let kept = try Desk.entries(told, path).filter { $0.0 == "scopes" }.map(\.1)
        #expect(kept == form.filter { $0.0 == "scopes" }.map(\.1))
    }
}

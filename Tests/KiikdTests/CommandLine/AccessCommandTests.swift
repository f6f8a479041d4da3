import Foundation
import JSON
import Testing

@Suite struct `kiikd users, roles, permissions and integrations` {
    @Test func `every tenant has the built-in roles, and permissions are listed in both spellings`() async throws {
        let office = try await Office.open()
        let roles = try await office.run("roles", "list", "--tenant", office.subdomain)
        #expect(
            roles.arrayValue?.map { $0["name"] } == ["Owner", "Manager", "Support", "Accounting", "Read-only"])
        let permissions = try await CommandLineTool().run("permissions", "--format", "json").json
        let viewing = try #require(permissions.arrayValue?.first { $0["name"] == "work_items:read" })
        #expect(viewing["also"]?.arrayValue?.contains("view_all_workitems") == true)
        #expect(viewing["roles"] == ["owner", "manager", "support", "read_only"])
    }

    @Test func `the documented table of permissions is made from the code`() async throws {
        let made = try await CommandLineTool().run("permissions", "--format", "markdown").output
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        #expect(try String(contentsOf: root.appending(path: "docs/permissions.md"), encoding: .utf8) == made)
    }

    @Test func `a role is created by either spelling, widened, narrowed, and its name is taken once`() async throws {
        let office = try await Office.open()
        let made = try await office.run(
            "roles", "create", "--tenant", office.subdomain, "--name", "Desk", "--permissions",
            "view_all_workitems,tasks.add_workitem")
        #expect(made["permissions"] == ["work_items:read", "work_items:create"])
        let wider = try await office.run(
            "roles", "grant", "--tenant", office.subdomain, "--role", "desk", "--permissions", "customers:read")
        #expect(wider["permissions"] == ["customers:read", "work_items:read", "work_items:create"])
        let id = try #require(made["id"]?.int64Value)
        let narrower = try await office.run(
            "roles", "revoke", "--tenant", office.subdomain, "--role", "\(id)", "--permissions", "work_items:*")
        #expect(narrower["permissions"] == ["customers:read"])
        for words in [
            ["roles", "create", "--tenant", office.subdomain, "--name", "DESK"],
            ["roles", "create", "--tenant", office.subdomain, "--name", "X", "--permissions", "no.such"],
            ["roles", "grant", "--tenant", office.subdomain, "--role", "Owner", "--permissions", "keys:read"],
            ["roles", "grant", "--tenant", office.subdomain, "--role", "Nobody", "--permissions", "keys:read"],
        ] {
            let result = try await office.daemon.tool.run(words)
            #expect(result.status == 1, "\(words)")
            #expect(!result.error.isEmpty)
        }
    }

    @Test func `the guide's command makes a key that its role caps, under both names`() async throws {
        let office = try await Office.open()
        let role = try await office.run(
            "roles", "create", "--tenant", office.subdomain, "--name", "Integration Access", "--permissions",
            "view_all_customers,customers.add_customer")
        let id = try #require(role["id"]?.int64Value)
        let integration = try await office.run(
            "integrations", "create", "--tenant", office.subdomain, "--name", "n8n", "--responsible", "Ada")
        let text = try await office.daemon.tool.run(
            "generate_api_key", "--tenant=\(office.subdomain)", "--role=\(id)", "--name=n8n Production",
            "--environment=live", "--expires=2999-12-31", "--notes=x",
            "--integration=\(try #require(integration["id"]?.int64Value))")
        #expect(text.status == 0, "\(text.error)")
        #expect(text.output.contains("Role:        Integration Access"))
        let secret = try #require(text.output.firstMatch(of: /sk_live_[0-9A-Za-z]{32}/)).output
        let client = office.client.with(key: String(secret))
        #expect(try await client.get(Path.customerList).status == 200)
        #expect(try await client.post(Path.customers, #"{"name": "A"}"#).status == 201)
        #expect(try await client.patch("\(Path.customers)1/", #"{"name": "B"}"#).status == 403)
        #expect(try await client.get(Path.invoiceList).status == 403)
        let keys = try await office.run("keys", "list", "--tenant", office.subdomain)
        let row = try #require(keys.arrayValue?.first { $0["name"] == "n8n Production" })
        #expect(row["role"] == "Integration Access")
        #expect(row["integration"] == "n8n")
        #expect(row["is_service"] == true)

        let both = try await office.run(
            "keys", "create", "--tenant", office.subdomain, "--role", "Integration Access", "--environment", "test",
            "--scopes", "customers:create,invoices:read", "--name", "Both")
        let tester = office.client.with(key: try #require(both["key"]?.stringValue))
        #expect(try await tester.get(Path.customerList).status == 403)
        #expect(try await tester.post(Path.customers, #"{"name": "T"}"#).status == 201)
        #expect(try await office.client.get("\(Path.customerList)?search=T").rows.isEmpty)
    }

    @Test func `a user is made, moved, locked and removed, and is a member of several tenants`() async throws {
        let office = try await Office.open()
        let other = try await Office.open(on: office.daemon)
        let email = "ada-\(office.subdomain)@acme.example"
        let made = try await office.runReading(
            "correct horse battery staple", "users", "create", "--tenant", office.subdomain, "--email", email, "--name",
            "Ada", "--role", "Owner", "--password-stdin")
        #expect(made["role"] == "Owner")
        #expect(made["status"] == "active")
        let moved = try await office.run(
            "users", "set-role", "--tenant", office.subdomain, "--email", email.uppercased(), "--role", "read-only")
        #expect(moved["role"] == "Read-only")
        let also = try await office.run(
            "users", "create", "--tenant", other.subdomain, "--email", email, "--role", "Support")
        #expect(also["id"] == made["id"])
        #expect(try await office.run("users", "lock", "--email", email)["locked_at"] != .null)
        #expect(
            try await other.run("users", "list", "--tenant", other.subdomain).arrayValue?.first?["status"] == "locked")
        #expect(try await office.run("users", "unlock", "--email", email)["locked_at"] == .null)
        let ended = try await office.run("users", "remove", "--tenant", office.subdomain, "--email", email)
        #expect(ended["status"] == "ended")
        for words in [
            ["users", "create", "--tenant", office.subdomain, "--email", "no address", "--role", "Owner"],
            ["users", "create", "--tenant", office.subdomain, "--email", "b@c.example", "--role", "King"],
            ["users", "create", "--tenant", office.subdomain, "--email", email, "--role", "Owner"],
            ["users", "lock", "--email", "nobody@nowhere.example"],
        ] {
            #expect(try await office.daemon.tool.run(words).status == 1, "\(words)")
        }
    }

    @Test func `S63 a password is in no audit event, and that it was changed is`() async throws {
        let office = try await Office.open()
        let email = "bob-\(office.subdomain)@acme.example"
        _ = try await office.runReading(
            "a first password", "users", "create", "--tenant", office.subdomain, "--email", email, "--role", "Support",
            "--password-stdin")
        _ = try await office.runReading("a second password", "users", "reset-password", "--email", email)
        let events = try await office.daemon.sql(
            """
            SELECT string_agg(action || ' ' || coalesce(before::text, '') || ' ' || after::text, ' ')
            FROM audit_events WHERE tenant_id = \(office.id)
            """)
        #expect(events.contains("users.set_password"))
        #expect(events.contains("password_changed_at"))
        #expect(!events.contains("scrypt"))
        let stored = try await office.daemon.sql("SELECT password FROM users WHERE email = '\(email)'")
        #expect(stored.hasPrefix("$scrypt$"))
    }
}

extension Office {
    func run(_ words: String...) async throws -> JSONValue {
        try await daemon.tool.run(words + ["--format", "json"]).json
    }

    /// With a line on standard input.
    func runReading(_ line: String, _ words: String...) async throws -> JSONValue {
        let command = [CommandLineTool.executable] + words + ["--format", "json"] + daemon.tool.arguments
        return try await CommandLineTool.run(
            ["/bin/sh", "-c", #"line=$1; shift; printf '%s\n' "$line" | "$@""#, "sh", line] + command
        ).json
    }
}

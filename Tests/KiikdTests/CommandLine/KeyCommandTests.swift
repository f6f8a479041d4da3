import AuthCore
import Foundation
import JSON
import Testing

@Suite struct `kiikd keys` {
    @Test func `create says the id, the key and its prefix as JSON, beside a running daemon`() async throws {
        let office = try await Office.open()
        let json = try await office.daemon.tool.run(
            "keys", "create", "--tenant", office.subdomain, "--name", "ChatGPT", "--scopes",
            "customers:read,invoices:write",
            "--expires", "2999-12-31", "--format", "json"
        ).json
        #expect(
            try Array(#require(json.objectValue).names) == [
                "id", "key", "prefix", "name", "tenant", "scopes", "customer_ids", "project_ids", "created_at",
                "expires_at", "rotated_from",
            ])
        let secret = try #require(json["key"]?.stringValue)
        #expect(secret.wholeMatch(of: /fta_[0-9A-Za-z]{26}/) != nil)
        #expect(json["prefix"] == .string("\(secret.prefix(8))..."))
        #expect(try await office.daemon.client.with(key: secret).get(Path.customerList).status == 200)
    }

    @Test func `create shows the box of the guide, and the families' prefixes`() async throws {
        let office = try await Office.open()
        let text = try await office.daemon.tool.run(
            "keys", "create", "--tenant", office.subdomain, "--name", "Make", "--environment", "live")
        #expect(text.status == 0)
        let lines = text.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.first == String(repeating: "=", count: 70))
        #expect(lines.contains("API KEY GENERATED SUCCESSFULLY!"))
        #expect(text.output.contains("NEVER be shown again"))
        let boxed = try #require(lines.first { $0.hasPrefix("│") })
        #expect(boxed.wholeMatch(of: /│ sk_live_[0-9A-Za-z]{32} +│/) != nil)
        let (top, bottom) = (lines.first { $0.hasPrefix("┌") }, lines.first { $0.hasPrefix("└") })
        #expect(top?.count == boxed.count && bottom?.count == boxed.count)
        for name in ["Name:", "Scopes:", "Prefix:", "Created:"] {
            #expect(lines.contains { $0.hasPrefix(name) }, "\(name)")
        }
        let alias = try await office.daemon.tool.run(
            "generate_api_key", "--tenant", office.subdomain, "--name", "Alias", "--family", "service", "--format",
            "json"
        ).json
        #expect(alias["key"]?.stringValue?.hasPrefix("sk_live_") == true)
    }

    @Test func `list shows status and use, and never a secret`() async throws {
        let office = try await Office.open()
        _ = try await office.run("integrations", "create", "--tenant", office.subdomain, "--name", "n8n")
        let key = try await office.issueKey("--notes", "n1", "--integration", "n8n")
        _ = try await office.daemon.client.with(key: key.secret).get(Path.customerList)
        _ = try await eventually("the use") { try await office.uses(of: key) == 1 ? true : nil }
        try await office.revoke(key)
        let result = try await office.daemon.tool.run("keys", "list", "--tenant", office.subdomain, "--format", "json")
        let row = try #require(try result.json.arrayValue?.first { $0["id"]?.int64Value == key.id })
        #expect(row["status"] == "revoked")
        #expect(row["usage_count"] == 1)
        #expect(row["last_used_ip"] == "127.0.0.1")
        #expect(row["last_used_at"]?.stringValue != nil)
        #expect(row["notes"] == "n1")
        #expect(row["integration"] == "n8n")
        #expect(!result.output.contains(key.secret))
        let text = try await office.daemon.tool.run("keys", "list", "--tenant", office.subdomain)
        #expect(text.output.contains(key.prefix) && !text.output.contains(key.secret))
    }

    @Test func `logs shows the latest calls, newest first, as many as asked for`() async throws {
        let office = try await Office.open()
        let client = office.client
        for path in [Path.customerList, Path.invoiceList, "/api/ai-actions/context/customers/77/"] {
            _ = try await client.get(path)
        }
        let logs = try await eventually("the records") { () -> [JSONValue]? in
            let all =
                try await office.daemon.tool.run("keys", "logs", "\(office.key.id)", "--format", "json").json.arrayValue
                ?? []
            return all.count == 3 ? all : nil
        }
        #expect(
            logs.map { $0["path"]?.stringValue } == [
                "/api/ai-actions/context/customers/77/", Path.invoiceList, Path.customerList,
            ])
        #expect(logs.map { $0["status"]?.int64Value } == [404, 200, 200])
        #expect(logs.map { $0["action"]?.stringValue } == ["customers.show", "invoices.list", "customers.list"])
        #expect(logs.allSatisfy { $0["request_id"]?.stringValue?.hasPrefix("req_") == true && $0["method"] == "GET" })
        let one = try await office.daemon.tool.run(
            "keys", "logs", "\(office.key.id)", "--limit", "1", "--format", "json"
        ).json
        #expect(one.arrayValue?.count == 1)
    }

    @Test func `import takes digests once, and the family's secrets then work without a check code`() async throws {
        let daemon = try await RunningDaemon.start()
        let office = try await Office.open(on: daemon)
        let secret = "fta_" + String(repeating: "Z", count: 26)
        #expect(try await daemon.client.with(key: secret).get(Path.customerList).status == 401)
        let digest = SecretDigest(hashing: Array(secret.utf8)).hexadecimal
        let file = "\(daemon.place.path)/digests"
        try "# old keys\n\n\(digest),Old key,fta_ZZZZ...\n".write(toFile: file, atomically: true, encoding: .utf8)
        let words = ["keys", "import", "--tenant", office.subdomain, "--digests", file, "--format", "json"]
        #expect(try await daemon.tool.run(words).json == ["imported": 1, "known": 0])
        #expect(try await daemon.client.with(key: secret).get(Path.customerList).status == 200)
        #expect(try await daemon.tool.run(words).json == ["imported": 0, "known": 1])
        try "\(digest)\nnot-hex\n".write(toFile: file, atomically: true, encoding: .utf8)
        let wrong = try await daemon.tool.run(words)
        #expect(wrong.status == 1)
        #expect(wrong.error.contains("line 2"))
        try "\(digest)\n".write(toFile: file, atomically: true, encoding: .utf8)
        let piped = try await CommandLineTool.run([
            "/bin/sh", "-c",
            "exec '\(CommandLineTool.executable)' keys import --tenant \(office.subdomain) --digests - --format json "
                + "--data '\(daemon.place.data)' < '\(file)'",
        ])
        #expect(try piped.json == ["imported": 0, "known": 1])
        try await daemon.stop()
    }

    @Test(arguments: [
        (["keys", "create", "--tenant", "nobody-here", "--name", "x"], 1, "nobody-here"),
        (["keys", "create", "--name", "x"], 64, "--tenant"), (["keys", "revoke", "99999999"], 1, "99999999"),
        (["keys", "revoke", "abc"], 64, "abc"), (["keys", "logs", "1", "--limit", "0"], 64, "--limit"),
        (["keys", "rotate", "1", "--overlap", "soon"], 64, "--overlap"),
        (["keys", "activate", "99999999"], 1, "99999999"),
        (["tenants", "create", "--subdomain", "Not OK", "--name", ""], 1, "subdomain"), (["nonsense"], 64, "nonsense"),
        (["tenants", "update", "--subdomain", "nobody-here", "--daily-rate", "1"], 1, "nobody-here"),
        (["tenants", "update", "--subdomain", "demo", "--daily-rate"], 64, "daily-rate"),
        (["keys", "list", "--tenant", "nobody-here"], 1, "nobody-here"),
    ])
    func `what cannot be done ends with a status and a sentence on standard error`(
        words: [String], status: Int, mentioned: String
    ) async throws {
        let daemon = try await RunningDaemon.shared.value
        let result = try await CommandLineTool().run(
            words + (words == ["nonsense"] ? [] : ["--data", daemon.place.data]))
        #expect(Int(result.status) == status, "\(result.error)")
        #expect(result.error.contains(mentioned), "\(result.error)")
        #expect(result.output.isEmpty)
    }

    @Test(arguments: [
        (["--scopes", "nonsense:fly"], "scopes"), (["--expires", "2001-01-01"], "past"),
        (["--expires", "soon"], "--expires"),
        (["--rate-limit", "fast"], "rate_limit"), (["--allow", "home"], "home"), (["--name", ""], "name"),
    ])
    func `a key that cannot be meant is not made`(options: [String], mentioned: String) async throws {
        let office = try await Self.office.value
        let words =
            ["keys", "create", "--tenant", office.subdomain] + (options.first == "--name" ? [] : ["--name", "x"])
        let result = try await office.daemon.tool.run(words + options)
        #expect(result.status == 1, "\(result.error)")
        #expect(result.error.contains(mentioned), "\(result.error)")
        #expect(!result.output.contains("fta_"))
    }

    private static let office = Task { try await Office.open() }
}

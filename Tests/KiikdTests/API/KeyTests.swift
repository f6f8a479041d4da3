import JSON
import Testing

@Suite struct `Keys over HTTP` {
    private static let path = "/api/keys/"

    private func create(_ office: Office, _ body: String, with key: String? = nil) async throws -> HTTPAnswer {
        try await (key.map { office.client.with(key: $0) } ?? office.client).post(Self.path, body)
    }

    @Test func `a key is created, works, is shown without its secret, changed, revoked and activated`() async throws {
        let office = try await Office.open()
        let made = try await create(
            office, #"{"name": "n8n", "scopes": ["customers:read"], "rate_limit": "600/min", "notes": "x"}"#)
        try #require(made.status == 201, "\(made.text)")
        let secret = try #require(try made.json["key"]?.stringValue)
        #expect(secret.wholeMatch(of: /fta_[0-9A-Za-z]{26}/) != nil)
        let id = try #require(try made.json["api_key"]?["id"]?.int64Value)
        let client = office.client.with(key: secret)
        #expect(try await client.get(Path.customerList).status == 200)
        #expect(try await client.get(Path.invoiceList).status == 403)

        let shown = try await office.client.get("\(Self.path)\(id)/")
        #expect(!shown.text.contains(secret))
        #expect(try shown.json["prefix"] == .string("\(secret.prefix(8))..."))
        #expect(try shown.json["is_service"] == true)
        #expect(try await office.client.get("\(Self.path)?search=n8n").rows.count == 1)
        #expect(try await office.client.get("\(Self.path)?status=active").rows.count == 2)
        #expect(try await office.client.get("\(Self.path)?status=revoked").rows.isEmpty)
        #expect(try await office.client.get("\(Self.path)?unused=true").rows.isEmpty)

        let patched = try await office.client.patch(
            "\(Self.path)\(id)/", #"{"scopes": ["invoices:read"], "expires_at": "2999-12-31", "rate_limit": null}"#)
        try #require(patched.status == 200, "\(patched.text)")
        #expect(try patched.json["expires_at"] == "2999-12-31T23:00:00Z")
        #expect(try patched.json["rate_limit"] == .null)
        #expect(try await client.get(Path.customerList).status == 403)
        #expect(try await client.get(Path.invoiceList).status == 200)

        #expect(try await office.client.post("\(Self.path)\(id)/revoke/", "").json["status"] == "revoked")
        #expect(try await client.get(Path.invoiceList).status == 401)
        #expect(try await office.client.post("\(Self.path)\(id)/activate/", "{}").json["status"] == "active")
        #expect(try await client.get(Path.invoiceList).status == 200)
        #expect(try await office.client.send("DELETE", "\(Self.path)\(id)/").status == 405)
    }

    @Test func `a key that a person makes lasts as they say; no key gives another, or itself, more time than it has`()
        async throws
    {
        let office = try await Office.open()
        let person = office.client.with(key: try await office.hire().login().access)
        let made = try await person.post(
            Self.path, #"{"name": "k", "scopes": ["customers:read", "keys:*"], "expires_at": "2999-12-31"}"#)
        try #require(made.status == 201, "\(made.text)")
        #expect(try made.json["api_key"]?["expires_at"] == "2999-12-31T23:00:00Z")
        let lasting = try await person.post(Self.path, #"{"name": "k", "scopes": ["customers:read"]}"#)
        #expect(try lasting.json["api_key"]?["expires_at"] == .null)
        let id = try #require(try made.json["api_key"]?["id"]?.int64Value)
        let key = office.client.with(key: try #require(try made.json["key"]?.stringValue))
        for expiry in ["null", #""3999-12-31""#] {
            let changed = try await key.patch("\(Self.path)\(id)/", #"{"expires_at": \#(expiry)}"#)
            #expect(try changed.json["expires_at"] == "2999-12-31T23:00:00Z", "\(changed.text)")
        }
    }

    @Test func `a rotation tells a new secret, and the old one works for the overlap`() async throws {
        let office = try await Office.open()
        let made = try await create(office, #"{"name": "k", "scopes": ["customers:read"]}"#).json
        let id = try #require(made["api_key"]?["id"]?.int64Value)
        let old = try #require(made["key"]?.stringValue)
        let rotated = try await office.client.post("\(Self.path)\(id)/rotate/", #"{"overlap_seconds": 0}"#)
        try #require(rotated.status == 200, "\(rotated.text)")
        let new = try #require(try rotated.json["key"]?.stringValue)
        #expect(try rotated.json["api_key"]?["rotated_from"]?.int64Value == id)
        #expect(try await office.client.with(key: old).get(Path.customerList).status == 401)
        #expect(try await office.client.with(key: new).get(Path.customerList).status == 200)
    }

    @Test func `a key in its overlap is not rotated again, and its end is not its successor's`() async throws {
        let office = try await Office.open()
        let made = try await create(office, #"{"name": "k", "scopes": ["customers:read"]}"#).json
        let id = try #require(made["api_key"]?["id"]?.int64Value)
        func rotate() async throws -> HTTPAnswer {
            try await office.client.post("\(Self.path)\(id)/rotate/", #"{"overlap_seconds": 3600}"#)
        }
        let first = try await rotate()
        try #require(first.status == 200, "\(first.text)")
        #expect(try first.json["api_key"]?["expires_at"] == .null)
        let successor = try #require(try first.json["api_key"]?["id"]?.int64Value)
        let refused = try await rotate()
        #expect(refused.status == 409 && refused.text.contains("#\(successor)"), "\(refused.text)")
        // One that is of no use any more stands in nobody's way.
        #expect(try await office.client.post("\(Self.path)\(successor)/revoke/", "").status == 200)
        let second = try await rotate()
        try #require(second.status == 200, "\(second.text)")
        #expect(try second.json["api_key"]?["expires_at"] == .null)
        #expect(try await rotate().status == 409)
    }

    /// Where the key ends before the overlap would, nothing of it changes.
    @Test(arguments: ["2999-12-31", nil, "in half an hour"])
    func `of several rotations at once exactly one succeeds`(expiry: String?) async throws {
        let office = try await Office.open()
        let made = try await create(office, #"{"name": "k", "scopes": ["customers:read"]}"#)
        let id = try #require(try made.json["api_key"]?["id"]?.int64Value)
        if let expiry {
            let end = expiry.hasPrefix("in") ? "now() + interval '30 minutes'" : "'\(expiry)'"
            _ = try await office.daemon.sql("UPDATE api_keys SET expires_at = \(end) WHERE id = \(id)")
        }
        let client = office.client
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await client.post("\(Self.path)\(id)/rotate/", #"{"overlap_seconds": 3600}"#).status
                }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.sorted() == [200] + Array(repeating: 409, count: 7))
        #expect(try await office.daemon.sqlInt("SELECT count(*) FROM api_keys WHERE rotated_from = \(id)") == 1)
    }

    @Test func `a caller can never give a key more than it has, nor take it by a rotation`() async throws {
        let office = try await Office.open()
        let narrow = try await office.issueKey("--scopes", "keys:*,customers:read").secret
        let strong = try await create(office, #"{"name": "s", "scopes": ["*:*"]}"#).json["api_key"]?["id"]?.int64Value
        let id = try #require(strong)
        let roles = try await office.run("roles", "list", "--tenant", office.subdomain).arrayValue ?? []
        let owner = try #require(roles.first?["id"]?.int64Value)
        for (method, path, body) in [
            ("POST", Self.path, #"{"name": "x", "scopes": ["customers:write"]}"#),
            ("POST", Self.path, #"{"name": "x", "scopes": ["*:*"], "role_id": \#(owner)}"#),
            ("POST", Self.path, #"{"name": "x", "role_id": \#(owner)}"#),
            ("PATCH", "\(Self.path)\(id)/", #"{"scopes": ["invoices:read"]}"#),
            ("PATCH", "\(Self.path)\(id)/", #"{"scopes": [], "role_id": \#(owner)}"#),
            ("POST", "\(Self.path)\(id)/rotate/", "{}"), ("POST", "\(Self.path)\(id)/activate/", "{}"),
            ("PATCH", "\(Self.path)\(id)/", #"{"allowlist": [], "rate_limit": null, "expires_at": null}"#),
        ] {
            let answer = try await office.client.with(key: narrow).send(method, path, body: body)
            #expect(answer.status == 403, "\(method) \(path) \(body): \(answer.text)")
            #expect(!answer.text.contains("fta_"))
        }
        let capped = try await create(
            office, #"{"name": "x", "scopes": ["customers:read"], "role_id": \#(owner)}"#, with: narrow)
        #expect(capped.status == 201, "\(capped.text)")
    }

    @Test func `a person's key makes keys that are the person's, and narrow with them`() async throws {
        let office = try await Office.open()
        let email = "p-\(office.subdomain)@acme.example"
        _ = try await office.run("users", "create", "--tenant", office.subdomain, "--email", email, "--role", "Manager")
        let parent = try await office.issueKey("--user", email, "--scopes", "keys:*,customers:*")
        let made = try await create(office, #"{"name": "c", "scopes": ["customers:read"]}"#, with: parent.secret)
        try #require(made.status == 201, "\(made.text)")
        #expect(try made.json["api_key"]?["is_service"] == false)
        let child = office.client.with(key: try #require(try made.json["key"]?.stringValue))
        #expect(try await child.get(Path.customerList).status == 200)
        _ = try await office.run("users", "lock", "--email", email)
        #expect(try await child.get(Path.customerList).status == 403)
    }

    @Test func `a test key makes test keys only, and sees no live one`() async throws {
        let office = try await Office.open()
        let tester = try await office.issueKey("--environment", "test", "--scopes", "*:*").secret
        let made = try await create(
            office, #"{"name": "t", "scopes": ["customers:*"], "family": "kiik"}"#, with: tester)
        try #require(made.status == 201, "\(made.text)")
        #expect(try made.json["key"]?.stringValue?.hasPrefix("sk_test_") == true)
        let seen = try await office.client.with(key: tester).get(Self.path).rows
        #expect(seen.count == 2 && seen.allSatisfy { $0["prefix"]?.stringValue?.hasPrefix("sk_test_") == true })
    }

    @Test func `S48 faults come all at once, and a secret is never repeated or made in a dry run`() async throws {
        let office = try await Office.open()
        let wrong = try await create(
            office,
            #"{"name": "", "scopes": ["no:such", ""], "expires_at": "soon", "rate_limit": "much", "key": "x", "digest": "y"}"#
        )
        #expect(wrong.status == 400)
        #expect(
            Set(try #require(wrong.json.objectValue).names) == ["name", "scopes.1", "expires_at", "key", "digest"])
        let rules = try await create(
            office,
            #"{"name": "a", "scopes": ["no:such"], "rate_limit": "much", "allowlist": ["x"], "expires_at": "2020-01-01"}"#
        )
        #expect(Set(try #require(rules.json.objectValue).names) == ["scopes", "rate_limit", "allowlist", "expires_at"])
        let dry = try await office.client.post(
            "\(Self.path)?dry_run=true", #"{"name": "dryest", "scopes": ["customers:read"]}"#)
        #expect(dry.status == 200)
        #expect(try dry.json["key"] == .null)
        #expect(!dry.text.contains("digest"))
        let repeated = try await office.client.post(
            Self.path, #"{"name": "dryest", "scopes": ["customers:read"]}"#, headers: ["Idempotency-Key": "k"])
        #expect(repeated.status == 400)
        #expect(try repeated.json["Idempotency-Key"] != nil)
        #expect(try await office.client.get("\(Self.path)?search=dryest").rows.isEmpty)
    }

    @Test func `a key's calls are listed by page, filtered and counted`() async throws {
        let office = try await Office.open()
        let key = try await office.issueKey("--scopes", "customers:read")
        let client = office.client.with(key: key.secret)
        for _ in 0..<3 { _ = try await client.get(Path.customerList) }
        _ = try await client.get(Path.invoiceList)
        _ = try await eventually("four uses") { try await office.uses(of: key) == 4 ? true : nil }
        let logs = try await office.client.get("\(Self.path)\(key.id)/logs/?limit=3")
        #expect(try logs.rows.map { $0["status"] } == [403, 200, 200])
        let rest = try await office.client.get(try #require(logs.next))
        #expect(try rest.rows.count == 1)
        #expect(rest.next == nil)
        let refused = try await office.client.get("\(Self.path)\(key.id)/logs/?status=403").rows
        #expect(refused.map { $0["path"] } == [.string(Path.invoiceList)])
        let usage = try await office.client.get("\(Self.path)\(key.id)/usage/").json
        #expect(usage["calls"] == 4)
        #expect(usage["refused"] == 1)
        #expect(usage["usage_count"] == 4)
        #expect(usage["days"]?.arrayValue?.first?["errors"] == 1)
        for wrong in ["limit=0", "status=99", "cursor=rubbish", "before=1"] {
            #expect(try await office.client.get("\(Self.path)\(key.id)/logs/?\(wrong)").status == 400, "\(wrong)")
        }
        let other = try await Office.open()
        for end in ["", "logs/", "usage/"] {
            #expect(try await other.client.get("\(Self.path)\(key.id)/\(end)").status == 404)
        }
    }
}

import JSON
import Testing

@Suite struct `HTTP itself` {
    private static let office = Task { try await Office.open() }

    @Test func `every path answers with and without its trailing slash, without a redirect`() async throws {
        let client = try await Self.office.value.client
        for path in [
            Path.context, Path.actions, Path.customerList, Path.invoiceList, "/api/schema/", "/api/docs/", "/verify",
            "/healthz",
        ] {
            let bare = path.hasSuffix("/") ? String(path.dropLast()) : path
            let (one, other) = (try await client.get(bare), try await client.get(bare + "/"))
            #expect(one.status == 200, "\(bare)")
            #expect(other.status == 200, "\(bare)/")
            #expect(one.body == other.body, "\(bare)")
        }
    }

    @Test func `HEAD answers what GET answers, without its body`() async throws {
        let client = try await Self.office.value.client
        for path in [Path.customerList, "/api/schema/", "/healthz"] {
            let (get, head) = (try await client.get(path), try await client.send("HEAD", path))
            #expect(head.status == get.status)
            #expect(head["content-length"] == String(get.body.count), "\(path)")
            #expect(head["content-type"] == get["content-type"])
        }
        #expect(try await client.with(key: nil).send("HEAD", Path.customerList).status == 401)
    }

    @Test func `OPTIONS and 405 say which methods there are`() async throws {
        let client = try await Self.office.value.client
        let options = try await client.send("OPTIONS", Path.customers)
        #expect(options.status == 204)
        #expect(options["allow"] == "POST, OPTIONS")
        for (method, path, allow) in [
            ("DELETE", Path.customerList, "GET, HEAD, OPTIONS"), ("PUT", Path.customers + "1/", "PATCH, OPTIONS"),
            ("GET", Path.customers, "POST, OPTIONS"), ("POST", Path.context, "GET, HEAD, OPTIONS"),
            ("PROPFIND", "/healthz", "GET, HEAD, OPTIONS"),
        ] {
            let answer = try await client.send(method, path)
            #expect(answer.status == 405, "\(method) \(path)")
            #expect(answer["allow"] == allow, "\(method) \(path)")
            #expect(try answer.json["detail"] != nil)
        }
    }

    @Test(arguments: [
        "/nothing/", "/nothing", "/api/ai-actions/", "/api/ai-actions/context/cats/",
        "/api/ai-actions/context/customers/1/2/",
        "///", "/api/docs/assets/../../etc/passwd", "/api/docs/assets/%2e%2e/x",
    ])
    func `an unknown path is 404 in the dialect's form`(path: String) async throws {
        let answer = try await Self.office.value.client.get(path)
        #expect(answer.status == 404)
        #expect(try answer.json == ["detail": "Not found."])
    }

    @Test func `an unknown path that a browser asks for is a page`() async throws {
        let client = try await Self.office.value.client.with(key: nil)
        let browser = ["Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"]
        let answer = try await client.send("GET", "/nothing", headers: browser)
        #expect(answer.status == 404)
        #expect(answer["content-type"]?.hasPrefix("text/html") == true)
        // What begins like the API's is the API's, whoever asks.
        #expect(try await client.send("GET", "/api/nothing", headers: browser).json == ["detail": "Not found."])
    }

    @Test(arguments: ["999999999", "abc", "0", "-1", "01", "9223372036854775808", "1.0", "%31"])
    func `a row that is not there, or cannot be, is 404`(id: String) async throws {
        let client = try await Self.office.value.client
        #expect(try await client.get("\(Path.customerList)\(id)/").status == 404)
        #expect(try await client.patch("\(Path.invoices)\(id)/", "{}").status == 404)
    }

    @Test func `every answer carries its request id and what keeps it out of caches and sniffers`() async throws {
        let client = try await Self.office.value.client
        for answer in [
            try await client.get(Path.customerList), try await client.get("/nothing"),
            try await client.with(key: nil).get(Path.customerList),
        ] {
            #expect(answer["x-request-id"]?.wholeMatch(of: /req_[0-9a-z]{24}/) != nil)
            #expect(answer["x-content-type-options"] == "nosniff")
            #expect(answer["cache-control"] == "no-store")
            #expect(answer["date"]?.hasSuffix(" GMT") == true)
        }
    }

    @Test func `401 says how to authenticate, 403 names the scope that is needed`() async throws {
        let office = try await Self.office.value
        let none = try await office.client.with(key: nil).get(Path.customerList)
        #expect(none["www-authenticate"] == #"Bearer realm="kiikd""#)
        let bad = try await office.client.with(key: "rubbish").get(Path.customerList)
        #expect(bad["www-authenticate"] == #"Bearer realm="kiikd", error="invalid_token""#)
        let poor = try await office.issueKey("--scopes", "customers:read")
        let refused = try await office.client.with(key: poor.secret).post(Path.customers, #"{"name": "x"}"#)
        #expect(refused.status == 403)
        #expect(
            refused["www-authenticate"] == #"Bearer realm="kiikd", error="insufficient_scope", scope="customers:write""#
        )
        #expect(try refused.json["detail"]?.stringValue?.contains("customers:write") == true)
    }

    @Test func `a rate limit is announced and kept`() async throws {
        let office = try await Self.office.value
        let key = try await office.issueKey("--rate-limit", "3/h")
        let client = office.client.with(key: key.secret)
        var answers: [HTTPAnswer] = []
        for _ in 0..<5 { answers.append(try await client.get(Path.customerList)) }
        #expect(answers.map(\.status) == [200, 200, 200, 429, 429])
        #expect(answers[0]["x-ratelimit-limit"] == "3")
        #expect(answers[0]["x-ratelimit-remaining"] == "2")
        #expect(answers[0]["x-ratelimit-reset"].flatMap { Int($0) } != nil)
        let retry = try #require(answers[3]["retry-after"].flatMap { Int($0) })
        #expect((1...1200).contains(retry))
        // The limit is the key's alone.
        #expect(try await office.client.get(Path.customerList).status == 200)
    }

    @Test func `verify says what a key is, and whether it has the scopes that are asked for`() async throws {
        let office = try await Self.office.value
        let key = try await office.issueKey("--scopes", "customers:read,invoices:write")
        let client = office.client.with(key: key.secret)
        let answer = try await client.get("/verify")
        #expect(answer.status == 200)
        let json = try answer.json
        #expect(json["valid"] == true)
        #expect(json["key_id"] == .int(key.id))
        #expect(json["tenant"] == .string(office.subdomain))
        #expect(json["environment"] == "live")
        #expect(json["expires_at"] == .null)
        #expect(try await client.get("/verify?scope=customers:read").status == 200)
        #expect(try await client.get("/verify?scope=customers:read%20invoices:write").status == 200)
        let refused = try await client.get("/verify?scope=customers:write")
        #expect(refused.status == 403)
        #expect(refused["www-authenticate"]?.contains("insufficient_scope") == true)
        #expect(try await client.get("/verify?scope=nonsense").status == 400)
        #expect(try await client.with(key: nil).get("/verify").status == 401)
    }

    @Test func `the catalogue lists what the key may do and nothing else`() async throws {
        let office = try await Self.office.value
        func names(_ secret: String) async throws -> Set<String> {
            Set(try await office.client.with(key: secret).get(Path.actions).rows.compactMap { $0["name"]?.stringValue })
        }
        #expect(
            try await names(office.key.secret).isSuperset(of: [
                "customers.list", "customers.show", "customers.create", "customers.update", "invoices.list",
                "invoices.show",
                "invoices.create", "invoices.update",
            ]))
        let reader = try await office.issueKey("--scopes", "customers:read")
        #expect(try await names(reader.secret) == ["customers.list", "customers.show"])
        let writer = try await office.issueKey("--scopes", "invoices:write")
        #expect(try await names(writer.secret) == ["invoices.create", "invoices.update", "invoices.credit"])
    }

    @Test func `a key works only from the addresses that it allows`() async throws {
        let office = try await Self.office.value
        let inside = try await office.issueKey("--allow", "127.0.0.0/8")
        let outside = try await office.issueKey("--allow", "10.0.0.0/8")
        #expect(try await office.client.with(key: inside.secret).get(Path.customerList).status == 200)
        #expect(try await office.client.with(key: outside.secret).get(Path.customerList).status == 403)
        // Nobody is believed about where they come from unless they are a trusted proxy.
        let spoofed = try await office.client.with(key: outside.secret).get(
            Path.customerList, headers: ["X-Forwarded-For": "10.1.1.1"])
        #expect(spoofed.status == 403)
    }

    @Test func `a test key works on the tenant's test environment alone`() async throws {
        let office = try await Office.open()
        let test = try await office.issueKey("--environment", "test", "--scopes", "*:*")
        #expect(test.secret.hasPrefix("sk_test_"))
        try await office.customer("Live")
        let client = office.client.with(key: test.secret)
        #expect(try await client.get(Path.customerList).rows.isEmpty)
        #expect(try await client.post(Path.customers, #"{"name": "Test"}"#).status == 201)
        #expect(try await office.client.get(Path.customerList).rows.map { $0["name"] } == ["Live"])
        #expect(try await client.get("/verify").json["environment"] == "test")
    }
}

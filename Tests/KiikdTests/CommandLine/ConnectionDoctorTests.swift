import JSON
import Testing

@Suite struct `kiikd doctor connect` {
    /// What it says, and its exit status.
    private func walk(_ fault: String, as client: String = "generic", _ more: [String]? = nil) async throws -> (
        report: JSONValue, status: Int32
    ) {
        let server = try await FakeServer.shared.value
        let result = try await CommandLineTool().run(
            ["doctor", "connect", server.url(fault), "--as", client, "--format", "json"] + (more ?? server.person))
        return (try JSONValue.parse(Array(result.output.utf8)), result.status)
    }

    private func outcomes(_ report: JSONValue) -> [String: String] {
        let steps = report["steps"]?.arrayValue ?? []
        return Dictionary(
            steps.map { ($0["step"]?.stringValue ?? "", $0["outcome"]?.stringValue ?? "") },
            uniquingKeysWith: { first, _ in first })
    }

    private func found(_ report: JSONValue) -> [String: Bool] {
        let all = (report["steps"]?.arrayValue ?? []).flatMap { $0["findings"]?.arrayValue ?? [] }
        return Dictionary(
            all.map { ($0["id"]?.stringValue ?? "", $0["stops"] == true) }, uniquingKeysWith: { first, _ in first })
    }

    static let steps = [
        "challenge", "resource metadata", "server metadata", "client identity", "authorize", "login", "code", "token",
        "refresh", "userinfo", "protocol", "tools",
    ]

    @Test(arguments: ["chatgpt", "claude", "generic"])
    func `a sound server is walked to its tools, and the tokens are given back`(client: String) async throws {
        let (report, status) = try await walk("sound-\(client)", as: client)
        #expect(status == 0, "\(report.pretty())")
        #expect(report["stopped_by"] == .null)
        let outcomes = outcomes(report)
        #expect(Set(outcomes.keys) == Set(Self.steps))
        // openid is asked for by the client that asks for everything.
        for step in Self.steps {
            #expect(outcomes[step] == (step == "userinfo" && client != "chatgpt" ? "not made" : "passed"), "\(step)")
        }
        #expect(Set(found(report).keys) == ["https"])
        let server = try await FakeServer.shared.value
        let revoked = try await HTTPClient(port: server.port).get("/sound-\(client)/revoked").json
        #expect(revoked == ["refresh_token", "access_token"])
    }

    @Test(arguments: [
        "stream", "paged", "secret-basic", "secret-post", "new-era", "old-era", "no-documents", "iss-unpromised",
        "no-path-form",
    ])
    func `a server that does it in another allowed way is walked too`(way: String) async throws {
        let (report, status) = try await walk(way)
        #expect(status == 0, "\(report.pretty())")
        #expect(outcomes(report)["tools"] == "passed")
    }

    @Test(arguments: [
        ("open", "generic", "challenge", "unauthorized"), ("no-challenge", "generic", "challenge", "challenge"),
        ("no-resource-metadata", "claude", "challenge", "resource_metadata"),
        ("metadata-500", "generic", "resource metadata", "resource_metadata_document"),
        ("resource-differs", "chatgpt", "resource metadata", "resource"),
        ("no-servers", "generic", "resource metadata", "authorization_servers"),
        ("no-server-metadata", "generic", "server metadata", "server_metadata"),
        ("issuer-slash", "claude", "server metadata", "issuer"),
        ("no-token-endpoint", "generic", "server metadata", "endpoints"),
        ("implicit", "generic", "server metadata", "response_types"), ("plain", "chatgpt", "server metadata", "S256"),
        ("jwt-only", "generic", "server metadata", "auth_methods"),
        ("no-registration", "generic", "client identity", "client_identity"),
        ("no-newcomers", "chatgpt", "client identity", "client_identity"),
        ("registration-400", "generic", "client identity", "registration"),
        ("other-redirect", "generic", "client identity", "registered_redirect"),
        ("early-redirect", "generic", "authorize", "no_redirect"), ("no-form", "generic", "authorize", "login_page"),
        ("error-page", "chatgpt", "authorize", "login_page"), ("refuses", "generic", "login", "login"),
        ("no-allow", "generic", "login", "consent"), ("elsewhere", "generic", "login", "consent"),
        ("denied", "generic", "code", "code"), ("no-code", "generic", "code", "code"),
        ("other-state", "generic", "code", "state"), ("no-iss", "generic", "code", "iss"),
        ("other-iss", "chatgpt", "code", "iss"), ("token-400", "generic", "token", "token"),
        ("mac", "generic", "token", "token_type"), ("refresh-400", "generic", "refresh", "refresh"),
        ("userinfo-401", "chatgpt", "userinfo", "userinfo"), ("token-refused", "generic", "protocol", "token_taken"),
        ("no-era", "generic", "protocol", "era"), ("no-tools", "generic", "tools", "tools"),
        ("dotted", "claude", "tools", "tool_names"), ("schema", "generic", "tools", "input_schema"),
        ("no-hints", "chatgpt", "tools", "annotations"), ("no-schemes", "chatgpt", "tools", "security_schemes"),
    ])
    func `the first thing that stops a client is named, with who says so, and nothing is done after it`(
        fault: String, client: String, step: String, requirement: String
    ) async throws {
        let (report, status) = try await walk(fault, as: client)
        #expect(status == 1)
        #expect(report["stopped_by"]?["id"]?.stringValue == requirement, "\(report.pretty())")
        #expect(report["stopped_by"]?["step"]?.stringValue == step)
        #expect(report["stopped_by"]?["source"]?.stringValue?.isEmpty == false)
        let outcomes = outcomes(report)
        let place = try #require(Self.steps.firstIndex(of: step))
        #expect(outcomes[step] == "failed")
        for earlier in Self.steps[..<place] where earlier != "userinfo" { #expect(outcomes[earlier] == "passed") }
        for later in Self.steps[(place + 1)...] { #expect(outcomes[later] == "not made") }
    }

    @Test(arguments: [
        ("offline", "generic", "offline_access"), ("no-refresh-grant", "generic", "refresh_grant"),
        ("few-scopes", "generic", "scopes"), ("no-expiry", "generic", "expires_in"),
        ("no-path-form", "generic", "path_form"), ("framed", "generic", "frame_ancestors"),
        ("resends", "generic", "see_other"), ("stored", "generic", "no_store"),
        ("no-refresh", "generic", "refresh_token"), ("no-rotation", "generic", "rotation"),
        ("unverified", "chatgpt", "email_verified"), ("no-mirror", "chatgpt", "mirrored_schemes"),
        ("no-documents", "chatgpt", "client_id_metadata_document"), ("iss-unpromised", "chatgpt", "iss_advertised"),
        ("no-hints", "claude", "annotations"), ("dotted", "generic", "tool_names"),
        ("userinfo-401", "chatgpt", "userinfo"),
    ])
    func `what stops nobody, or only others, is a note`(fault: String, client: String, requirement: String) async throws
    {
        let (report, status) = try await walk(fault, as: client)
        let stops = found(report)[requirement]
        #expect(stops == (status == 1), "\(report.pretty())")
        #expect(fault == "userinfo-401" || status == 0)
    }

    @Test func `without a user it ends at the login page and says which steps were not made`() async throws {
        let (report, status) = try await walk("sound", as: "chatgpt", [])
        #expect(status == 0)
        let outcomes = outcomes(report)
        #expect(outcomes["authorize"] == "passed")
        for step in Self.steps.drop(while: { $0 != "login" }) { #expect(outcomes[step] == "not made", "\(step)") }
        #expect(report["verdict"]?.stringValue?.contains("not made: login, code") == true)
        // An address that the client cannot reach is no good news, whatever was found there.
        #expect(report["verdict"]?.stringValue?.contains("nothing that does not begin with https://") == true)
    }

    @Test func `what only the client itself could sign is not made`() async throws {
        let (report, status) = try await walk("signed-only", as: "chatgpt")
        #expect(status == 0, "\(report.pretty())")
        let outcomes = outcomes(report)
        #expect(outcomes["code"] == "passed")
        for step in Self.steps.drop(while: { $0 != "token" }) { #expect(outcomes[step] == "not made", "\(step)") }
    }

    @Test func `with a key the protocol and the tools are looked at, and nothing of the authorization`() async throws {
        let (report, status) = try await walk("sound", as: "generic", ["--key", FakeServer.key])
        #expect(status == 0, "\(report.pretty())")
        #expect(outcomes(report)["tools"] == "passed" && outcomes(report)["authorize"] == "not made")
        let wrong = try await walk("sound", ["--key", "fta_wrong"])
        #expect(wrong.report["stopped_by"]?["id"] == "token_taken" && wrong.status == 1)
    }

    @Test func `the text says it step by step, and ends with what stops the client, in one sentence`() async throws {
        let server = try await FakeServer.shared.value
        let result = try await CommandLineTool().run(
            ["doctor", "connect", server.url("plain") + "/mcp/", "--as", "chatgpt"] + server.person)
        #expect(result.status == 1)
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first?.hasPrefix("passed    challenge") == true, "\(result.output)")
        let last = try #require(lines.dropLast().last)
        #expect(
            last.hasPrefix(
                "ChatGPT fails at server metadata. Needed: code_challenge_methods_supported has S256. It has plain.")
        )
        #expect(last.contains("RFC 7636"))
        #expect(result.output.contains("not reached: an earlier step failed"))
        #expect(result.output.contains("It is \(server.url("plain"))/mcp"))
        #expect(!result.output.contains(FakeServer.password))
    }

    @Test func `what a server says is repeated without what would move a cursor or turn text around`() async throws {
        let (report, _) = try await walk("error-page")
        #expect(
            report["stopped_by"]?["detail"] == "It was answered 400: Invalid request: The [2Jresource  is missing.")
    }

    @Test func `a server that is not there is said to be silent, whatever proxy the environment names`() async throws {
        let result = try await CommandLineTool().run(
            "doctor", "connect", "http://127.0.0.1:1", "--format", "json")
        #expect(result.status == 1)
        let report = try JSONValue.parse(Array(result.output.utf8))
        #expect(report["stopped_by"]?["id"] == "answer" && report["stopped_by"]?["step"] == "challenge")
        let server = try await FakeServer.shared.value
        let past = try await CommandLineTool().run(
            ["doctor", "connect", server.url("sound")],
            environment: ["http_proxy": "http://127.0.0.1:1", "ALL_PROXY": "http://127.0.0.1:1"])
        #expect(past.status == 0, "\(past.output)")
    }

    @Test(arguments: [
        ["kiik.example"], ["ftp://kiik.example"], ["http://localhost", "--user", "a@b.example"],
        ["http://localhost", "--as", "gemini"], ["http://localhost", "--as", "chatgpt", "--key", "fta_x"],
        ["http://localhost", "--key", "fta_x", "--user", "a@b.example", "--password-file", "/dev/null"],
    ])
    func `a command that cannot be meant is not begun`(words: [String]) async throws {
        #expect(try await CommandLineTool().run(["doctor", "connect"] + words).status == 64)
    }
}

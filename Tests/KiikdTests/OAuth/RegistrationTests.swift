import AuthCore
import Foundation
import JSON
import Testing

@Suite struct `Clients and what they find` {
    private func register(_ daemon: RunningDaemon, _ body: String) async throws -> HTTPAnswer {
        try await daemon.client.post("/oauth/register/", body)
    }

    @Test(arguments: [
        #"{"redirect_uris": ["https://app.example/cb"]}"#,
        #"{"redirect_uris": ["https://app.example/cb"], "grant_types": ["authorization_code"], "unknown": {"a": 1}}"#,
        #"{"redirect_uris": ["https://app.example/cb"], "grant_types": ["authorization_code", "refresh_token"], "scope": "openid customers:read"}"#,
        #"{"redirect_uris": ["https://app.example/cb"], "scope": "mcp:unheard-of", "logo_uri": "https://app.example/i.png"}"#,
        #"{"redirect_uris": ["cursor://anysphere.cursor-retrieval/oauth/cb"], "token_endpoint_auth_method": "none"}"#,
        #"{"redirect_uris": ["com.example.app:/cb", "http://127.0.0.1:33418/", "http://localhost:6274/oauth/callback"], "token_endpoint_auth_method": "none"}"#,
        #"{"redirect_uris": ["https://claude.ai/api/mcp/auth_callback"], "client_name": null, "contacts": [], "response_types": ["code"], "token_endpoint_auth_method": "client_secret_post"}"#,
    ])
    func `registration takes what clients say, and passes over what nobody knows`(body: String) async throws {
        let daemon = try await RunningDaemon.shared.value
        let answer = try await register(daemon, body)
        #expect(answer.status == 201, "\(answer.text)")
        #expect(answer["cache-control"] == "no-store")
        let (said, asked) = try (answer.json, JSONValue.parse(Array(body.utf8)))
        #expect(said["redirect_uris"] == asked["redirect_uris"])
        #expect(said["client_id"]?.stringValue?.isEmpty == false)
        #expect(said["client_id_issued_at"]?.int64Value != nil)
        let isPublic = asked["token_endpoint_auth_method"]?.stringValue == "none"
        #expect((said["client_secret"] == nil) == isPublic)
        if !isPublic { #expect(said["client_secret_expires_at"] == 0) }
        #expect(said["token_endpoint_auth_method"] == asked["token_endpoint_auth_method"] ?? "client_secret_basic")
    }

    @Test(arguments: [
        (#"{"redirect_uris": ["http://app.example/cb"]}"#, "invalid_redirect_uri"),
        (#"{"redirect_uris": ["javascript:alert(1)"]}"#, "invalid_redirect_uri"),
        (#"{"redirect_uris": ["data:text/html,x"]}"#, "invalid_redirect_uri"),
        (#"{"redirect_uris": ["https://a@app.example/cb"]}"#, "invalid_redirect_uri"),
        (#"{"redirect_uris": ["https://app.example/cb#x"]}"#, "invalid_redirect_uri"),
        (#"{"redirect_uris": ["/cb"]}"#, "invalid_redirect_uri"),
        (#"{"redirect_uris": ["https://app.example/ü"]}"#, "invalid_redirect_uri"),
        (#"{"redirect_uris": []}"#, "invalid_client_metadata"), (#"{}"#, "invalid_client_metadata"),
        (#"{"redirect_uris": "https://app.example/cb"}"#, "invalid_client_metadata"),
        (#"{"redirect_uris": ["https://app.example/cb"], "grant_types": ["password"]}"#, "invalid_client_metadata"),
        (
            #"{"redirect_uris": ["https://app.example/cb"], "grant_types": ["client_credentials"]}"#,
            "invalid_client_metadata"
        ),
        (
            #"{"redirect_uris": ["https://app.example/cb"], "token_endpoint_auth_method": "tls"}"#,
            "invalid_client_metadata"
        ),
        (
            #"{"redirect_uris": ["https://app.example/cb"], "token_endpoint_auth_method": "private_key_jwt"}"#,
            "invalid_client_metadata"
        ),
        (
            #"{"redirect_uris": ["https://app.example/cb"], "jwks": {"keys": [{"kty": "oct", "k": "AA"}]}}"#,
            "invalid_client_metadata"
        ),
        (#"[]"#, "invalid_client_metadata"), (#"{"#, "invalid_client_metadata"),
    ])
    func `S3 registration says what is wrong`(body: String, code: String) async throws {
        let answer = try await register(try await RunningDaemon.shared.value, body)
        #expect(answer.status == 400)
        #expect(try answer.json["error"]?.stringValue == code, "\(answer.text)")
        #expect(try answer.json["error_description"]?.stringValue?.isEmpty == false)
    }

    @Test func `registration is limited by address`() async throws {
        let daemon = try await RunningDaemon.start(
            beside: try await RunningDaemon.shared.value, environment: ["KIIK_REGISTRATION_LIMIT": "3/h"])
        let body = #"{"redirect_uris": ["https://app.example/cb"]}"#
        for _ in 0..<3 { #expect(try await register(daemon, body).status == 201) }
        let refused = try await register(daemon, body)
        #expect(refused.status == 429)
        #expect(refused["retry-after"].flatMap { Int($0) } ?? 0 > 0)
        try await daemon.stop()
    }

    @Test func `S9 what clients read first says what there is`() async throws {
        let daemon = try await RunningDaemon.shared.value
        for path in ["oauth-authorization-server", "openid-configuration"] {
            let json = try await daemon.client.get("/.well-known/\(path)").json
            #expect(json["issuer"]?.stringValue == OAuthApp.issuer)
            #expect(json["code_challenge_methods_supported"] == ["S256"])
            #expect(json["response_types_supported"] == ["code"])
            #expect(json["authorization_response_iss_parameter_supported"] == true)
            #expect(json["client_id_metadata_document_supported"] == true)
            for name in ["authorization", "token", "registration", "revocation", "introspection", "userinfo"] {
                let address = try #require(json["\(name)_endpoint"]?.stringValue)
                #expect(address.hasPrefix(OAuthApp.issuer + "/oauth/"))
            }
            for scope in try #require(json["scopes_supported"]?.arrayValue).compactMap(\.stringValue) {
                let app = try await OAuthApp.register(on: daemon)
                #expect(try await daemon.client.get(app.authorizeURL(["scope": scope])).status == 200)
            }
        }
        for (path, resource) in [("", ""), ("/mcp", "/mcp")] {
            let json = try await daemon.client.get("/.well-known/oauth-protected-resource\(path)").json
            #expect(json["resource"]?.stringValue == OAuthApp.issuer + resource)
            #expect(json["authorization_servers"] == [.string(OAuthApp.issuer)])
            #expect(json["scopes_supported"]?.arrayValue?.contains("offline_access") == false)
        }
    }

    @Test func `S33 introspection is for clients that authenticate, and blind to other tenants`() async throws {
        let office = try await Office.open()
        let other = try await Office.open(on: office.daemon)
        let person = try await office.hire()
        func own(_ office: Office) async throws -> OAuthApp {
            try await OAuthApp.create(on: office.daemon, ["--tenant", office.subdomain])
        }
        let (mine, theirs, everybodys) = try await (own(office), own(other), OAuthApp.create(on: office.daemon))
        let app = try await OAuthApp.register(on: office.daemon)
        let tokens = try await app.connect(person, ["scope": "openid customers:read"])
        func sees(_ asker: OAuthApp, _ token: String) async throws -> JSONValue {
            let answer = try await asker.post("introspect", ["token": token])
            try #require(answer.status == 200, "\(answer.text)")
            return try answer.json
        }
        let seen = try await sees(mine, tokens.access)
        #expect(seen["active"] == true && seen["client_id"]?.stringValue == app.clientID)
        #expect(seen["scope"] == "openid customers:read" && seen["sub"]?.stringValue == String(person.id))
        #expect(seen["aud"]?.stringValue == OAuthApp.issuer && seen["iss"]?.stringValue == OAuthApp.issuer)
        #expect(seen["username"]?.stringValue == person.email)
        #expect(try await sees(mine, tokens.refresh)["active"] == true)
        for asker in [theirs, everybodys] {
            for token in [tokens.access, tokens.refresh, "rubbish"] {
                #expect(try await sees(asker, token) == ["active": false])
            }
        }
        #expect(try await app.post("introspect", ["token": tokens.access]).status == 401)
        #expect(try await mine.post("introspect", ["token": tokens.access, "client_secret": nil]).status == 401)
        #expect(try await mine.post("introspect", [:]).status == 400)
        _ = try await app.post("revoke", ["token": tokens.refresh])
        for token in [tokens.access, tokens.refresh] {
            #expect(try await sees(mine, token) == ["active": false])
        }
    }

    @Test func `S37 S38 an ID token says who connected the app, and opens nothing`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        let app = try await OAuthApp.register(on: office.daemon)
        let tokens = try await app.connect(person, ["scope": "openid email profile customers:read", "nonce": "n-1"])
        let idToken = try #require(tokens.idToken)
        let keys = try JSONWebKeySet(parsing: try await office.daemon.client.get("/.well-known/jwks.json").body)
        let verified = try JWS.verify(idToken, type: "JWT", keys: keys)
        let claims = try JSONValue.parse(verified.payload)
        #expect(claims["iss"]?.stringValue == OAuthApp.issuer && claims["aud"]?.stringValue == app.clientID)
        #expect(claims["sub"]?.stringValue == String(person.id) && claims["nonce"] == "n-1")
        #expect(claims["email"]?.stringValue == person.email && claims["email_verified"] == false)
        #expect(claims["auth_time"]?.int64Value != nil)
        let client = office.daemon.client
        for token in [idToken, tokens.refresh] {
            #expect(try await client.with(key: token).get(Path.customerList).status == 401)
            #expect(try await app.refresh(token == idToken ? token : tokens.access).status == 400)
        }
        let info = try await client.with(key: tokens.access).get("/oauth/userinfo")
        #expect(info.status == 200)
        #expect(try info.json["sub"]?.stringValue == String(person.id))
        #expect(try info.json["email"]?.stringValue == person.email)
        let plain = try await app.connect(person, ["scope": "customers:read"])
        #expect(plain.idToken == nil)
        #expect(try await client.with(key: plain.access).get("/oauth/userinfo").status == 403)
        // A client for MCP may still ask who connected it.
        let narrow = try await app.connect(person, ["scope": "openid email", "resource": "\(OAuthApp.issuer)/mcp"])
        #expect(try await client.with(key: narrow.access).get("/oauth/userinfo").status == 200)
        #expect(narrow.scopes == ["openid", "email"], "who asks for identity alone gets nothing of the business")
    }

    @Test func `an ID token as a hint is of the person who is there, or they log in`() async throws {
        let office = try await Office.open()
        let (person, other) = try await (office.hire(), office.hire())
        let app = try await OAuthApp.register(on: office.daemon)
        let idToken = try #require(try await app.connect(person, ["scope": "openid"]).idToken)
        let visitor = Visitor(daemon: office.daemon)
        _ = try await visitor.authorize(app.authorizeURL(["scope": "openid"]), as: other)
        let silent = try await visitor.get(
            app.authorizeURL(["scope": "openid", "prompt": "none", "id_token_hint": idToken]))
        #expect(Visitor.parameters(of: silent["location"] ?? "")["error"] == "login_required")
    }

    @Test func `tokens that are long over are dropped in small batches, a million of them too`() async throws {
        let daemon = try await RunningDaemon.start()
        let office = try await Office.open(on: daemon)
        let app = try await OAuthApp.register(on: daemon)
        let tokens = try await app.connect(try await office.hire())
        _ = try await daemon.sql(
            """
            INSERT INTO oauth_access_tokens (tenant_id, authorization_id, digest, scopes, audience, created_at, expires_at)
            SELECT a.tenant_id, a.id, sha256(n::text::bytea), '{customers:read}', 'server', now() - interval '1 day',
                now() - interval '2 hours' FROM oauth_authorizations a, generate_series(1, 1000000) AS n
            """)
        // Those who come meanwhile are served.
        _ = try await eventually("the end of a million tokens", within: 300) { () -> Bool? in
            #expect(try await daemon.client.with(key: tokens.access).get(Path.customerList).status == 200)
            let left = try await daemon.sqlInt(
                "SELECT count(*) FROM oauth_access_tokens WHERE expires_at < now() - interval '1 hour'")
            return left == 0 ? true : nil
        }
        #expect(try await daemon.sqlInt("SELECT count(*) FROM oauth_access_tokens") == 1)
        try await daemon.stop()
    }

    @Test func `a client in use is never forgotten; one that nobody connected is`() async throws {
        let office = try await Office.open()
        let (used, idle) = try await (OAuthApp.register(on: office.daemon), OAuthApp.register(on: office.daemon))
        _ = try await used.connect(try await office.hire())
        // To be dropped, or dropped by now: the daemon does so by itself.
        func isForgotten(_ app: OAuthApp) async throws -> Bool {
            try await office.daemon.sqlInt(
                """
                SELECT count(*) FROM oauth_clients WHERE client_id = '\(app.clientID)'
                    AND id NOT IN (SELECT id FROM forgotten_oauth_clients)
                """) == 0
        }
        let clients = "client_id IN ('\(used.clientID)', '\(idle.clientID)')"
        _ = try await office.daemon.sql(
            "UPDATE oauth_clients SET created_at = created_at - interval '91 days', used_at = used_at - interval '91 days' WHERE \(clients)"
        )
        #expect(try await isForgotten(idle))
        #expect(try await isForgotten(used) == false)
    }

    @Test func `S36 what a client says of forwarding counts from a configured proxy alone`() async throws {
        let shared = try await RunningDaemon.shared.value
        let body = #"{"redirect_uris": ["https://app.example/cb"]}"#
        func statuses(_ more: [String: String]) async throws -> [Int] {
            let daemon = try await RunningDaemon.start(
                beside: shared, environment: ["KIIK_REGISTRATION_LIMIT": "2/h"].merging(more) { $1 })
            var seen: [Int] = []
            for n in 1...4 {
                let headers = [
                    "X-Forwarded-For": "198.51.100.\(n)", "X-Forwarded-Host": "evil.example",
                    "X-Forwarded-Proto": "https",
                ]
                seen.append(try await daemon.client.post("/oauth/register/", body, headers: headers).status)
                let metadata = try await daemon.client.get("/.well-known/oauth-authorization-server", headers: headers)
                #expect(try metadata.json["issuer"]?.stringValue == OAuthApp.issuer)
            }
            try await daemon.stop()
            return seen
        }
        #expect(try await statuses([:]) == [201, 201, 429, 429])
        #expect(try await statuses(["KIIK_TRUSTED_PROXIES": "127.0.0.1"]) == [201, 201, 201, 201])
    }

    @Test func `a static client of a GPT's Actions comes back to either of its addresses`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        let callbacks = ["chat.openai.com", "chatgpt.com"].map { "https://\($0)/aip/g-0123456789abcdef/oauth/callback" }
        let app = try await OAuthApp.create(
            on: office.daemon, callbacks.flatMap { ["--redirect-uri", $0] } + ["--tenant", office.subdomain])
        for callback in callbacks {
            let visitor = Visitor(daemon: office.daemon)
            let away = try await visitor.authorize(app.authorizeURL(["redirect_uri": callback]), as: person)
            #expect(away.hasPrefix("\(callback)?code="))
            let code = try #require(Visitor.parameters(of: away)["code"])
            let answer = try await app.exchange(code, ["redirect_uri": callback])
            let json = try answer.json
            for name in ["access_token", "token_type", "refresh_token", "expires_in"] { #expect(json[name] != nil) }
        }
        // For the tenant's own people alone.
        let stranger = try await Office.open(on: office.daemon).hire()
        let away = try await Visitor(daemon: office.daemon).authorize(
            app.authorizeURL(["redirect_uri": callbacks[0]]), as: stranger)
        #expect(Visitor.parameters(of: away)["error"] == "access_denied")
    }
}

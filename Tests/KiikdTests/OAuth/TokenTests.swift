import AuthCore
import Foundation
import JSON
import Testing

@Suite struct `The token endpoint`: TokenScenes {
    @Test func `S7 S8 a verifier that is wrong, absent or short is refused`() async throws {
        let office = try await Office.open()
        let (person, app) = try await (office.hire(), OAuthApp.register(on: office.daemon))
        let wrong = String(OAuthApp.verifier.reversed())
        for verifier in [wrong, String(OAuthApp.verifier.prefix(42)), OAuthApp.verifier + "!", OAuthApp.challenge] {
            let answer = try await app.exchange(try await app.code(from: person), ["code_verifier": verifier])
            #expect(answer.status == 400)
            #expect(try error(answer) == "invalid_grant", "\(verifier)")
        }
        let code = try await app.code(from: person)
        #expect(try error(try await app.exchange(code, ["code_verifier": nil])) == "invalid_grant")
        // A wrong try uses nothing up.
        _ = try OAuthApp.Tokens(try await app.exchange(code))
    }

    @Test func `S10 a code that comes again is refused, and its tokens die`() async throws {
        let office = try await Office.open()
        let (person, app) = try await (office.hire(), OAuthApp.register(on: office.daemon))
        let code = try await app.code(from: person)
        let tokens = try OAuthApp.Tokens(try await app.exchange(code))
        #expect(try await works(tokens.access, office))
        #expect(try error(try await app.exchange(code)) == "invalid_grant")
        #expect(try await works(tokens.access, office) == false)
        #expect(try error(try await app.refresh(tokens.refresh)) == "invalid_grant")
    }

    @Test func `S11 of 50 redemptions at once exactly one wins`() async throws {
        let office = try await Office.open()
        let (person, app) = try await (office.hire(), OAuthApp.register(on: office.daemon))
        let code = try await app.code(from: person)
        let answers = try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
            for _ in 0..<50 { group.addTask { try await app.exchange(code) } }
            return try await group.reduce(into: [HTTPAnswer]()) { $0.append($1) }
        }
        #expect(answers.count { $0.status == 200 } == 1)
        #expect(Set(answers.map(\.status)).isSubset(of: [200, 400, 503]), "\(answers.map(\.status))")
        #expect(
            try await office.daemon.sqlInt(
                "SELECT count(*) FROM oauth_access_tokens t JOIN oauth_authorizations a ON a.id = t.authorization_id JOIN oauth_clients c ON c.id = a.client_id WHERE c.client_id = '\(app.clientID)'"
            ) == 1)
    }

    @Test func `S12 a code lives a minute at most`() async throws {
        let office = try await Office.open()
        let (person, app) = try await (office.hire(), OAuthApp.register(on: office.daemon))
        let code = try await app.code(from: person)
        let digest = SecretDigest(hashing: code).bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let row = "code_digest = '\\x\(digest)'"
        #expect(
            try await office.daemon.sqlInt(
                "SELECT extract(epoch FROM code_expires_at - created_at)::int FROM oauth_authorizations WHERE \(row)")
                <= 60)
        _ = try await office.daemon.sql("UPDATE oauth_authorizations SET code_expires_at = now() WHERE \(row)")
        #expect(try error(try await app.exchange(code)) == "invalid_grant")
    }

    @Test func `S13 S14 a code and a refresh token are their client's, and a code its address's`() async throws {
        let office = try await Office.open()
        let (person, app) = try await (office.hire(), OAuthApp.register(on: office.daemon))
        let other = try await OAuthApp.register(on: office.daemon)
        let code = try await app.code(from: person)
        #expect(try error(try await other.exchange(code)) == "invalid_grant")
        for address in ["https://app.example/callback/", "https://evil.example/", nil] {
            #expect(
                try error(try await app.exchange(code, ["redirect_uri": address])) == "invalid_grant",
                "\(address ?? "")")
        }
        let tokens = try OAuthApp.Tokens(try await app.exchange(code))
        #expect(try error(try await other.refresh(tokens.refresh)) == "invalid_grant")
        _ = try OAuthApp.Tokens(try await app.refresh(tokens.refresh))
    }

    @Test func `S21 passwords and unknown grants are refused`() async throws {
        let office = try await Office.open()
        let (person, app) = try await (office.hire(), OAuthApp.create(on: office.daemon))
        for (type, code) in [
            ("password", "unsupported_grant_type"), ("implicit", "unsupported_grant_type"), ("", "invalid_request"),
            ("client_credentials", "unauthorized_client"),
        ] {
            let answer = try await app.post(
                "token", ["grant_type": type, "username": person.email, "password": Person.password])
            #expect(try error(answer) == code, "\(type)")
        }
    }

    @Test func `S23 a token for MCP opens nothing else, one for the API all but MCP, and one for neither both`()
        async throws
    {
        let (office, person, app, narrow) = try await scene(["resource": "\(OAuthApp.issuer)/mcp"])
        let refused = try await office.daemon.client.with(key: narrow.access).get(Path.customerList)
        #expect(refused.status == 401)
        #expect(refused["www-authenticate"]?.contains("error=\"invalid_token\"") == true)
        func opensMCP(_ token: String) async throws -> Bool {
            let answer = try await office.daemon.client.with(key: token).post(
                "/mcp", #"{"jsonrpc": "2.0", "id": 1, "method": "ping"}"#,
                headers: ["MCP-Protocol-Version": "2025-11-25"])
            #expect(answer.status == 200 || answer.status == 401)
            return answer.status == 200
        }
        #expect(try await opensMCP(narrow.access))
        let api = try await app.connect(person, ["resource": OAuthApp.issuer])
        #expect(try await works(api.access, office))
        #expect(try await opensMCP(api.access) == false)
        let wide = try await app.connect(person)
        #expect(try await works(wide.access, office))
        #expect(try await opensMCP(wide.access))
        let code = try await app.code(from: person)
        let narrowed = try OAuthApp.Tokens(try await app.exchange(code, ["resource": "\(OAuthApp.issuer)/mcp"]))
        #expect(try await works(narrowed.access, office) == false)
    }

    @Test func `S35 an app that acts for itself is nobody`() async throws {
        let office = try await Office.open()
        let app = try await OAuthApp.create(
            on: office.daemon,
            [
                "--tenant", office.subdomain, "--grant-types", "client_credentials", "--scopes",
                "customers:read,context:read",
            ])
        let tokens = try OAuthApp.Tokens(try await app.post("token", ["grant_type": "client_credentials"]))
        #expect(tokens.refresh.isEmpty && tokens.scopes == ["customers:read", "context:read"])
        #expect(try await works(tokens.access, office))
        #expect(try await office.daemon.client.with(key: tokens.access).get("/oauth/userinfo").status == 403)
        #expect(
            try await office.daemon.client.with(key: tokens.access).post(Path.customers, #"{"name": "A"}"#).status
                == 403)
        for scope in ["openid", "projects:read", "keys:write"] {
            let answer = try await app.post("token", ["grant_type": "client_credentials", "scope": scope])
            #expect(try error(answer) == "invalid_scope", "\(scope)")
        }
        let seen = try await app.post("introspect", ["token": tokens.access]).json
        #expect(seen["sub"]?.stringValue == app.clientID && seen["username"] == nil)
    }

    @Test func `a client shows who it is in one way, the right one`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        let app = try await OAuthApp.create(on: office.daemon)
        let secret = try #require(app.secret)
        func basic(_ secret: String) -> [String: String] {
            ["Authorization": "Basic \(Data("\(app.clientID):\(secret)".utf8).base64EncodedString())"]
        }
        func exchange(_ changes: [String: String?], _ headers: [String: String] = [:]) async throws -> HTTPAnswer {
            let parameters: [String: String?] = [
                "grant_type": "authorization_code", "code": try await app.code(from: person),
                "redirect_uri": app.redirectURI, "code_verifier": OAuthApp.verifier,
            ]
            return try await app.post("token", parameters.merging(changes) { $1 }, headers: headers)
        }
        _ = try OAuthApp.Tokens(try await exchange([:]))
        _ = try OAuthApp.Tokens(try await exchange(["client_id": nil, "client_secret": nil], basic(secret)))
        for (changes, headers, status, code) in [
            (["client_secret": "kos_wrong"], [:], 401, "invalid_client"),
            (["client_secret": nil], [:], 401, "invalid_client"),
            (["client_id": "app_other", "client_secret": nil], basic(secret), 400, "invalid_request"),
            ([:], basic(secret), 400, "invalid_request"), (["client_secret": nil], basic("no"), 401, "invalid_client"),
            (["client_secret": nil], ["Authorization": "Basic !!!"], 401, "invalid_client"),
            (["client_id": nil, "client_secret": nil], [:], 401, "invalid_client"),
        ] as [([String: String?], [String: String], Int, String)] {
            let answer = try await exchange(changes, headers)
            #expect(answer.status == status, "\(changes) \(answer.text)")
            #expect(try error(answer) == code, "\(changes)")
            if status == 401 { #expect(answer["www-authenticate"]?.hasPrefix("Basic") == true) }
        }
        let rotated = try await office.daemon.tool.run("apps", "rotate-secret", app.clientID, "--format", "json").json
        #expect(try error(try await exchange([:])) == "invalid_client")
        _ = try OAuthApp.Tokens(try await exchange(["client_secret": rotated["client_secret"]?.stringValue]))
    }

    @Test func `a client proves itself by an assertion of its own key, once, for us, in its time`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        let key = try SigningKey.generateES256(keyID: "one")
        let registered = try await office.daemon.client.post(
            "/oauth/register/",
            #"{"redirect_uris": ["\#(OAuthApp.callback)"], "token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [\#(key.publicKey.text)]}}"#
        )
        let app = OAuthApp(daemon: office.daemon, clientID: try #require(try registered.json["client_id"]?.stringValue))
        let now = Int64(Date().timeIntervalSince1970)
        func assertion(
            _ changes: [String: JSONValue] = [:], signedBy signer: SigningKey? = nil
        ) throws -> String {
            var claims = JSONObject([
                ("iss", .string(app.clientID)), ("sub", .string(app.clientID)), ("aud", .string(OAuthApp.issuer)),
                ("exp", .int(now + 300)), ("iat", .int(now)), ("jti", .string(UUID().uuidString)),
            ])
            for (name, value) in changes { claims[name] = value == .null ? nil : value }
            return try JWS.sign(JSONValue.object(claims).serialized(), type: "JWT", with: signer ?? key)
        }
        func exchange(_ assertion: String) async throws -> HTTPAnswer {
            try await app.exchange(
                try await app.code(from: person),
                [
                    "client_assertion": assertion,
                    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                ])
        }
        let good = try assertion(["aud": .string("\(OAuthApp.issuer)/oauth/token/")])
        _ = try OAuthApp.Tokens(try await exchange(good))
        #expect(try error(try await exchange(good)) == "invalid_client")
        let stranger = try SigningKey.generateES256(keyID: "one")
        for bad in [
            try assertion(signedBy: stranger), try assertion(["aud": "https://other.example"]),
            try assertion(["exp": .int(now - 60)]), try assertion(["exp": .int(now + 86_400)]),
            try assertion(["jti": .null]),
            try assertion(["sub": "app_other"]), try assertion(["iss": "app_other"]), "rubbish", "a.b.c",
        ] {
            let answer = try await exchange(bad)
            #expect(answer.status == 401)
            #expect(try error(answer) == "invalid_client")
        }
        #expect(try error(try await app.exchange(try await app.code(from: person))) == "invalid_client")
    }

    @Test func `an app that is disabled does nothing any more, and its people are not asked for it`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        let app = try await OAuthApp.create(on: office.daemon)
        let tokens = try await app.connect(person)
        #expect(try await works(tokens.access, office))
        _ = try await office.daemon.tool.run("apps", "disable", app.clientID, "--format", "json").json
        #expect(try await works(tokens.access, office) == false)
        #expect(try error(try await app.refresh(tokens.refresh)) == "invalid_client")
        #expect(try await office.daemon.client.get(app.authorizeURL()).status == 400)
        _ = try await office.daemon.tool.run("apps", "enable", app.clientID, "--format", "json").json
        _ = try OAuthApp.Tokens(try await app.refresh(tokens.refresh))
    }
}

import AuthCore
import Foundation
import JSON
import Testing

@Suite struct `The token endpoint` {
    private func works(_ token: String, _ office: Office) async throws -> Bool {
        try await office.daemon.client.with(key: token).get(Path.customerList).status == 200
    }

    private func dies(_ token: String, _ office: Office) async throws {
        _ = try await eventually("the end of the token") { try await works(token, office) ? nil : true }
    }

    private func scene(_ changes: [String: String?] = [:], on daemon: RunningDaemon? = nil) async throws -> (
        Office, Person, OAuthApp, OAuthApp.Tokens
    ) {
        let office = try await Office.open(on: daemon)
        let person = try await office.hire()
        let app = try await OAuthApp.register(on: office.daemon)
        return (office, person, app, try await app.connect(person, changes))
    }

    private func error(_ answer: HTTPAnswer) throws -> String? {
        #expect(answer["cache-control"] == "no-store")
        #expect(answer["location"] == nil)
        return try answer.json["error"]?.stringValue
    }

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

    @Test func `S15 S16 a refresh rotates; a used token that comes again kills the whole connection`() async throws {
        let (office, _, app, first) = try await scene()
        let second = try OAuthApp.Tokens(try await app.refresh(first.refresh))
        #expect(second.refresh != first.refresh && second.access != first.access)
        let third = try OAuthApp.Tokens(try await app.refresh(second.refresh))
        #expect(try await works(third.access, office))
        #expect(try error(try await app.refresh(first.refresh)) == "invalid_grant")
        #expect(try await works(third.access, office) == false)
        #expect(try error(try await app.refresh(third.refresh)) == "invalid_grant")
    }

    @Test func `S16 a lost answer is made again within the grace, on another node too, and its successor lives`()
        async throws
    {
        let (office, _, app, first) = try await scene()
        let other = try await RunningDaemon.start(beside: office.daemon, environment: office.daemon.masterKey)
        let lost = try OAuthApp.Tokens(try await app.refresh(first.refresh))
        let again = try OAuthApp.Tokens(try await app.refresh(first.refresh, on: other))
        #expect(again.refresh == lost.refresh)
        #expect(try await works(again.access, office))
        #expect(try await works(lost.access, office))
        _ = try OAuthApp.Tokens(try await app.refresh(again.refresh))
        try await other.stop()
        let (_, _, late, held) = try await scene()
        let next = try OAuthApp.Tokens(try await late.refresh(held.refresh))
        _ = try await office.daemon.sql(
            """
            UPDATE oauth_refresh_tokens r SET used_at = r.used_at - interval '31 seconds'
            FROM oauth_authorizations a JOIN oauth_clients c ON c.id = a.client_id
            WHERE a.id = r.authorization_id AND c.client_id = '\(late.clientID)' AND r.used_at IS NOT NULL
            """)
        #expect(try error(try await late.refresh(held.refresh)) == "invalid_grant")
        #expect(try error(try await late.refresh(next.refresh)) == "invalid_grant")
    }

    @Test func `S17 of 50 refreshes at once one family survives`() async throws {
        let (_, _, app, first) = try await scene()
        let answers = try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
            for _ in 0..<50 { group.addTask { try await app.refresh(first.refresh) } }
            return try await group.reduce(into: [HTTPAnswer]()) { $0.append($1) }
        }
        #expect(Set(answers.map(\.status)).isSubset(of: [200, 503]), "\(answers.map(\.status))")
        let successors = Set(try answers.filter { $0.status == 200 }.map { try OAuthApp.Tokens($0).refresh })
        #expect(successors.count == 1)
        _ = try OAuthApp.Tokens(try await app.refresh(try #require(successors.first)))
    }

    @Test func `S18 a refresh widens neither scope nor resource, and may narrow both`() async throws {
        let (office, _, app, first) = try await scene(["resource": "\(OAuthApp.issuer)/mcp"])
        #expect(
            try error(try await app.refresh(first.refresh, ["scope": "customers:read projects:read"]))
                == "invalid_scope")
        #expect(try error(try await app.refresh(first.refresh, ["resource": OAuthApp.issuer])) == "invalid_target")
        let narrow = try OAuthApp.Tokens(
            try await app.refresh(first.refresh, ["scope": "customers:read", "resource": "\(OAuthApp.issuer)/mcp"]))
        #expect(narrow.scopes == ["customers:read"])
        // What was narrowed once is not narrow for good: the connection is what the person agreed to.
        let whole = try OAuthApp.Tokens(try await app.refresh(narrow.refresh))
        #expect(whole.scopes == ["customers:read", "invoices:write"])
        #expect(try await works(whole.access, office) == false)
    }

    @Test func `S19 a connection ends when nobody refreshes it, and in any case after its time`() async throws {
        let (office, _, app, idle) = try await scene()
        func change(_ text: String, of app: OAuthApp) async throws {
            _ = try await office.daemon.sql(
                text.replacingOccurrences(
                    of: "MINE",
                    with:
                        "(SELECT a.id FROM oauth_authorizations a JOIN oauth_clients c ON c.id = a.client_id WHERE c.client_id = '\(app.clientID)')"
                ))
        }
        try await change(
            "UPDATE oauth_refresh_tokens SET created_at = created_at - interval '60 days' WHERE authorization_id IN MINE",
            of: app)
        #expect(try error(try await app.refresh(idle.refresh)) == "invalid_grant")
        let (_, _, old, held) = try await scene()
        try await change("UPDATE oauth_authorizations SET expires_at = now() WHERE id IN MINE", of: old)
        #expect(try error(try await old.refresh(held.refresh)) == "invalid_grant")
        // An access token ends by itself.
        let (_, _, brief, short) = try await scene()
        try await change("UPDATE oauth_access_tokens SET expires_at = now() WHERE authorization_id IN MINE", of: brief)
        try await dies(short.access, office)
    }

    @Test func `S20 a locked user's connections die at once, and stay dead`() async throws {
        let (office, person, app, tokens) = try await scene()
        #expect(try await works(tokens.access, office))
        _ = try await office.daemon.tool.run("users", "lock", "--email", person.email, "--format", "json").json
        #expect(try await works(tokens.access, office) == false)
        #expect(try error(try await app.refresh(tokens.refresh)) == "invalid_grant")
        _ = try await office.daemon.tool.run("users", "unlock", "--email", person.email, "--format", "json").json
        #expect(try error(try await app.refresh(tokens.refresh)) == "invalid_grant")
        #expect(try await works(tokens.access, office) == false)
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

    @Test func `S34 a revocation that the database does not take is no success; one that it takes holds at once`()
        async throws
    {
        let (office, _, app, tokens) = try await scene(on: try await RunningDaemon.start())
        // As a standby is, or a full disk makes it.
        _ = try await office.daemon.sql("ALTER SYSTEM SET default_transaction_read_only = on")
        _ = try await office.daemon.sql("SELECT pg_reload_conf()")
        _ = try await eventually("no more writes") { () -> Bool? in
            try await office.daemon.sql("SHOW default_transaction_read_only") == "on" ? true : nil
        }
        let failed = try await app.post("revoke", ["token": tokens.refresh])
        #expect(failed.status == 503 && failed["retry-after"] != nil, "\(failed.text)")
        _ = try await office.daemon.sql("ALTER SYSTEM RESET default_transaction_read_only")
        _ = try await office.daemon.sql("SELECT pg_reload_conf()")
        _ = try await eventually("writes") { () -> Bool? in
            try await office.daemon.sql("SHOW default_transaction_read_only") == "off" ? true : nil
        }
        #expect(try await app.post("revoke", ["token": tokens.access]).status == 200)
        #expect(try await works(tokens.access, office) == false)
        let next = try OAuthApp.Tokens(try await app.refresh(tokens.refresh))
        #expect(try await app.post("revoke", ["token": next.refresh, "token_type_hint": "access_token"]).status == 200)
        #expect(try await works(next.access, office) == false)
        #expect(try error(try await app.refresh(next.refresh)) == "invalid_grant")
        // What is unknown or another's is no fault, and nothing happens to it (RFC 7009, 2.2).
        let (_, _, other, theirs) = try await scene()
        #expect(try await app.post("revoke", ["token": theirs.refresh]).status == 200)
        #expect(try await app.post("revoke", ["token": "rubbish"]).status == 200)
        _ = try OAuthApp.Tokens(try await other.refresh(theirs.refresh))
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

    @Test func `a person takes back what they gave, and what they gave anew is new`() async throws {
        let (office, person, app, tokens) = try await scene()
        let visitor = Visitor(daemon: office.daemon)
        let login = try await visitor.get("/oauth/authorized/")
        let page = try #require(try await visitor.follow(try await visitor.login(login, as: person)).page)
        #expect(page.text.contains("Robot"))
        #expect(try await works(tokens.access, office))
        let form = try Visitor.Form(page.text, action: "/oauth/authorized/")
        #expect(
            try await visitor.send("POST", form.action, form.body, headers: ["Origin": "https://evil.example"]).status
                == 400)
        #expect(try await visitor.send("POST", form.action, form.body).status == 303)
        #expect(try await works(tokens.access, office) == false)
        #expect(try error(try await app.refresh(tokens.refresh)) == "invalid_grant")
        #expect(try await visitor.get("/oauth/authorized/").text.contains("Robot") == false)
        let anew = try await app.connect(person)
        #expect(try await works(anew.access, office))
        #expect(try await works(tokens.access, office) == false)
        #expect(try error(try await app.refresh(tokens.refresh)) == "invalid_grant")
    }

    @Test func `what an app does is recorded as the app's, for the person, and within the person's rights now`()
        async throws
    {
        let office = try await Office.open()
        let person = try await office.hire(role: "Manager")
        let app = try await OAuthApp.create(on: office.daemon)
        let tokens = try await app.connect(person, ["scope": "customers:read customers:write"])
        let client = office.daemon.client.with(key: tokens.access)
        let made = try await client.post(Path.customers, #"{"name": "By robot"}"#)
        #expect(made.status == 201)
        let id = try #require(try made.json["id"]?.int64Value)
        let event = try await office.daemon.sql(
            "SELECT actor || ' ' || on_behalf_of FROM audit_events WHERE tenant_id = \(office.id) AND resource = 'customers' AND resource_id = \(id)"
        )
        let row = try await office.daemon.sqlInt("SELECT id FROM oauth_clients WHERE client_id = '\(app.clientID)'")
        #expect(event == "app:\(row) user:\(person.id)")
        _ = try await eventually("the usage records") { () -> Bool? in
            try await office.daemon.sqlInt(
                "SELECT count(*) FROM usage_records WHERE tenant_id = \(office.id) AND key_id = \(row)") == 1
                ? true : nil
        }
        _ = try await office.daemon.tool.run(
            "users", "set-role", "--tenant", office.subdomain, "--email", person.email, "--role", "Read-only",
            "--format", "json"
        ).json
        #expect(try await client.post(Path.customers, #"{"name": "Not"}"#).status == 403)
        #expect(try await client.get(Path.customerList).status == 200)
    }

    @Test func `S42 S64 no code, token or secret stands in the database or in the log`() async throws {
        let daemon = try await RunningDaemon.start(environment: ["KIIK_LOG_LEVEL": "trace"])
        let office = try await Office.open(on: daemon)
        let person = try await office.hire()
        let app = try await OAuthApp.create(on: daemon)
        let visitor = Visitor(daemon: daemon)
        let away = try await visitor.authorize(app.authorizeURL(["scope": "openid customers:read"]), as: person)
        let code = try #require(Visitor.parameters(of: away)["code"])
        let first = try OAuthApp.Tokens(try await app.exchange(code))
        let second = try OAuthApp.Tokens(try await app.refresh(first.refresh))
        #expect(try await works(second.access, office))
        _ = try await app.post("introspect", ["token": second.access])
        _ = try await app.post("revoke", ["token": second.refresh])
        let secrets = [
            code, first.access, first.refresh, second.access, second.refresh, try #require(app.secret),
            try #require(first.idToken), OAuthApp.verifier, Person.password,
        ]
        let (dump, log) = try await (daemon.dump(), daemon.said())
        #expect(log.contains("/oauth/token/") && dump.contains("oauth_access_tokens"))
        for secret in secrets {
            #expect(!dump.contains(secret), "\(secret.prefix(4))")
            #expect(!log.contains(secret), "\(secret.prefix(4))")
        }
        try await daemon.stop()
    }
}

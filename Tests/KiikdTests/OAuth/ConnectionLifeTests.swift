import AuthCore
import Foundation
import JSON
import Testing

@Suite struct `The life of a connection`: TokenScenes {
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
        let other = try await RunningDaemon.start(beside: office.daemon)
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
        let (_, _, other, theirs) = try await scene(on: office.daemon)
        #expect(try await app.post("revoke", ["token": theirs.refresh]).status == 200)
        #expect(try await app.post("revoke", ["token": "rubbish"]).status == 200)
        _ = try OAuthApp.Tokens(try await other.refresh(theirs.refresh))
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

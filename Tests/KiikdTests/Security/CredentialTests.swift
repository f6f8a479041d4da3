import AuthCore
import Domain
import HTTPTypes
import JSON
import Testing

@testable import HTTPServer

/// What a caller may present, and what each kind of route has to say to it.
enum Presented: String, CaseIterable, Sendable {
    case nothing, garbage, otherScheme, unknown, revoked, expired, tooLittleScope, readOnlyScope, otherTenant, right
    /// A key to the test environment of the tenant whose live rows are asked for.
    case testKey
    case session, endedSession, foreignToken, refreshToken
    case cookie, endedCookie, garbageCookie
    /// An app's access tokens: one for everything, one whose connection is over, one for MCP alone.
    case app, endedApp, mcpApp

    var isCookie: Bool { [.cookie, .endedCookie, .garbageCookie].contains(self) }
}

@Suite struct `Every route and every credential` {
    /// Read from the endpoints that the daemon serves: a new route cannot escape.
    static let endpoints = [
        KiikDialect.make(assets: nil), ServiceDeskDialect.make(), SecretaryDialect.make(), CredKitDialect.make(),
        WellKnown.make(), AccountPages.make(), OAuthDialect.make(), OAuthPages.make(), SignInPages.make(),
        SetupPages.make(),
        MCPDialect.make(publicURL: OAuthApp.issuer),
    ].flatMap(\.endpoints)
    static let routes = endpoints.map { "\($0.method.rawValue) \($0.path)" }

    private static let turnstile = Turnstile(width: 24, mostWaiting: .max)

    private struct Scene {
        let office: Office
        let other: Office
        let customer: Int64
        /// A row of each resource.
        let rows: [String: Int64]
        let keys: [Presented: String]
        /// Somebody else's session.
        let session: Int64
    }

    private static let scene = Task {
        let office = try await Office.open()
        let other = try await Office.open(on: office.daemon)
        let customer = try await office.customer("Mine")
        let estimate = try await office.client.post(
            Path.estimates, #"{"customer_id": \#(customer), "amount": 1, "description": "Mine"}"#
        ).json
        let estimateID = try #require(estimate["id"]?.int64Value)
        _ = try await office.client.patch("\(Path.estimates)\(estimateID)/", #"{"status": "sent"}"#)
        let project = try await office.project(customer, "Mine", #", "daily_rate": 1"#)
        let report = try await office.client.post(
            Path.cras, #"{"project_id": \#(project), "month": "2026-10", "days": [{"date": "2026-10-05"}]}"#
        ).json
        let reportID = try #require(report["id"]?.int64Value)
        _ = try await office.client.patch("\(Path.cras)\(reportID)/", #"{"status": "submitted"}"#)
        var invoices: [Int64] = []
        for _ in 0..<2 {
            let id = try #require(try await office.invoice(customer)["id"]?.int64Value)
            _ = try await office.client.patch("\(Path.invoices)\(id)/", #"{"status": "sent"}"#)
            invoices.append(id)
        }
        let credited = try await office.client.post("\(Path.invoices)\(invoices[1])/credit-note/", "{}").json
        let noteID = try #require(credited["credit_note"]?["id"]?.int64Value)
        let device = try await office.row(Path.devices, #"{"customer": \#(customer), "type": "phone"}"#)
        let item = try await office.row(
            Path.workItems, #"{"customer": \#(customer), "type": "repair", "description": "Mine"}"#)
        let task = try await office.row(Path.tasks, #"{"title": "Mine"}"#)
        let rows = [
            "work_items": item, "tasks": task, "devices": device, "credit_notes": noteID, "estimates": estimateID,
            "customers": customer, "projects": project,
            "cra": reportID,
            "invoices": invoices[0], "documents": try await office.document("Name: Mine"),
            "keys": try await office.issueKey().id,
        ]
        let revoked = try await office.issueKey("--scopes", "*:*")
        try await office.revoke(revoked)
        let expired = try await office.issueKey("--scopes", "*:*")
        _ = try await office.rotate(expired, overlap: "0s")
        let owner = try await office.hire()
        let (lasting, ended, refreshed) = try await (owner.login(), owner.login(), owner.login())
        _ = try await office.client.with(key: ended.access).post("\(Path.auth)logout", "")
        let (kept, left) = try await (owner.browse(), owner.browse())
        _ = try await left.post("\(Path.auth)logout", "")
        let foreign = try SigningKey.generateES256(keyID: try await office.daemon.signingKey().publicKey.keyID)
        let app = try await OAuthApp.create(on: office.daemon, ["--scopes", "*:*"])
        let (connected, over) = try await (app.connect(owner, ["scope": "*:*"]), app.connect(owner, ["scope": "*:*"]))
        _ = try await app.post("revoke", ["token": over.refresh])
        let keys: [Presented: String] = [
            .app: connected.access, .endedApp: over.access,
            .mcpApp: try await app.connect(owner, ["scope": "*:*", "resource": "\(OAuthApp.issuer)/mcp"]).access,
            .session: lasting.access, .endedSession: ended.access, .refreshToken: refreshed.refresh,
            .foreignToken: try lasting.claims().signed(with: foreign),
            .cookie: kept.secret, .endedCookie: left.secret, .garbageCookie: "rubbish",
            .garbage: "rubbish", .unknown: Secret.generate(.kiik).exposed, .revoked: revoked.secret,
            .expired: expired.secret,
            .tooLittleScope: "", .otherTenant: other.key.secret, .right: office.key.secret,
            .testKey: try await office.issueKey("--scopes", "*:*", "--environment", "test").secret,
        ]
        return Scene(
            office: office, other: other, customer: customer, rows: rows, keys: keys,
            session: lasting.session)
    }

    private static let narrow = Task {
        let office = try await scene.value.office
        return (
            customers: try await office.issueKey("--scopes", "customers:*").secret,
            others: try await office.issueKey(
                "--scopes", "invoices:*,projects:*,estimates:*,cra:*,work_items:*,tasks:*,devices:*"
            ).secret,
            reader: try await office.issueKey(
                "--scopes",
                "keys:read,customers:read,projects:read,invoices:read,estimates:read,cra:read,work_items:read,tasks:read,devices:read"
            )
            .secret
        )
    }

    @Test(arguments: routes, Presented.allCases)
    func `S45 every route answers every credential as it must`(route: String, presented: Presented) async throws {
        let endpoint = try #require(Self.endpoints.first { "\($0.method.rawValue) \($0.path)" == route })
        let scene = try await Self.scene.value
        let operation = endpoint.operation.declared
        let resource = operation?.name.split(separator: ".").first ?? ""

        var headers: [String: String] = [:]
        switch presented {
        case .nothing: break
        case .otherScheme: headers["Authorization"] = "Basic \(scene.office.key.secret)"
        case .tooLittleScope:
            let narrow = try await Self.narrow.value
            headers["Authorization"] = "Bearer \(resource == "customers" ? narrow.others : narrow.customers)"
        case .readOnlyScope: headers["Authorization"] = "Bearer \(try await Self.narrow.value.reader)"
        case .cookie, .endedCookie, .garbageCookie:
            headers = Browser.ownPage
            headers["Cookie"] = "\(Browser.cookie)=\(try #require(scene.keys[presented]))"
        default: headers["Authorization"] = "Bearer \(try #require(scene.keys[presented]))"
        }
        let isLogin = endpoint.path.hasPrefix(Path.auth)
        // What is done with a session is done with one of the case's own.
        if isLogin, presented == .session {
            let own = try await Self.turnstile.pass { try await scene.office.hire().login() }
            headers["Authorization"] = "Bearer \(own.access)"
        } else if isLogin, presented == .cookie {
            let own = try await Self.turnstile.pass { try await scene.office.hire().browse() }
            headers["Cookie"] = "\(Browser.cookie)=\(own.secret)"
        }
        let path = endpoint.path.replacing("{id}", with: "\(scene.rows[String(resource)] ?? scene.session)")
        // A dry run: what is asked is decided in full, and the next case finds the same rows.
        let target = endpoint.documentation.isChange ? path + "?dry_run=true" : path
        var body = endpoint.takesBody ? Self.body(endpoint, in: scene) : nil
        if endpoint.documentation.body == .urlEncoded {
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = "username=nobody-\(presented)&password=x"
        } else if endpoint.operation.name == "sessions.login" {
            body = #"{"email": "nobody-\#(presented)", "password": "x"}"#
        }
        if endpoint.isUpload { headers["Content-Type"] = "multipart/form-data; boundary=b" }
        let answer = try await Self.turnstile.pass { [body, headers] in
            try await scene.office.daemon.client.send(endpoint.method.rawValue, target, body: body, headers: headers)
        }

        let expected: Int
        if case .open(let name, _) = endpoint.operation {
            expected =
                switch name {
                case "sessions.login", "sessions.token": 401
                case "sessions.refresh": presented == .refreshToken ? 200 : 401
                // Their credential is the link's token.
                case "account.password" where endpoint.method == .post: 422
                case "users.set_password", "users.confirm_email", "account.password", "account.email", "tenants.setup":
                    400
                // The client's word is missing, or nothing was asked for.
                case "oauth.token", "oauth.revoke", "oauth.introspect": 401
                case "oauth.authorize": endpoint.method == .get ? 400 : 303
                case "oauth.register", "oauth.consent": 400
                case "oauth.login": 403
                // A form that no browser was shown.
                case "account.login", "account.forgot_password": endpoint.method == .post ? 403 : 200
                case "oauth.logout", "account.logout": 303
                default: 200
                }
        } else if isLogin {
            // People only: a key is no person.
            switch presented {
            case .nothing, .garbage, .otherScheme, .unknown, .revoked, .expired: expected = 401
            case .endedSession, .foreignToken, .refreshToken, .endedCookie, .garbageCookie: expected = 401
            case .endedApp, .mcpApp: expected = 401
            case .tooLittleScope, .readOnlyScope, .otherTenant, .testKey, .right, .app: expected = 403
            case .session, .cookie:
                expected =
                    switch endpoint.operation.name {
                    // Another's session; a factor that is not there.
                    case "sessions.end", "second_factors.remove": 404
                    case "second_factors.confirm", "sessions.step_up": 409
                    default: 200
                    }
            }
        } else {
            switch presented {
            case .nothing, .garbage, .otherScheme, .unknown, .revoked, .expired: expected = 401
            case .endedSession, .foreignToken, .refreshToken, .endedCookie, .garbageCookie: expected = 401
            case .endedApp: expected = 401
            case .mcpApp where !endpoint.audiences.contains(.mcp): expected = 401
            // Nobody asked who connected these apps, and the others are no apps.
            case _ where endpoint.operation.name == "oauth.userinfo": expected = 403
            case .tooLittleScope: expected = operation == nil ? 200 : 403
            case .readOnlyScope:
                let isAllowed =
                    operation.map {
                        let name = Permission.catalog.name(of: $0.permission) ?? ""
                        return name.hasSuffix(":read") && scene.rows[String(resource)] != nil
                    } ?? true
                expected = isAllowed ? 200 : 403
            case .otherTenant, .testKey:
                // What is not the tenant's is not there.
                let pointsElsewhere = body?.contains("_id\"") == true || body?.contains("\"customer\"") == true
                expected = endpoint.path.contains("{id}") ? 404 : pointsElsewhere ? 400 : 200
            case .right, .session, .cookie, .app, .mcpApp: expected = 200
            }
        }
        #expect(answer.status == expected, "\(answer.text.prefix(300))")
        if expected == 401, !endpoint.operation.name.hasPrefix("oauth.") || endpoint.operation.declared != nil {
            #expect(answer["www-authenticate"]?.hasPrefix("Bearer ") == true)
            // A password is no token.
            let isPassword = ["sessions.login", "sessions.token"].contains(endpoint.operation.name)
            // Nor is a cookie the refresh token that is missing.
            let isMissing =
                presented == .nothing || (presented.isCookie && endpoint.operation.name == "sessions.refresh")
            #expect(
                (answer["www-authenticate"]?.contains("invalid_token") == true) == (!isMissing && !isPassword))
        }
        if expected == 403, !isLogin, endpoint.documentation.outputMediaTypes != ["text/html"] {
            #expect(answer["www-authenticate"]?.contains("insufficient_scope") == true)
        }
        if presented == .otherTenant || presented == .testKey {
            #expect(!answer.text.contains("Mine"))
            if operation?.effect == .read, expected == 200, resource != "context", resource != "keys",
                resource != "audit"
            {
                #expect(try answer.rows.isEmpty)
            }
        }
    }

    private static func body(_ endpoint: Endpoint, in scene: Scene) -> String {
        if endpoint.isUpload {
            return
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nName: A\r\n--b--\r\n"
        }
        guard case .object(var members)? = endpoint.documentation.example else { return "{}" }
        let own = [
            "customer": scene.customer,
            "customer_id": scene.customer, "document_id": scene.rows["documents"] ?? 0,
            "project_id": scene.rows["projects"] ?? 0,
        ]
        members = JSONObject(members.map { ($0.name, own[$0.name].map(JSONValue.int) ?? $0.value) })
        // One report on a project and month is there already.
        if members["month"] != nil { members["month"] = "2026-09"; members["days"] = [] }
        return String(decoding: JSONValue.object(members).serialized(), as: UTF8.self)
    }

    @Test func `S45 the list of routes is the whole contract`() {
        #expect(
            Set(Self.routes).isSuperset(of: [
                "GET \(Path.context)", "GET \(Path.customerList)", "GET \(Path.customerList){id}/",
                "GET \(Path.invoiceList)",
                "GET \(Path.invoiceList){id}/", "GET \(Path.actions)", "POST \(Path.customers)",
                "PATCH \(Path.customers){id}/",
                "GET \(Path.projectList)", "GET \(Path.projectList){id}/", "POST \(Path.projects)",
                "PATCH \(Path.projects){id}/", "GET \(Path.estimateList)", "GET \(Path.estimateList){id}/",
                "POST \(Path.estimates)", "PATCH \(Path.estimates){id}/", "POST \(Path.estimates){id}/accept/",
                "GET \(Path.craList)", "GET \(Path.craList){id}/", "POST \(Path.cras)", "PATCH \(Path.cras){id}/",
                "POST \(Path.cras){id}/invoice/",
                "POST \(Path.invoices)", "PATCH \(Path.invoices){id}/",
                "POST \(Path.invoices){id}/credit-note/", "GET \(Path.context)credit-notes/",
                "GET \(Path.documentList)",
                "GET \(Path.documentList){id}/", "GET \(Path.documentList){id}/file/", "POST \(Path.documents)",
                "POST \(Path.importCustomer)", "GET /api/keys/", "POST /api/keys/", "GET /api/keys/{id}/",
                "PATCH /api/keys/{id}/", "POST /api/keys/{id}/revoke/", "POST /api/keys/{id}/activate/",
                "POST /api/keys/{id}/rotate/", "GET /api/keys/{id}/logs/", "GET /api/keys/{id}/usage/", "GET /verify",
                "GET /api/schema/",
                "GET /api/docs/", "GET /api/schema/swagger-ui/", "GET /api/schema/redoc/",
                "POST \(Path.auth)login/", "POST \(Path.auth)token/", "POST \(Path.auth)refresh/",
                "POST \(Path.auth)logout/", "GET \(Path.auth)sessions/", "DELETE \(Path.auth)sessions/",
                "DELETE \(Path.auth)sessions/{id}/", "GET \(Path.auditLogs)",
                "GET /api/v1/compliance/audit-logs/", "POST \(Path.auditExport)/", "POST \(Path.auth)totp/enroll/",
                "POST \(Path.auth)totp/confirm/", "DELETE \(Path.auth)totp/", "GET \(Path.auth)csrf/",
                "POST \(Path.auth)step-up/", "GET /.well-known/jwks.json", "POST /mcp",
            ]))
        for path in [Path.workItems, "/api/customers/", Path.tasks, Path.devices] {
            #expect(
                Set(Self.routes).isSuperset(of: [
                    "GET \(path)", "POST \(path)", "GET \(path){id}/", "PATCH \(path){id}/", "PUT \(path){id}/",
                ]))
        }
    }

    @Test func `S45 a call with a revoked key is logged and not counted, one without permission is both`() async throws
    {
        let office = try await Office.open()
        let key = try await office.issueKey("--scopes", "invoices:read")
        let client = office.client.with(key: key.secret)
        #expect(try await client.get(Path.invoiceList).status == 200)
        #expect(try await client.get(Path.customerList).status == 403)
        try await office.revoke(key)
        #expect(try await client.get(Path.invoiceList).status == 401)
        let logs = try await eventually("three records of use") { () -> [JSONValue]? in
            let logs =
                try await office.daemon.tool.run("keys", "logs", "\(key.id)", "--format", "json").json.arrayValue ?? []
            return logs.count == 3 ? logs : nil
        }
        #expect(logs.map { $0["status"]?.int64Value } == [401, 403, 200])
        #expect(logs.map { $0["authenticated"]?.boolValue } == [false, true, true])
        #expect(logs.last?["action"] == "invoices.list")
        #expect(logs.last?["ip"] == "127.0.0.1")
        #expect(try await office.uses(of: key) == 2)
    }
}

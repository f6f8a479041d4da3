import AuthCore
import Domain
import HTTPTypes
import Testing

@testable import HTTPServer
@testable import kiikd

/// Every page and every form of the console, read from what it declares: a new one cannot escape.
@Suite struct `The console and whoever asks` {
    static let routes = Console.endpoints.map { "\($0.method.rawValue) \($0.path)" }

    /// Shows `/settings/` and its like; nothing of the business's is on them.
    private static let cookie = "kiik-session"

    private struct Scene {
        let office: Office
        let owner: Browser
        let reader: Browser
        let stranger: Browser
        let ended: Browser
        /// One of the office's rows of each kind, by what stands before its id in an address.
        let rows: [String: Int64]
    }

    private static let scene = Task { try await open() }
    /// Where forms are sent with what nobody means: what becomes of its rows is no other test's matter.
    private static let ruins = Task { try await open() }

    private static func open() async throws -> Scene {
        let office = try await Office.open()
        let other = try await Office.open(on: office.daemon)
        let ended = try await office.hire().browse()
        _ = try await ended.post("\(Path.auth)logout", "")
        let owner = try await office.hire()
        return Scene(
            office: office, owner: try await owner.browse(),
            reader: try await office.hire(role: "Read-only").browse(), stranger: try await other.hire().browse(),
            ended: ended, rows: try await rows(office, owner))
    }

    private static func rows(_ office: Office, _ owner: Person) async throws -> [String: Int64] {
        let own = try await LimitedOffice.side("Mine", office).rows
        _ = try await office.hire(permissions: "customers:read")
        let app = try await OAuthApp.create(on: office.daemon, ["--tenant", office.subdomain])
        _ = try await app.connect(owner)
        func last(_ table: String) async throws -> Int64 {
            Int64(try await office.daemon.sqlInt("SELECT max(id) FROM \(table) WHERE tenant_id = \(office.id)"))
        }
        var rows = [
            "/keys/": try await office.issueKey("--scopes", "*:*").id, "/admin/users/": try await last("memberships"),
            "/admin/roles/": try await last("roles"), "/settings/applications/": try await last("oauth_clients"),
            "/settings/connected-apps/": try await last("oauth_grants"),
        ]
        for (path, resource) in [
            "customers": "customers", "projects": "projects", "invoices": "invoices", "credit-notes": "credit_notes",
            "estimates": "estimates",
            "activity-reports": "cra", "work-items": "work_items", "documents": "documents",
        ] {
            let id: Int64 = try #require(own[resource])
            rows["/\(path)/"] = id
        }
        return rows
    }

    private static let readOnly = BuiltinRole.readOnly.permissions

    private func ask(
        _ route: String, _ cookie: String?, body: String = "", query: String = "",
        headers more: [String: String] = Browser.ownPage, in place: Task<Scene, any Error> = scene
    ) async throws -> (endpoint: Endpoint, answer: HTTPAnswer) {
        let scene = try await place.value
        let endpoint = try #require(Console.endpoints.first { "\($0.method.rawValue) \($0.path)" == route })
        var headers = more
        if let cookie { headers["Cookie"] = "\(Self.cookie)=\(cookie)" }
        let isForm = endpoint.method == .post
        var body = body
        if isForm, endpoint.isUpload {
            headers["Content-Type"] = "multipart/form-data; boundary=b"
            body =
                body.split(separator: "&").map { field in
                    let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
                    return
                        "--b\r\nContent-Disposition: form-data; name=\"\(parts[0])\"\r\n\r\n\(parts.count > 1 ? parts[1] : "")\r\n"
                }.joined() + "--b--\r\n"
        } else if isForm {
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        }
        var target = endpoint.path
        if let place = target.firstRange(of: "{id}") {
            let kind = String(target[..<place.lowerBound])
            target.replaceSubrange(place, with: "\(try #require(scene.rows[kind], "no row of \(kind)"))")
        }
        if !query.isEmpty { target += "?\(query)" }
        return (
            endpoint,
            try await scene.office.daemon.client.send(
                endpoint.method.rawValue, target, body: isForm ? body : nil, headers: headers)
        )
    }

    @Test(arguments: routes)
    func `S45 nobody sees a page without a session`(route: String) async throws {
        let scene = try await Self.scene.value
        for secret in [nil, "rubbish", scene.ended.secret, scene.office.key.secret] {
            let (_, answer) = try await ask(route, secret)
            #expect(answer.status == 303)
            #expect(answer["location"]?.hasPrefix("/login") == true)
        }
        // What lets a program in does not let one in here.
        let (_, answer) = try await ask(
            route, nil, headers: ["Authorization": "Bearer \(scene.office.key.secret)"])
        #expect(answer.status == 303)
    }

    @Test(arguments: routes)
    func `S45 whoever may not do it is told what they lack`(route: String) async throws {
        let scene = try await Self.scene.value
        let (endpoint, answer) = try await ask(
            route, scene.reader.secret, body: "token=\(scene.reader.csrf)&on_data=live")
        let isAllowed = PermissionSet(endpoint.needs).subtracting(Self.readOnly).isEmpty
        #expect((answer.status == 403) == !isAllowed, "\(answer.status)")
        #expect(answer.status < 500)
    }

    @Test(arguments: routes)
    func `every page says by its headers what may be done with it`(route: String) async throws {
        let scene = try await Self.scene.value
        let (endpoint, answer) = try await ask(route, scene.owner.secret)
        #expect(answer.status < 500, "\(answer.text.prefix(300))")
        guard endpoint.method == .get, answer["content-type"]?.hasPrefix("text/html") == true else { return }
        let policy = try #require(answer["content-security-policy"])
        #expect(policy.hasPrefix("default-src 'none'"))
        #expect(policy.contains("frame-ancestors 'none'"))
        #expect(policy.contains("form-action 'self'"))
        #expect(!policy.contains("unsafe"))
        #expect(answer["cache-control"] == "no-store")
        #expect(answer["referrer-policy"] == "no-referrer")
        #expect(answer["x-content-type-options"] == "nosniff")
        // Nothing of the session is on the page but what proves a form to be ours.
        #expect(!answer.text.contains(scene.owner.secret))
    }

    @Test(arguments: routes.filter { $0.hasPrefix("POST") })
    func `a form is taken from our pages alone`(route: String) async throws {
        let scene = try await Self.scene.value
        let own = Browser.ownPage
        let foreign = ["Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"]
        for (token, headers) in [
            ("", own), ("token=", own), ("token=rubbish", own), ("token=\(scene.reader.csrf)", own),
            ("token=\(scene.owner.csrf)", foreign), ("token=\(scene.owner.csrf)", ["Sec-Fetch-Site": "same-site"]),
        ] {
            let (_, answer) = try await ask(route, scene.owner.secret, body: token, headers: headers)
            #expect(answer.status == 400, "\(token) \(answer.status)")
        }
    }

    @Test(arguments: routes.filter { $0.hasPrefix("GET") && $0.contains("{id}") })
    func `S45 what is another tenant's is not there`(route: String) async throws {
        let scene = try await Self.scene.value
        let (_, answer) = try await ask(route, scene.stranger.secret)
        #expect(answer.status == 404)
        #expect(!answer.text.contains("Mine"))
        if route.hasSuffix("{id}/") { #expect(try await ask(route, scene.owner.secret).answer.status == 200) }
    }

    @Test(arguments: routes.filter { $0.hasPrefix("POST") && $0.contains("{id}") })
    func `S45 nobody does anything with what is another tenant's`(route: String) async throws {
        let scene = try await Self.scene.value
        let proof = "token=\(scene.stranger.csrf)&on_data=live"
        let wish = "form_id=x&version=1&act=lock&overlap=0&role_id=1&name=Mine"
        let (_, answer) = try await ask(route, scene.stranger.secret, body: "\(proof)&\(wish)")
        #expect(answer.status == 404, "\(answer.text.prefix(300))")
    }

    /// What fields are filled with.
    private static let hostile = [
        "-9223372036854775808", "9223372036854775807", "99999999999999999999999", "1e999999999", "-300000000000000000",
        "9999-12-31", "0001-01-01T00:00", "9999-12", "2026-03-29T02:30", "%3Cscript%3E", "%22'%3Cimg+src%3Dx%3E",
        "%E2%80%AEcba", "a" + String(repeating: "%CC%81", count: 500), "%F4%8F%BF%BF", "=cmd%7C'x'!A1",
        String(repeating: "x", count: 1500), "%01%02", "a%0D%0ASet-Cookie:+x", "user:9223372036854775807", "key:-1",
        "*:*", "::%2F0", "1%2F99999999999999d", "//evil.example",
    ]

    /// So often is each page asked, with another value in each field each time.
    private static let rounds = 6

    private func fields(_ names: some Sequence<String>, _ round: Int) -> String {
        names.sorted().enumerated().map { place, name in
            "\(name)=\(Self.hostile[(place + round * 4) % Self.hostile.count])"
        }.joined(separator: "&")
    }

    private func examine(_ answer: HTTPAnswer, _ round: Int) {
        #expect(answer.status < 500, "\(round): \(answer.text.prefix(200))")
        #expect(!answer.text.contains("<script>alert") && !answer.text.contains("<img src"), "\(round)")
        #expect(answer["location"]?.hasPrefix("//") != true, "\(round)")
    }

    // The connection's tests take no fields.
    @Test(arguments: routes.filter { $0.hasPrefix("POST") && !$0.hasSuffix("/test/") })
    func `S60 whatever a form is filled with, it is answered, and by the same process`(route: String) async throws {
        let scene = try await Self.ruins.value
        var names: Set = [
            "act", "name", "version", "form_id", "seen", "key", "row", "from", "until", "actor", "somebody", "scopes",
            "customers", "rows.lines", "lines.0.quantity", "lines.0.unit_price", "month", "days.1", "kept.2026-01",
            "to",
            "format", "session", "email", "role_id", "decimal",
        ]
        let page = route.replacing("POST", with: "GET")
        if Self.routes.contains(page) {
            let shown = try await ask(page, scene.owner.secret, in: Self.ruins).answer
            for form in HTMLPage(shown.text).forms { names.formUnion(form.entries(pressing: nil).map(\.0)) }
        }
        names.subtract(["token", "on_data", "form_of"])
        for round in 0..<Self.rounds {
            let body = "token=\(scene.owner.csrf)&on_data=live&\(fields(names, round))"
            examine(try await ask(route, scene.owner.secret, body: body, in: Self.ruins).answer, round)
        }
        #expect(scene.office.daemon.isAlive)
    }

    @Test(arguments: routes.filter { $0.hasPrefix("GET") })
    func `S60 whatever a page's address says, it is answered, and by the same process`(route: String) async throws {
        let scene = try await Self.ruins.value
        let names = [
            "search", "ordering", "cursor", "after", "id", "status", "key", "action", "actor", "resource", "row",
            "from",
            "until", "period", "path", "month", "customer_id", "uri", "next", "preset", "scopes",
        ]
        for round in 0..<Self.rounds {
            examine(
                try await ask(route, scene.owner.secret, query: fields(names, round), in: Self.ruins).answer, round)
        }
        #expect(scene.office.daemon.isAlive)
    }

    @Test func `looking at pages is no use of the API`() async throws {
        let scene = try await Self.scene.value
        let (_, answer) = try await ask("GET /settings/", scene.owner.secret)
        #expect(answer.status == 200)
        #expect(answer["x-ratelimit-limit"] != nil)
    }
}

import AuthCore
import Domain
import Foundation
import HTTPTypes
import JSON
import Testing

@testable import HTTPServer

/// Every page of the console in every language, in a business that has one of everything.
@Suite struct `A page in a reader's language` {
    private struct Scene {
        let office: Office
        let owner: Browser
        let reader: Browser
        /// What `{id}` is, by what a path begins with; a sent row and a draft have other pages.
        let rows: [(path: String, id: Int64)]
    }

    private static let scene = Task {
        let office = try await Office.open()
        let (boss, member) = try await (office.hire(), office.hire(role: "Support"))
        let customer = try await office.customer("Zeta", #", "email": "a@zeta.example""#)
        let project = try await office.project(customer, "Zeta")
        let sent = try #require(try await office.invoice(customer, description: "Zeta")["id"]?.int64Value)
        _ = try await office.client.patch("\(Path.invoices)\(sent)/", #"{"status": "sent"}"#)
        let draft = try #require(try await office.invoice(customer, description: "Zeta")["id"]?.int64Value)
        let taken = try #require(try await office.invoice(customer, description: "Zeta")["id"]?.int64Value)
        _ = try await office.client.patch("\(Path.invoices)\(taken)/", #"{"status": "sent"}"#)
        let credited = try await office.client.post("\(Path.invoices)\(taken)/credit-note/", #"{"reason": "Zeta"}"#)
        let note = try #require(try credited.json["credit_note"]?["id"]?.int64Value)
        let estimate = try await office.row(
            Path.estimates, #"{"customer_id": \#(customer), "amount": 1, "description": "Zeta"}"#)
        let offered = try await office.row(
            Path.estimates, #"{"customer_id": \#(customer), "amount": 1, "description": "Zeta"}"#)
        _ = try await office.client.patch("\(Path.estimates)\(offered)/", #"{"status": "sent"}"#)
        let report = try await office.row(
            Path.cras, #"{"project_id": \#(project), "month": "2026-10", "days": [{"date": "2026-10-05"}]}"#)
        let item = try await office.row(
            Path.workItems, #"{"customer": \#(customer), "description": "Zeta", "type": "zeta"}"#)
        let document = try await office.document("Name: Zeta")
        let app = try await OAuthApp.create(on: office.daemon, ["--scopes", "*:*"])
        _ = try await app.connect(boss, ["scope": "*:*"])
        let browser = try await boss.browse()
        func id(_ sql: String) async throws -> Int64 { Int64(try await office.daemon.sqlInt(sql)) }
        _ = try await Self.send(
            "POST", "/settings/applications/new/", browser, office,
            [("name", "Zeta"), ("client_type", "public"), ("redirect_uris", "https://zeta.example/callback")])
        _ = try await Self.send(
            "POST", "/admin/roles/new/", browser, office, [("name", "Zeta"), ("permissions", "customers:read")])
        let of = "WHERE tenant_id = \(office.id)"
        return Scene(
            office: office, owner: browser, reader: try await office.hire(role: "Read-only").browse(),
            rows: [
                ("/customers/", customer), ("/projects/", project), ("/invoices/", draft), ("/invoices/", sent),
                ("/invoices/", taken), ("/credit-notes/", note),
                ("/estimates/", estimate), ("/estimates/", offered), ("/activity-reports/", report),
                ("/work-items/", item), ("/documents/", document), ("/keys/", office.key.id),
                ("/admin/users/", try await id("SELECT id FROM memberships \(of) AND user_id = \(member.id)")),
                ("/admin/roles/", try await id("SELECT id FROM roles \(of) AND builtin = 'owner'")),
                ("/admin/roles/", try await id("SELECT id FROM roles \(of) AND name = 'Zeta'")),
                ("/settings/applications/", try await id("SELECT max(id) FROM oauth_clients \(of)")),
                ("/settings/connected-apps/", try await id("SELECT max(id) FROM oauth_grants \(of)")),
            ])
    }

    private static func send(
        _ method: String, _ target: String, _ browser: Browser, _ office: Office, _ fields: [(String, String)] = [],
        in language: Language = .english
    ) async throws -> HTTPAnswer {
        var headers = Browser.ownPage
        headers["Cookie"] = "kiik-session=\(browser.secret)"
        headers["Accept-Language"] = language.rawValue
        guard method == "POST" else { return try await office.daemon.client.send(method, target, headers: headers) }
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        let own = [("token", browser.csrf), ("on_data", "live")]
        return try await office.daemon.client.send(
            method, target, body: PercentEncoding.encode(own + fields), headers: headers)
    }

    /// Where a declared page is, once for each row that it can be of.
    private static func targets(_ path: String, _ scene: Scene) -> [String] {
        guard path.contains("{id}") else { return [path] }
        return scene.rows.filter { path.hasPrefix($0.path) }.map { path.replacing("{id}", with: "\($0.id)") }
    }

    /// Forms that say what is wrong with nothing at all, and do nothing.
    private static let forms = [
        "new/", "edit/", "undo/", "password/", "security/", "role/", "second-factor/", "step-up/",
    ]

    /// Words that the one language has and the other never writes.
    private static let own: [Language: Set<String>] = [
        .english: [
            "the", "of", "is", "are", "was", "were", "with", "and", "you", "your", "this", "not", "from", "which",
            "what",
            "have", "has", "been", "its", "their", "they", "there", "it", "be", "cannot", "must", "should", "when",
            "who",
        ],
        .french: [
            "le", "la", "les", "des", "une", "est", "sont", "vous", "votre", "vos", "pas", "pour", "avec", "qui",
            "dans",
            "aux", "du", "ne", "et", "au", "cette", "ces", "été", "où",
        ],
    ]

    /// What other firms' pages call their things, in their own words.
    private static let names: [Language: [String]] = [
        .french: ["Apps & Connectors", "Webhooks by Zapier", "Model Context Protocol"], .english: [],
    ]

    private func check(_ answer: HTTPAnswer, _ place: String, _ language: Language, _ foreign: OwnTexts) {
        guard answer["content-type"]?.hasPrefix("text/html") == true else { return }
        #expect(answer["content-language"] == language.rawValue, "\(place)")
        let page = PageWords(of: answer.text)
        let other: Language = language == .french ? .english : .french
        for word in page.words.intersection(Self.own[other] ?? []) {
            #expect(Bool(false), "\(place) has “\(word)”: \(page.around(word))")
        }
        let text = (Self.names[language] ?? []).reduce(page.text) { $0.replacing($1, with: "") }
        for sentence in foreign.texts where text.contains(sentence) {
            #expect(Bool(false), "\(place) has “\(sentence)”")
        }
        // French writes a space that does not break before these.
        if language == .french {
            let bare = answer.text.replacing(#/<(script|style)[^>]*>[\s\S]*?<\/\1>/#, with: "")
                .replacing(#/<[^>]*>/#, with: "|")
            for match in bare.matches(of: #/[a-zéèà] [;:!?»]|« /#) {
                #expect(Bool(false), "\(place) breaks at “\(match.0)”")
            }
        }
    }

    @Test(arguments: [Language.french, .english])
    func `has no sentence of another language on it`(language: Language) async throws {
        let scene = try await Self.scene.value
        let other: Language = language == .french ? .english : .french
        let foreign = OwnTexts(of: other, not: language)
        #expect(foreign.texts.count > 400)
        for endpoint in Console.endpoints where endpoint.method == .get {
            let targets = Self.targets(endpoint.path, scene)
            #expect(!targets.isEmpty, "\(endpoint.path)")
            for target in targets {
                let answer = try await Self.send("GET", target, scene.owner, scene.office, in: language)
                #expect(answer.status < 500, "\(target)")
                check(answer, target, language, foreign)
            }
        }
    }

    @Test(arguments: [Language.french, .english])
    func `says what is wrong with a form in its own language`(language: Language) async throws {
        let scene = try await Self.scene.value
        let other: Language = language == .french ? .english : .french
        let foreign = OwnTexts(of: other, not: language)
        let wrong = [("version", "99")]
        for endpoint in Console.endpoints where endpoint.method == .post {
            guard Self.forms.contains(where: endpoint.path.hasSuffix) else { continue }
            for target in Self.targets(endpoint.path, scene) {
                for fields in [[], wrong] {
                    let answer = try await Self.send("POST", target, scene.owner, scene.office, fields, in: language)
                    #expect(answer.status < 500, "\(target)")
                    check(answer, "POST \(target)", language, foreign)
                }
            }
        }
        for target in [
            "/customers/999999/", "/customers/?ordering=nonsense", "/usage/log/?from=x&status=x", "/audit/?row=x",
        ] {
            check(
                try await Self.send("GET", target, scene.owner, scene.office, in: language), target, language, foreign)
        }
        for endpoint in Console.endpoints where endpoint.method == .get {
            guard let target = Self.targets(endpoint.path, scene).first else { continue }
            check(
                try await Self.send("GET", target, scene.reader, scene.office, in: language), "reader \(target)",
                language, foreign)
        }
    }

    @Test func `names the built-in roles in its own language`() async throws {
        let scene = try await Self.scene.value
        for target in ["/admin/roles/", "/admin/roles/matrix/", "/admin/users/", "/admin/users/new/", "/keys/new/"] {
            let answer = try await Self.send("GET", target, scene.owner, scene.office, in: .french)
            #expect(answer.status == 200 && answer.text.contains("Propriétaire"), "\(target)")
            #expect(!answer.text.contains("Owner") && !answer.text.contains("Read-only"), "\(target)")
        }
    }
}

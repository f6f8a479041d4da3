import HTTPTypes
import JSON

extension KiikDialect {
    /// The OpenAPI document and the pages that show it.
    static func documentation(_ assets: DocumentationAssets?) -> [Endpoint] {
        let document = OpenAPIDocument.joint()
        let json = document.serialized()
        let yaml = Array(document.yaml().utf8)
        func open(
            _ path: String, _ name: String, _ summary: String, _ answer: @escaping @Sendable (Call) throws -> Answer
        ) -> Endpoint {
            Endpoint.atOnce(
                .get, path, .open(name: name, summary: summary),
                EndpointDocumentation(
                    tag: "documentation", output: .init(name: "Document", schema: ["type": "object"])),
                answer)
        }
        var pages = [
            open("/api/schema/", "schema.show", "The OpenAPI document, as JSON or YAML.") { call in
                let wanted = try MediaRange.choose(
                    from: [
                        "application/json", "application/vnd.oai.openapi+json", "application/yaml",
                        "application/vnd.oai.openapi",
                    ],
                    accept: call.head.header("Accept") ?? "")
                let isYAML = !wanted.hasSuffix("json")
                return Answer(
                    .ok,
                    [
                        .contentType: wanted.hasSuffix("+json")
                            ? wanted : isYAML ? "application/yaml" : "application/json", .vary: "Accept",
                    ],
                    body: isYAML ? yaml : json)
            },
            open("/api/schema/redoc/", "docs.redoc", "ReDoc.") { _ in
                page(
                    "kiikd API", assets, head: "",
                    body:
                        "<div id=\"redoc\"></div><script src=\"/api/docs/assets/redoc.standalone.js\"></script><script src=\"/api/docs/assets/start-redoc.js\"></script>"
                )
            },
        ]
        pages += ["/api/docs/", "/api/schema/swagger-ui/"].map { path in
            open(path, "docs.swagger", "Swagger UI.") { _ in
                page(
                    "kiikd API", assets,
                    head: "<link rel=\"stylesheet\" href=\"/api/docs/assets/swagger-ui.css\">",
                    body:
                        "<div id=\"swagger-ui\"></div><script src=\"/api/docs/assets/swagger-ui-bundle.js\"></script><script src=\"/api/docs/assets/start-swagger.js\"></script>"
                )
            }
        }
        pages += ownScripts.map { name, text in
            open("/api/docs/assets/\(name)", "docs.asset", name) { _ in
                asset(DocumentationAssets.File(type: "text/javascript; charset=utf-8", bytes: Array(text.utf8)))
            }
        }
        pages += (assets?.files ?? [:]).sorted { $0.key < $1.key }.map { name, file in
            open("/api/docs/assets/\(name)", "docs.asset", name) { _ in asset(file) }
        }
        return pages
    }

    private static let ownScripts = [
        ("start-swagger.js", "SwaggerUIBundle({url: '/api/schema/', dom_id: '#swagger-ui', deepLinking: true});\n"),
        ("start-redoc.js", "Redoc.init('/api/schema/', {disableSearch: true}, document.getElementById('redoc'));\n"),
    ]

    private static func asset(_ file: DocumentationAssets.File) -> Answer {
        Answer(.ok, [.contentType: file.type, .cacheControl: "public, max-age=3600"], body: file.bytes)
    }

    /// Only what kiikd itself serves may run; styles may be inline, because both tools write some.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "connect-src 'self'; font-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    private static func page(_ title: String, _ assets: DocumentationAssets?, head: String, body: String) -> Answer {
        let missing =
            "<p>The documentation's files are not installed. Run <code>scripts/fetch-assets .assets</code> and start kiikd again. The document itself is at <a href=\"/api/schema/\">/api/schema/</a>.</p>"
        let html = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>\(head)</head><body>\(assets == nil ? missing : body)</body></html>

            """
        return Answer(
            .ok,
            [
                .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: policy,
                .referrerPolicy: "no-referrer",
            ], body: Array(html.utf8))
    }
}

/// RFC 9110's `Accept`.
enum MediaRange {
    /// The offer that is liked best; the first where all are equal or nothing is said.
    static func choose(from offers: [String], accept: String) throws(Refusal) -> String {
        let ranges = accept.split(separator: ",").map { part -> (range: String, quality: Double) in
            let pieces = part.split(separator: ";").map { String($0).trimmingASCIISpaces.lowercased() }
            let quality = pieces.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            return (pieces.first ?? "", quality)
        }
        guard !ranges.isEmpty, let first = offers.first else { return offers.first ?? "" }
        var best: (offer: String, quality: Double)?
        for offer in offers {
            let kind = offer.split(separator: "/").first.map(String.init) ?? ""
            // The most specific range decides.
            let quality =
                ranges.first { $0.range == offer }?.quality ?? ranges.first { $0.range == "\(kind)/*" }?.quality
                ?? ranges.first { $0.range == "*/*" }?.quality ?? 0
            if quality > (best?.quality ?? 0) { best = (offer, quality) }
        }
        if let best { return best.offer }
        // A browser that asks for HTML gets the document all the same.
        if ranges.contains(where: { $0.range == "text/html" }) { return first }
        throw .notAcceptable(available: ["application/json", "application/yaml"])
    }
}

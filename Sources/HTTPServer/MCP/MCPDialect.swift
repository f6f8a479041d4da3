import Domain
import HTTPTypes
import JSON

/// The Model Context Protocol at `/mcp`: what assistants reach a server by.
package enum MCPDialect {
    /// - Parameters:
    ///   - publicURL: where clients reach kiikd.
    ///   - origins: those beside its own whose pages may call it.
    ///   - appsChallenge: what proves to OpenAI whose server this is; nil where it was not asked for.
    package static func make(publicURL: String, origins: [String] = [], appsChallenge: String? = nil) -> Dialect {
        let server = MCPServer(publicURL: publicURL)
        let errors = MCPErrors(challenge: server.challenge)
        return Dialect(
            name: "mcp", prefixes: ["/mcp"],
            endpoints: [endpoint(server, origins: origins)] + (appsChallenge.map { [challenge($0)] } ?? []),
            render: { refusal, _ in errors.render(refusal) })
    }

    /// Whether a text is a scheme and a host, as an `Origin` header has them.
    package static func isOrigin(_ text: String) -> Bool {
        !text.hasSuffix("/") && WebOrigin(text).map { "\($0.scheme)://\($0.authority)" == text } == true
    }

    private static func endpoint(_ server: MCPServer, origins: [String]) -> Endpoint {
        let allowed = origins.compactMap { WebOrigin($0) }
        let publicURL = server.challenge.publicURL
        var endpoint = Endpoint.waiting(
            .post, "/mcp",
            .authenticated(name: "mcp", summary: "Answers one message of the Model Context Protocol."),
            EndpointDocumentation(
                tag: "mcp", input: .init(name: "MCPMessage", schema: ["type": "object"]),
                example: ["jsonrpc": "2.0", "id": 1, "method": "tools/list"],
                output: .init(name: "MCPAnswer", schema: ["type": "object"]))
        ) { call in
            try await server.answer(call)
        }
        // A page elsewhere must not reach a kiikd that only its visitor's machine can see.
        endpoint.precondition = { head throws(Refusal) in
            guard let text = head.header("Origin") else { return }
            guard let origin = WebOrigin(text),
                origin.isOwn(publicURL: publicURL, host: nil) || allowed.contains(origin)
            else { throw .crossSite }
        }
        return endpoint.taking([.server, .mcp])
    }

    /// Where OpenAI looks for the text that it gave to whoever submits an app.
    private static func challenge(_ text: String) -> Endpoint {
        Endpoint.atOnce(
            .get, "/.well-known/openai-apps-challenge",
            .open(name: "apps.challenge", summary: "Proves to OpenAI whose server this is."),
            EndpointDocumentation(
                tag: "mcp", output: .init(name: "Text", schema: ["type": "string"]), outputMediaTypes: ["text/plain"])
        ) { _ in
            Answer(.ok, [.contentType: "text/plain; charset=utf-8"], body: Array(text.utf8))
        }
    }
}

import JSON
import Outgoing

/// One client of an MCP endpoint, in either era of the protocol.
struct ProtocolSession: Sendable {
    let endpoint: String
    let web: WebClient
    let token: String?
    var era = ConnectingClient.Era.initialize
    /// What `initialize` agreed on, or the version itself.
    var version = ""
    var sessionID: String?

    init(endpoint: String, web: WebClient, token: String?) {
        (self.endpoint, self.web, self.token) = (endpoint, web, token)
    }

    private static let clientInfo: JSONValue = ["name": "kiikd doctor", "version": "0.1.0"]

    func ask(_ method: String, _ parameters: JSONObject = JSONObject(), era: ConnectingClient.Era)
        async throws(WebFailure) -> WebAnswer
    {
        var parameters = parameters
        var fields: [(name: String, value: String)] = [
            ("Accept", "application/json, text/event-stream"), ("Content-Type", "application/json"),
        ]
        switch era {
        case .discover:
            parameters["_meta"] = [
                "io.modelcontextprotocol/protocolVersion": .string(era.rawValue),
                "io.modelcontextprotocol/clientInfo": Self.clientInfo,
                "io.modelcontextprotocol/clientCapabilities": [:],
            ]
            fields += [("MCP-Protocol-Version", era.rawValue), ("Mcp-Method", method)]
        case .initialize where method == "initialize":
            parameters["protocolVersion"] = .string(era.rawValue)
            parameters["capabilities"] = [:]
            parameters["clientInfo"] = Self.clientInfo
        case .initialize: fields.append(("MCP-Protocol-Version", version.isEmpty ? era.rawValue : version))
        }
        if let token { fields.append(("Authorization", "Bearer \(token)")) }
        if let sessionID { fields.append(("Mcp-Session-Id", sessionID)) }
        var message = JSONObject([("jsonrpc", "2.0"), ("method", .string(method))])
        if !method.hasPrefix("notifications/") { message["id"] = 1 }
        if !parameters.isEmpty { message["params"] = .object(parameters) }
        return try await web.send(
            WebRequest("POST", endpoint, fields: fields, body: JSONValue.object(message).serialized()))
    }

    func ask(_ method: String, _ parameters: JSONObject = JSONObject()) async throws(WebFailure) -> WebAnswer {
        try await ask(method, parameters, era: era)
    }

    /// The message with the answer, alone or in a stream of events.
    static func message(_ answer: WebAnswer) -> JSONValue? {
        guard answer["content-type"]?.lowercased().hasPrefix("text/event-stream") == true else {
            return ConnectionWalk.object(answer)
        }
        let events = String(decoding: answer.body, as: UTF8.self).replacing("\r\n", with: "\n").split(separator: "\n\n")
        return events.lazy.compactMap { event -> JSONValue? in
            let data = event.split(separator: "\n").filter { $0.hasPrefix("data:") }.map { $0.dropFirst(5) }
            guard let value = try? JSONValue.parse(data.joined(separator: "\n")), value["id"] == 1 else { return nil }
            return value
        }.first
    }

    /// Why there is no result.
    static func words(_ answer: WebAnswer) -> String {
        guard let error = message(answer)?["error"], let text = error["message"]?.stringValue else {
            return ConnectionWalk.words(answer)
        }
        return "It was answered \(answer.status) with \(error["code"]?.int64Value ?? 0): \(text)."
    }
}

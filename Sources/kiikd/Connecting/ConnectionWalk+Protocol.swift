import AuthCore
import JSON
import Outgoing

extension ConnectionWalk {
    /// Which eras the server speaks; the first of them that the client opens with is gone on with.
    mutating func era() async throws -> String {
        var token = tokens["access_token"]?.stringValue
        if case .key(let key) = login { token = key }
        var spoken: [String] = []
        var refusal = ""
        for era in client.eras {
            var session = ProtocolSession(endpoint: endpoint, web: web, token: token)
            session.era = era
            let answer = try await session.ask(era == .discover ? "server/discover" : "initialize")
            try need(.tokenTaken, answer.status != 401 && answer.status != 403, ProtocolSession.words(answer))
            guard answer.status == 200, let result = ProtocolSession.message(answer)?["result"],
                let version = Self.version(result, era)
            else {
                if refusal.isEmpty { refusal = ProtocolSession.words(answer) }
                continue
            }
            session.version = version
            session.sessionID = answer["mcp-session-id"]
            if era == .initialize { _ = try await session.ask("notifications/initialized") }
            spoken.append(version)
            if self.session == nil { self.session = session }
        }
        try need(.era, session != nil, refusal)
        return spoken.joined(separator: ", ")
    }

    private static func version(_ result: JSONValue, _ era: ConnectingClient.Era) -> String? {
        switch era {
        case .discover:
            result["supportedVersions"]?.texts?.contains(era.rawValue) == true ? era.rawValue : nil
        case .initialize: result["protocolVersion"]?.stringValue.flatMap { $0.hasPrefix("2025-") ? $0 : nil }
        }
    }

    mutating func tools() async throws -> String {
        guard let session else { throw Stopped() }
        var tools: [JSONValue] = []
        var cursor: String?
        // Pages without an end are not read to it.
        for _ in 0..<100 {
            var parameters = JSONObject()
            if let cursor { parameters["cursor"] = .string(cursor) }
            let answer = try await session.ask("tools/list", parameters)
            let result = answer.status == 200 ? ProtocolSession.message(answer)?["result"] : nil
            tools += try require(.tools, result?["tools"]?.arrayValue, ProtocolSession.words(answer))
            cursor = result?["nextCursor"]?.stringValue
            if cursor == nil { break }
        }
        try need(.tools, !tools.isEmpty, "It has none.")
        for (requirement, holds) in Self.rules {
            let wrong = tools.filter { !holds($0) }.map { $0["name"]?.stringValue ?? "one without a name" }
            let more = wrong.count > 3 ? " and \(wrong.count - 3) more" : ""
            try need(
                requirement, wrong.isEmpty, "Without it: \(wrong.prefix(3).joined(separator: ", "))\(more).")
        }
        return "\(tools.count) tool\(tools.count == 1 ? "" : "s")"
    }

    private static let rules: [(Requirement, @Sendable (JSONValue) -> Bool)] = [
        (
            .toolNames,
            { tool in
                let name = tool["name"]?.stringValue ?? ""
                return (1...64).contains(name.utf8.count)
                    && name.utf8.allSatisfy { PercentEncoding.isUnreserved($0) && $0 != 0x2E && $0 != 0x7E }
            }
        ),
        (.inputSchema, { $0["inputSchema"]?["type"] == "object" }),
        (
            .hints,
            { tool in
                ["readOnlyHint", "destructiveHint", "openWorldHint"].allSatisfy {
                    tool["annotations"]?[$0]?.boolValue != nil
                }
            }
        ),
        (.securitySchemes, { $0["securitySchemes"]?.arrayValue?.isEmpty == false }),
        (.mirroredSchemes, { $0["_meta"]?["securitySchemes"] == $0["securitySchemes"] }),
    ]
}

import AuthCore
import JSON

/// One JSON-RPC message, and the revision whose rules it is under.
struct MCPMessage: Sendable {
    /// A string or an integer; nil for a notification, which gets no answer.
    let id: JSONValue?
    let method: String
    let params: JSONObject
    let version: MCPVersion

    static let versionKey = "io.modelcontextprotocol/protocolVersion"
    static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"

    /// - Parameter header: finds a header of the request.
    init(_ body: [UInt8], header: (String) -> String?) throws(MCPFault) {
        let value: JSONValue
        do { value = try JSONValue.parse(body) } catch {
            throw MCPFault(.parse, "The body is not valid JSON: \(error.message).")
        }
        if case .array = value {
            throw .invalidRequest("There are no batches: send every message by itself.")
        }
        guard case .object(let message) = value else {
            throw .invalidRequest("A message is an object, not \(value.kind).")
        }
        do {
            try self.init(message, header: header)
        } catch {
            throw error.about(Self.isID(message["id"]) ? message["id"] : nil)
        }
    }

    private init(_ message: JSONObject, header: (String) -> String?) throws(MCPFault) {
        guard message["jsonrpc"] == "2.0" else { throw .invalidRequest("jsonrpc has to be \"2.0\".") }
        guard let method = message["method"]?.stringValue else {
            throw .invalidRequest("method is missing, or is no string. No answers are taken here: nothing is asked.")
        }
        guard message["id"] == nil || Self.isID(message["id"]) else {
            throw .invalidRequest("id has to be a string or an integer.")
        }
        switch message["params"] {
        case nil, .null?: params = [:]
        case .object(let members)?: params = members
        case let other?: throw .invalidParams("params is an object, not \(other.kind).")
        }
        (id, self.method) = (message["id"], method)
        let meta = params["_meta"]
        if let meta, meta.objectValue == nil { throw .invalidParams("_meta is an object, not \(meta.kind).") }
        guard id != nil else {
            // Which headers a notification has, no revision says.
            version = try MCPVersion.of(header: header("MCP-Protocol-Version"), stated: nil, isNotification: true)
            return
        }
        version = try MCPVersion.of(header: header("MCP-Protocol-Version"), stated: meta?[Self.versionKey])
        guard version.isStateless else { return }
        guard meta?[Self.capabilitiesKey]?.objectValue != nil else {
            throw .invalidParams("_meta needs \(Self.capabilitiesKey), an object.")
        }
        try MCPHeaders.check(method: method, params: params, header: header)
    }

    private static func isID(_ value: JSONValue?) -> Bool {
        value?.stringValue != nil || value?.int64Value != nil
    }
}

/// The headers that repeat what the body says, for those between who read no bodies: both have to say the same.
enum MCPHeaders {
    /// The methods with an `Mcp-Name`, and what it repeats.
    private static let names = ["tools/call": "name", "prompts/get": "name", "resources/read": "uri"]

    static func check(method: String, params: JSONObject, header: (String) -> String?) throws(MCPFault) {
        guard let said = header("Mcp-Method") else { throw .headerMismatch("the header Mcp-Method is missing") }
        guard said == method else { throw .headerMismatch("the header Mcp-Method says \(said), the body \(method)") }
        guard let member = names[method] else { return }
        guard let name = params[member]?.stringValue else {
            throw .invalidParams("\(member) is missing, or no string.")
        }
        guard let said = header("Mcp-Name") else { throw .headerMismatch("the header Mcp-Name is missing") }
        guard decoded(said) == name else {
            throw .headerMismatch("the header Mcp-Name does not say what the body says as \(member)")
        }
    }

    /// What does not fit a header comes as `=?base64?…?=`; nil where that is not sound.
    static func decoded(_ value: String) -> String? {
        let (start, end) = ("=?base64?", "?=")
        guard value.hasPrefix(start), value.hasSuffix(end), value.utf8.count >= start.utf8.count + end.utf8.count
        else { return value }
        let text = value.dropFirst(start.count).dropLast(end.count)
        let padding = text.reversed().prefix { $0 == "=" }.count
        let digits = String(text.dropLast(padding)).replacing("+", with: "-").replacing("/", with: "_")
        // The alphabet of addresses has no place here, and there is one text for every value.
        guard padding <= 2, text.utf8.count % 4 == 0, !text.contains(where: { $0 == "-" || $0 == "_" }),
            let bytes = Base64URL.decode(digits)
        else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}

import HTTPTypes
import JSON

/// What is wrong with a message, as JSON-RPC says it.
struct MCPFault: Error {
    enum Code: Int64, Sendable {
        case parse = -32700
        case invalidRequest = -32600
        case methodNotFound = -32601
        case invalidParams = -32602
        case `internal` = -32603
        case headerMismatch = -32020
        case unsupportedVersion = -32022
        /// Of the revisions with `initialize`.
        case resourceNotFound = -32002
    }

    let code: Code
    let message: String
    let data: JSONValue?
    private(set) var id: JSONValue?

    init(_ code: Code, _ message: String, data: JSONValue? = nil) {
        (self.code, self.message, self.data) = (code, message, data)
    }

    static func invalidRequest(_ message: String) -> MCPFault { MCPFault(.invalidRequest, message) }
    static func invalidParams(_ message: String) -> MCPFault { MCPFault(.invalidParams, message) }
    static func headerMismatch(_ what: String) -> MCPFault { MCPFault(.headerMismatch, "Header mismatch: \(what).") }

    static func unsupportedVersion(_ version: String) -> MCPFault {
        let supported = MCPVersion.allCases.map { JSONValue.string($0.rawValue) }
        return MCPFault(
            .unsupportedVersion, "Unsupported protocol version",
            data: ["supported": .array(supported), "requested": .string(version)])
    }

    func about(_ id: JSONValue?) -> MCPFault {
        var fault = self
        fault.id = id
        return fault
    }

    /// The revisions with `initialize` tell a request that could be read by its body alone what became of it.
    func answer(under version: MCPVersion? = nil) -> Answer {
        let status: HTTPResponse.Status =
            switch code {
            case .methodNotFound, .invalidParams, .resourceNotFound:
                if version?.isStateless == false {
                    .ok
                } else if code == .methodNotFound {
                    .notFound
                } else {
                    .badRequest
                }
            case .internal: .internalServerError
            case .parse, .invalidRequest, .headerMismatch, .unsupportedVersion: .badRequest
            }
        return .json(status, Self.body(code.rawValue, message, data: data, id: id))
    }

    static func body(_ code: Int64, _ message: String, data: JSONValue? = nil, id: JSONValue? = nil) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("jsonrpc")
        writer.string(static: "2.0")
        if let id {
            writer.key("id")
            writer.value(id)
        }
        writer.key("error")
        writer.beginObject()
        writer.key("code")
        writer.int(code)
        writer.key("message")
        writer.string(message)
        if let data {
            writer.key("data")
            writer.value(data)
        }
        writer.endObject()
        writer.endObject()
        return writer.finish()
    }
}

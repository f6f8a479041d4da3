import HTTPTypes
import JSON

/// A result on its way out, with what its revision wants of every result.
struct MCPResult {
    /// Who may keep it.
    enum Cache: String {
        case `public`, `private`

        /// Five minutes: a tool that was granted or taken away is noticed by then.
        static let milliseconds: Int64 = 300_000
    }

    static let serverInfo: JSONValue = [
        "name": "kiikd", "title": "Kiik", "version": .string(Release.version),
    ]

    private let message: MCPMessage
    /// For the methods whose results may be kept.
    private let cache: Cache?
    private let lifetime: Int64
    private let meta: [(String, JSONValue)]

    init(
        _ message: MCPMessage, cache: Cache? = nil, lifetime: Int64 = Cache.milliseconds,
        meta: [(String, JSONValue)] = []
    ) {
        (self.message, self.cache, self.lifetime, self.meta) = (message, cache, lifetime, meta)
    }

    /// - Parameter write: writes the result's own members.
    func answer(
        _ status: HTTPResponse.Status = .ok, _ headers: AnswerHeaders = [:], _ write: (inout JSONWriter) -> Void
    ) -> Answer {
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        writer.key("jsonrpc")
        writer.string(static: "2.0")
        writer.key("id")
        writer.value(message.id ?? .null)
        writer.key("result")
        writer.beginObject()
        var meta = meta
        if message.version.isStateless {
            writer.key("resultType")
            writer.string(static: "complete")
            if let cache {
                writer.key("ttlMs")
                writer.int(lifetime)
                writer.key("cacheScope")
                writer.string(cache.rawValue)
            }
            meta.append(("io.modelcontextprotocol/serverInfo", Self.serverInfo))
        }
        if !meta.isEmpty {
            writer.key("_meta")
            writer.value(.object(JSONObject(meta)))
        }
        write(&writer)
        writer.endObject()
        writer.endObject()
        return .json(status, writer.finish(), headers)
    }
}

/// Which kiikd this is.
package enum Release {
    package static let version = "0.1.0"
}

import JSON

/// The revisions of the protocol that are spoken here.
enum MCPVersion: String, Sendable, CaseIterable {
    /// Every request stands alone and says its version.
    case stateless = "2026-07-28"
    /// They begin with `initialize`.
    case november2025 = "2025-11-25"
    case june2025 = "2025-06-18"

    var isStateless: Bool { self == .stateless }

    /// What a client gets that asks `initialize` for another one.
    static let newestWithInitialize = november2025

    /// Which revision a request is under.
    /// - Parameters:
    ///   - header: `MCP-Protocol-Version`.
    ///   - stated: the same, as the body says it.
    static func of(
        header: String?, stated: JSONValue?, isNotification: Bool = false
    ) throws(MCPFault) -> MCPVersion {
        if let stated {
            guard let text = stated.stringValue else {
                throw .invalidParams("_meta: \(MCPMessage.versionKey) is a string, not \(stated.kind).")
            }
            guard let header else {
                throw .headerMismatch("the header MCP-Protocol-Version is missing; the body says \(text)")
            }
            guard header == text else {
                throw .headerMismatch("the header MCP-Protocol-Version says \(header), the body \(text)")
            }
        }
        // Clients of the revisions before 2025-06-18 send no such header, and none sends it with `initialize`.
        guard let header else { return june2025 }
        guard let version = MCPVersion(rawValue: header) else { throw .unsupportedVersion(header) }
        if version.isStateless, stated == nil, !isNotification {
            throw .invalidParams("_meta needs \(MCPMessage.versionKey), as every request of \(header) does.")
        }
        return version
    }
}

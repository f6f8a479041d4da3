import AuthCore
import Domain
import JSON

/// Something that an assistant can do here.
struct MCPTool: Sendable {
    let name: String
    /// So its calls are recorded.
    let operation: String
    /// Whoever has one of them sees the tool.
    let permissions: [Permission]
    let effect: Effect
    /// What `tools/list` says of it, once as it is sent.
    let declaration: JSONValue
    let json: [UInt8]
    /// Where its results hold text that somebody typed.
    let typed: [String]
    /// False where a client expects the result to be one text and nothing beside it.
    let saysTyped: Bool
    let run: @Sendable (JSONObject, Call) async throws -> Result

    struct Result: Sendable {
        /// An object, as JSON.
        let structured: [UInt8]
        /// It is the answer that the first call with this idempotency key was given.
        var isReplayed = false
        /// What to do where that is too long.
        var narrowing = "Ask for less."
    }

    /// - Parameters:
    ///   - isIdempotent: whether a second call with the same arguments changes nothing more.
    ///   - output: the schema of its results.
    init(
        name: String, operation: String, title: String, description: String, permissions: [Permission], effect: Effect,
        isIdempotent: Bool, input: JSONValue, output: JSONValue, saysTyped: Bool = true,
        run: @escaping @Sendable (JSONObject, Call) async throws -> Result
    ) {
        (self.name, self.operation, self.permissions, self.effect) = (name, operation, permissions, effect)
        (self.saysTyped, self.run) = (saysTyped, run)
        typed = MCPProvenance.typedTexts(in: output)
        let scopes = permissions.map { KiikScopes.names(Permission.catalog.names(of: PermissionSet([$0]))) }
        let security: JSONValue = [["type": "oauth2", "scopes": .array(scopes.map(JSONValue.string))]]
        declaration = [
            "name": .string(name), "title": .string(title), "description": .string(description),
            "inputSchema": MCPSchema.lean(input), "outputSchema": output,
            "annotations": [
                "title": .string(title), "readOnlyHint": .bool(effect == .read),
                // Creating adds; changing writes over what was there.
                "destructiveHint": .bool(effect == .update || effect == .destroy),
                "idempotentHint": .bool(isIdempotent),
                // Nothing beyond this back office is reached.
                "openWorldHint": false,
            ],
            "securitySchemes": security,
            "_meta": [
                "securitySchemes": security,
                MCPProvenance.metaKey: .array(typed.map(JSONValue.string)),
            ],
        ]
        json = declaration.serialized()
    }

    func isOpen(to principal: Principal) -> Bool {
        permissions.contains { principal.permissions.contains($0) }
    }

    /// What every call of it needs; none where it is one thing or another.
    var needed: [String] { permissions.count == 1 ? Permission.catalog.names(of: PermissionSet(permissions)) : [] }

    /// Throws, naming all that would be needed, where none of it is there.
    func require(for principal: Principal) throws(Problem) {
        if isOpen(to: principal) { return }
        throw .forbidden(needed: Permission.catalog.names(of: PermissionSet(permissions)))
    }
}

package import JSON

/// The keys that an issuer publishes (RFC 7517, 5). No two of them have the same id.
public struct JSONWebKeySet: Sendable, Hashable {
    /// The keys in the order of the set.
    public let keys: [JSONWebKey]

    static let mostKeys = 64

    /// Exactly these keys.
    /// - Throws: ``KeyError/duplicateID`` or ``KeyError/tooMany`` (more than 64).
    public init(_ keys: [JSONWebKey]) throws(KeyError) {
        guard keys.count <= Self.mostKeys else { throw .tooMany }
        let ids = keys.compactMap { $0.keyID.map { Array($0.utf8) } }
        guard Set(ids).count == ids.count else { throw .duplicateID }
        self.keys = keys
    }

    /// Reads a set. All of its keys have to be sound: a set with a key that must not be used is not used.
    public init(parsing text: [UInt8]) throws(KeyError) {
        guard let json = try? JSONValue.parse(text), let members = json["keys"]?.arrayValue else {
            throw .malformed
        }
        guard members.count <= Self.mostKeys else { throw .tooMany }
        var keys: [JSONWebKey] = []
        for member in members { keys.append(try JSONWebKey(member)) }
        try self.init(keys)
    }

    /// Reads a set that somebody else keeps: "implementations SHOULD ignore JWKs within a JWK Set that use "kty" … values
    /// that are not understood by them … or for which values are out of the supported ranges" (RFC 7517, 5).
    /// - Throws: ``KeyError/malformed`` where none is sound.
    public init(foreign text: [UInt8]) throws(KeyError) {
        guard let json = try? JSONValue.parse(text), let members = json["keys"]?.arrayValue else {
            throw .malformed
        }
        guard members.count <= Self.mostKeys else { throw .tooMany }
        let keys = members.compactMap { try? JSONWebKey($0) }
        guard !keys.isEmpty else { throw .malformed }
        try self.init(keys)
    }

    /// The key that a token names; without a name, the only key there is.
    func key(_ keyID: String?) -> JSONWebKey? {
        guard let keyID else { return keys.count == 1 ? keys.first : nil }
        return keys.first { $0.keyID?.isIdentical(to: keyID) ?? false }
    }

    /// The set as JSON.
    package var json: JSONValue {
        .object(JSONObject([("keys", .array(keys.map(\.json)))]))
    }

    /// The set as JSON text.
    public var text: String { json.text }
}

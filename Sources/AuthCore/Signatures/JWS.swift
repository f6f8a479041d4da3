internal import JSON

/// A signed text whose signature was verified.
public struct VerifiedJWS: Sendable, Hashable {
    /// What was signed.
    public let payload: [UInt8]
    /// The key it was signed with.
    public let key: JSONWebKey
}

/// JSON Web Signatures in compact form (RFC 7515), of the few kinds that RFC 8725 leaves.
///
/// The algorithm is the key's; the token's `alg` only has to agree. A token that brings or points to a key (`jwk`,
/// `jku`, `x5c`, `x5u`) or asks for extensions (`crit`) is refused.
public enum JWS {
    /// The longest token that is read, in bytes.
    public static let longest = 16_384

    private static let refusedHeaders = ["jwk", "jku", "x5c", "x5u", "crit", "b64", "enc", "zip"]
    private static let limits = JSONLimits(depth: 4, bytes: 4_096)

    /// Signs a payload.
    ///
    /// - Parameter type: the `typ` of the header, such as `at+jwt`; one that no other kind of token has.
    /// - Throws: ``KeyError/unfit`` if libcrypto does not sign with this key.
    public static func sign(_ payload: [UInt8], type: String, with key: SigningKey) throws(KeyError) -> String {
        var header = JSONObject([("alg", .string(key.publicKey.algorithm.rawValue)), ("typ", .string(type))])
        header["kid"] = key.publicKey.keyID.map { .string($0) }
        let signed =
            Base64URL.encode(JSONValue.object(header).serialized()) + "." + Base64URL.encode(payload)
        return signed + "." + Base64URL.encode(try key.sign(Array(signed.utf8)))
    }

    /// Verifies a token.
    ///
    /// - Parameters:
    ///   - type: the `typ` the token must have, compared without case and without a leading `application/` (RFC 7515,
    ///     4.1.9). Nil takes any and none: for issuers that set none, never for tokens of one's own.
    ///   - keys: who may have signed it. A token that names no key is tried with the only one, if there is only one.
    /// - Throws: ``JWSError``.
    public static func verify(
        _ token: some Collection<UInt8>, type: String?, keys: JSONWebKeySet
    ) throws(JWSError) -> VerifiedJWS {
        guard token.count <= longest else { throw .malformed }
        let parts = token.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2]),
            let fields = (try? JSONValue.parse(header, limits: limits))?.objectValue
        else { throw .malformed }
        let key = try self.key(for: fields, among: keys)
        if let type { try check(fields["typ"], is: type) }
        guard key.verify(signature, for: Array(token.prefix(parts[0].count + 1 + parts[1].count))) else {
            throw .signature
        }
        return VerifiedJWS(payload: payload, key: key)
    }

    /// Verifies a token.
    public static func verify(_ token: String, type: String?, keys: JSONWebKeySet) throws(JWSError) -> VerifiedJWS {
        try verify(token.utf8, type: type, keys: keys)
    }

    private static func key(for header: JSONObject, among keys: JSONWebKeySet) throws(JWSError) -> JSONWebKey {
        guard !refusedHeaders.contains(where: header.contains) else { throw .header }
        guard let algorithm = header["alg"]?.stringValue else { throw .malformed }
        let keyID = header["kid"]
        // A `kid` that is no string is no name, and not the same as none.
        guard keyID == nil || keyID?.stringValue != nil else { throw .malformed }
        guard let key = keys.key(keyID?.stringValue) else { throw .unknownKey }
        guard algorithm.isIdentical(to: key.algorithm.rawValue) else { throw .algorithm }
        return key
    }

    private static func check(_ stated: JSONValue?, is wanted: String) throws(JWSError) {
        guard let stated = stated?.stringValue, mediaType(stated) == mediaType(wanted) else { throw .type }
    }

    private static func mediaType(_ text: String) -> [UInt8] {
        let lowered = text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        let application = Array("application/".utf8)
        return lowered.starts(with: application) ? Array(lowered.dropFirst(application.count)) : lowered
    }
}

/// Why a token is refused. For the log; the sender is told no more than `invalid_token`.
public enum JWSError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Not three parts of base64url with a JSON header, or too long.
    case malformed
    /// The header brings or points to a key, or asks for an extension.
    case header
    /// The algorithm is not the key's; `none` is no key's.
    case algorithm
    /// No key of that name, or no name and more than one key.
    case unknownKey
    /// Another kind of token.
    case type
    /// The signature is not the key's over this text.
    case signature

    /// A sentence for the log; repeats nothing of the token.
    public var description: String {
        switch self {
        case .malformed: "the token is not a compact JWS"
        case .header: "the token's header asks for what is not allowed"
        case .algorithm: "the token's algorithm is not its key's"
        case .unknownKey: "the token names no known key"
        case .type: "the token is of another type"
        case .signature: "the token's signature is wrong"
        }
    }
}

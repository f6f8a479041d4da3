internal import CLibcrypto
package import JSON

/// A public key that verifies signatures (RFC 7517): EC P-256, Ed25519, or RSA of 2,048...4,096 bits.
public struct JSONWebKey: Sendable {
    /// Its id, at most 256 bytes; nil if it has none.
    public let keyID: String?
    let material: KeyMaterial
    private let key: EVPKey

    static let longestID = 256
    private static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

    /// Reads one JSON Web Key; members that mean nothing here are passed over.
    ///
    /// - Throws: ``KeyError`` for anything that is no sound public signature key, private keys included.
    public init(parsing text: [UInt8]) throws(KeyError) {
        guard let json = try? JSONValue.parse(text) else { throw .malformed }
        try self.init(json)
    }

    /// As ``init(parsing:)``, from JSON that was read already.
    package init(_ json: JSONValue) throws(KeyError) {
        guard let object = json.objectValue else { throw .malformed }
        guard !Self.privateMembers.contains(where: object.contains) else { throw .wrongHalf }
        try self.init(object)
    }

    /// Reads the public half only.
    init(_ object: JSONObject) throws(KeyError) {
        let material = try KeyMaterial(object)
        try Self.checkPurpose(object, of: material)
        self.init(keyID: try Self.keyID(object), material: material, key: try material.publicKey())
    }

    init(keyID: String?, material: KeyMaterial, key: EVPKey) {
        self.keyID = keyID
        self.material = material
        self.key = key
    }

    /// The only algorithm this key is used with.
    public var algorithm: SignatureAlgorithm { material.algorithm }

    /// Whether the signature is the message's. A wrong one and a malformed one are the same: false.
    public func verify(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        key.verify(signature, for: message, algorithm: algorithm)
    }

    /// The SHA-256 thumbprint in base64url, 43 characters (RFC 7638).
    public var thumbprint: String {
        Base64URL.encode(SHA256.hash(JSONValue.object(JSONObject(material.members)).serialized()))
    }

    /// The key as JSON, as it stands in a published set.
    package var json: JSONValue {
        var object = JSONObject(material.members)
        object["kid"] = keyID.map { .string($0) }
        object["use"] = .string("sig")
        object["alg"] = .string(algorithm.rawValue)
        return .object(object)
    }

    /// The key as JSON text.
    public var text: String { json.text }
}

extension JSONWebKey: Hashable {
    public static func == (one: JSONWebKey, other: JSONWebKey) -> Bool {
        one.keyID == other.keyID && one.material == other.material
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(keyID)
        hasher.combine(material)
    }
}

extension JSONWebKey {
    /// `use`, `key_ops` and `alg`, where given, have to agree with what the key is for.
    private static func checkPurpose(_ object: JSONObject, of material: KeyMaterial) throws(KeyError) {
        if let use = object["use"] {
            guard use == .string("sig") else { throw .wrongUse }
        }
        if let operations = object["key_ops"] {
            guard let operations = operations.arrayValue else { throw .malformed }
            guard operations.contains(.string("verify")) || operations.contains(.string("sign")) else {
                throw .wrongUse
            }
        }
        if let algorithm = object["alg"] {
            guard algorithm == .string(material.algorithm.rawValue) else { throw .unsupported }
        }
    }

    private static func keyID(_ object: JSONObject) throws(KeyError) -> String? {
        guard let value = object["kid"] else { return nil }
        guard let keyID = value.stringValue, keyID.utf8.count <= longestID else { throw .malformed }
        return keyID
    }
}

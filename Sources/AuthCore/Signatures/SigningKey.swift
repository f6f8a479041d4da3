internal import CLibcrypto
internal import JSON

/// A private key that signs; what it prints is public.
public struct SigningKey: Sendable {
    /// The half that verifies.
    public let publicKey: JSONWebKey
    private let key: EVPKey
    /// The private members of the JSON Web Key, as JSON.
    private let secret: ErasedBytes

    /// A fresh EC P-256 key; its id is its thumbprint unless one is given.
    /// - Throws: ``KeyError/unfit`` if libcrypto makes none.
    public static func generateES256(keyID: String? = nil) throws(KeyError) -> SigningKey {
        guard let context = EVP_PKEY_CTX_new_from_name(nil, "EC", nil) else { throw .unfit }
        defer { EVP_PKEY_CTX_free(context) }
        var made: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_group_name(context, "P-256") == 1,
            EVP_PKEY_generate(context, &made) == 1, let made
        else { throw .unfit }
        let key = EVPKey(made)
        guard let point = key.publicOctets, point.count == 65, point.first == 4, let scalar = key.privateScalar else {
            throw .unfit
        }
        return SigningKey(
            material: .p256(x: Array(point[1..<33]), y: Array(point[33...])), keyID: keyID, key: key,
            secret: [("d", scalar)])
    }

    /// A fresh Ed25519 key; its id is its thumbprint unless one is given.
    /// - Throws: ``KeyError/unfit`` if libcrypto makes none.
    public static func generateEdDSA(keyID: String? = nil) throws(KeyError) -> SigningKey {
        var random = SecureRandom()
        let seed = random.bytes(KeyMaterial.coordinateLength)
        let key = try Self.ed25519(seed)
        guard let point = key.rawPublic else { throw .unfit }
        return SigningKey(material: .ed25519(x: point), keyID: keyID, key: key, secret: [("d", seed)])
    }

    /// Reads a private JSON Web Key: EC P-256, Ed25519, or RSA with all five factors and exponents.
    ///
    /// - Throws: ``KeyError``; also if the private half does not belong to the public one.
    public init(parsing text: [UInt8]) throws(KeyError) {
        guard let object = (try? JSONValue.parse(text))?.objectValue else { throw .malformed }
        let publicKey = try JSONWebKey(object)
        guard object["d"] != nil else { throw .wrongHalf }
        guard object["oth"] == nil else { throw .unsupported }
        var secret: [(String, [UInt8])] = []
        let key: EVPKey
        switch publicKey.material {
        case .p256(let x, let y):
            let scalar = try KeyMaterial.bytes(object, "d", count: KeyMaterial.coordinateLength)
            key = try Self.p256(x: x, y: y, scalar: scalar)
            secret = [("d", scalar)]
        case .ed25519(let x):
            let seed = try KeyMaterial.bytes(object, "d", count: KeyMaterial.coordinateLength)
            key = try Self.ed25519(seed)
            guard key.rawPublic == x else { throw .unfit }
            secret = [("d", seed)]
        case .rsa(let n, let e):
            for name in ["d", "p", "q", "dp", "dq", "qi"] {
                secret.append((name, try KeyMaterial.integer(object, name)))
            }
            key = try Self.rsa(n: n, e: e, secret.map(\.1))
        }
        self.init(material: publicKey.material, keyID: publicKey.keyID, key: key, secret: secret)
    }

    init(material: KeyMaterial, keyID: String?, key: EVPKey, secret: [(String, [UInt8])]) {
        let unnamed = JSONWebKey(keyID: nil, material: material, key: key)
        publicKey = JSONWebKey(keyID: keyID ?? unnamed.thumbprint, material: material, key: key)
        self.key = key
        let members = secret.map { ($0, JSONValue.string(Base64URL.encode($1))) }
        self.secret = ErasedBytes(JSONValue.object(JSONObject(members)).serialized())
    }

    /// Signs the message, in the form JWS gives signatures.
    /// - Throws: ``KeyError/unfit`` if libcrypto does not sign with this key.
    public func sign(_ message: [UInt8]) throws(KeyError) -> [UInt8] {
        guard let signature = key.sign(message, algorithm: publicKey.algorithm) else { throw .unfit }
        return signature
    }

    /// The whole private key as JSON text, for storing it sealed. Name it in a review wherever it stands in code.
    public var exposed: String {
        let members = secret.withUnsafeBytes { try? JSONValue.parse($0) }?.objectValue ?? JSONObject()
        var object = publicKey.json.objectValue ?? JSONObject()
        for member in members { object[member.name] = member.value }
        return JSONValue.object(object).text
    }
}

extension SigningKey {
    private static func p256(x: [UInt8], y: [UInt8], scalar: [UInt8]) throws(KeyError) -> EVPKey {
        let parameters = KeyParameters()
        parameters.text(OSSL_PKEY_PARAM_GROUP_NAME, "P-256")
        parameters.octets(OSSL_PKEY_PARAM_PUB_KEY, [4] + x + y)
        parameters.number(OSSL_PKEY_PARAM_PRIV_KEY, scalar)
        guard let key = EVPKey.make("EC", pair: true, parameters), key.isConsistentPair else { throw .unfit }
        return key
    }

    static func ed25519(_ seed: [UInt8]) throws(KeyError) -> EVPKey {
        guard let key = EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, seed, seed.count) else { throw .unfit }
        return EVPKey(key)
    }

    /// - Parameter secret: d, p, q, dp, dq, qi.
    private static func rsa(n: [UInt8], e: [UInt8], _ secret: [[UInt8]]) throws(KeyError) -> EVPKey {
        let parameters = KeyParameters()
        parameters.number(OSSL_PKEY_PARAM_RSA_N, n)
        parameters.number(OSSL_PKEY_PARAM_RSA_E, e)
        let names = [
            OSSL_PKEY_PARAM_RSA_D, "rsa-factor1", "rsa-factor2", "rsa-exponent1", "rsa-exponent2", "rsa-coefficient1",
        ]
        for (name, value) in zip(names, secret) { parameters.number(name, value) }
        guard let key = EVPKey.make("RSA", pair: true, parameters), key.isConsistentPair else { throw .unfit }
        return key
    }
}

extension EVPKey {
    /// An Ed25519 key's public point.
    var rawPublic: [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: KeyMaterial.coordinateLength)
        var count = bytes.count
        guard EVP_PKEY_get_raw_public_key(pointer, &bytes, &count) == 1, count == bytes.count else { return nil }
        return bytes
    }

    /// An EC key's public point, uncompressed.
    fileprivate var publicOctets: [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 65)
        var count = 0
        guard EVP_PKEY_get_octet_string_param(pointer, OSSL_PKEY_PARAM_PUB_KEY, &bytes, bytes.count, &count) == 1
        else { return nil }
        return Array(bytes.prefix(count))
    }

    /// An EC key's private scalar, 32 bytes.
    fileprivate var privateScalar: [UInt8]? {
        var number: OpaquePointer?
        guard EVP_PKEY_get_bn_param(pointer, OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1, let number else { return nil }
        defer { BN_clear_free(number) }
        var bytes = [UInt8](repeating: 0, count: KeyMaterial.coordinateLength)
        guard BN_bn2binpad(number, &bytes, Int32(bytes.count)) == bytes.count else { return nil }
        return bytes
    }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Algorithm and id.
    public var description: String { "SigningKey(\(publicKey.algorithm.rawValue), \(publicKey.keyID ?? "no kid"))" }
    /// Algorithm and id.
    public var debugDescription: String { description }
    /// The public half.
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey.text]) }
}

internal import CLibcrypto
internal import JSON

/// The numbers of a public key, as they stand in a JSON Web Key.
enum KeyMaterial: Sendable, Hashable {
    case p256(x: [UInt8], y: [UInt8])
    case ed25519(x: [UInt8])
    case rsa(n: [UInt8], e: [UInt8])

    static let coordinateLength = 32
    /// RSA moduli in bits.
    static let modulusLengths = 2048...4096

    init(_ object: JSONObject) throws(KeyError) {
        guard let type = object["kty"]?.stringValue else { throw .malformed }
        if type.isIdentical(to: "EC") {
            try Self.require(object, "crv", "P-256")
            self = .p256(
                x: try Self.bytes(object, "x", count: Self.coordinateLength),
                y: try Self.bytes(object, "y", count: Self.coordinateLength))
        } else if type.isIdentical(to: "OKP") {
            try Self.require(object, "crv", "Ed25519")
            self = .ed25519(x: try Self.bytes(object, "x", count: Self.coordinateLength))
        } else if type.isIdentical(to: "RSA") {
            self = .rsa(n: try Self.integer(object, "n"), e: try Self.integer(object, "e"))
        } else {
            throw .unsupported
        }
    }

    var algorithm: SignatureAlgorithm {
        switch self {
        case .p256: .es256
        case .ed25519: .eddsa
        case .rsa: .rs256
        }
    }

    /// The required members in the order of their names: what a thumbprint is made over (RFC 7638, 3.2).
    var members: [(String, JSONValue)] {
        func text(_ bytes: [UInt8]) -> JSONValue { .string(Base64URL.encode(bytes)) }
        return switch self {
        case .p256(let x, let y):
            [("crv", .string("P-256")), ("kty", .string("EC")), ("x", text(x)), ("y", text(y))]
        case .ed25519(let x):
            [("crv", .string("Ed25519")), ("kty", .string("OKP")), ("x", text(x))]
        case .rsa(let n, let e):
            [("e", text(e)), ("kty", .string("RSA")), ("n", text(n))]
        }
    }

    /// The key in libcrypto.
    /// - Throws: ``KeyError/unfit`` for a point off the curve or an unsound modulus or exponent.
    func publicKey() throws(KeyError) -> EVPKey {
        switch self {
        case .p256(let x, let y):
            let parameters = KeyParameters()
            parameters.text(OSSL_PKEY_PARAM_GROUP_NAME, "P-256")
            parameters.octets(OSSL_PKEY_PARAM_PUB_KEY, [4] + x + y)
            guard let key = EVPKey.make("EC", pair: false, parameters) else { throw .unfit }
            return key
        case .ed25519(let x):
            guard let key = EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, x, x.count) else { throw .unfit }
            return EVPKey(key)
        case .rsa(let n, let e):
            guard RSASoundness.isSound(n: n, e: e) else { throw .unfit }
            let parameters = KeyParameters()
            parameters.number(OSSL_PKEY_PARAM_RSA_N, n)
            parameters.number(OSSL_PKEY_PARAM_RSA_E, e)
            guard let key = EVPKey.make("RSA", pair: false, parameters) else { throw .unfit }
            return key
        }
    }
}

extension KeyMaterial {
    static func require(_ object: JSONObject, _ name: String, _ value: String) throws(KeyError) {
        guard let found = object[name]?.stringValue else { throw .malformed }
        guard found.isIdentical(to: value) else { throw .unsupported }
    }

    /// Base64url of exactly that many bytes.
    static func bytes(_ object: JSONObject, _ name: String, count: Int) throws(KeyError) -> [UInt8] {
        guard let bytes = object[name]?.stringValue.flatMap({ Base64URL.decode($0) }), bytes.count == count else {
            throw .malformed
        }
        return bytes
    }

    /// Base64urlUInt: big-endian, without leading zero bytes (RFC 7518, 2).
    static func integer(_ object: JSONObject, _ name: String) throws(KeyError) -> [UInt8] {
        guard let bytes = object[name]?.stringValue.flatMap({ Base64URL.decode($0) }), let first = bytes.first,
            first != 0, bytes.count <= modulusLengths.upperBound / 8
        else { throw .malformed }
        return bytes
    }
}

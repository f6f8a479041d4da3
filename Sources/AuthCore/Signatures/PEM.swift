internal import JSON

/// Keys as `openssl` writes them (RFC 7468), of Ed25519 alone: its DER has one form, a fixed head and 32 bytes
/// (RFC 8410, 7 and 4).
enum PEM {
    static let privateLabel = "PRIVATE KEY"
    static let publicLabel = "PUBLIC KEY"
    static let privateHead: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
    static let publicHead: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]

    static func text(_ label: String, _ head: [UInt8], _ key: [UInt8]) -> String {
        let body = Base64.standard.encode(head + key)
        let padding = String(repeating: "=", count: (4 - body.utf8.count % 4) % 4)
        return "-----BEGIN \(label)-----\n\(body)\(padding)\n-----END \(label)-----\n"
    }

    /// The 32 bytes behind the head.
    static func bytes(_ text: String, _ label: String, _ head: [UInt8]) throws(KeyError) -> [UInt8] {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.filter { !$0.isWhitespace || $0 == " " } }
        guard lines.count >= 3, lines.first == "-----BEGIN \(label)-----", lines.last == "-----END \(label)-----" else {
            throw .malformed
        }
        let body = lines.dropFirst().dropLast().joined().utf8.filter { $0 != UInt8(ascii: "=") }
        guard let der = Base64.standard.decode(body) else { throw .malformed }
        guard der.starts(with: head), der.count == head.count + KeyMaterial.coordinateLength else {
            throw .unsupported
        }
        return Array(der.dropFirst(head.count))
    }
}

extension SigningKey {
    /// Reads an Ed25519 key in PKCS #8, as `openssl genpkey -algorithm ed25519` writes it; its id is its thumbprint.
    public init(pem text: String) throws(KeyError) {
        let seed = try PEM.bytes(text, PEM.privateLabel, PEM.privateHead)
        let key = try Self.ed25519(seed)
        guard let point = key.rawPublic else { throw .unfit }
        self.init(material: .ed25519(x: point), keyID: nil, key: key, secret: [("d", seed)])
    }

    /// The whole private key as PEM, for a file that only its owner reads; nil unless it is an Ed25519 key.
    public var exposedPEM: String? {
        guard publicKey.algorithm == .eddsa, let members = try? JSONValue.parse(Array(exposed.utf8)),
            let seed = members["d"]?.stringValue.flatMap({ Base64URL.decode($0) })
        else { return nil }
        return PEM.text(PEM.privateLabel, PEM.privateHead, seed)
    }
}

extension JSONWebKey {
    /// Reads an Ed25519 public key in PEM, as `openssl pkey -pubout` writes it; its id is its thumbprint.
    public init(pem text: String) throws(KeyError) {
        let material = KeyMaterial.ed25519(x: try PEM.bytes(text, PEM.publicLabel, PEM.publicHead))
        let key = try material.publicKey()
        let unnamed = JSONWebKey(keyID: nil, material: material, key: key)
        self.init(keyID: unnamed.thumbprint, material: material, key: key)
    }

    /// The key as PEM; nil unless it is an Ed25519 key.
    public var pem: String? {
        guard case .ed25519(let x) = material else { return nil }
        return PEM.text(PEM.publicLabel, PEM.publicHead, x)
    }
}

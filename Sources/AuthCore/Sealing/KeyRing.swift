/// The keys for values at rest: one seals, all open. Rotation puts a new one first and keeps the old ones.
///
/// A sealed value is `version (1) | length of key id (1) | key id | nonce (12) | ciphertext | tag (16)`, AES-256-GCM
/// under a random nonce; everything ahead of the nonce is authenticated with the associated data. Random nonces bear
/// about 2^32 values a key (NIST SP 800-38D, 8.3): rotate long before.
public struct KeyRing: Sendable {
    private let keys: [Entry]

    private struct Entry: Sendable {
        let id: String
        let cipher: AESGCM
        let derivation: HMACKey
    }

    static let version: UInt8 = 1
    private static let longestID = 16

    /// The id of the key that seals.
    public let primaryID: String
    /// The ids of all keys, the primary first.
    public var ids: [String] { keys.map(\.id) }

    /// Makes a ring of 32-byte keys, the first being the primary.
    ///
    /// - Throws: ``KeyRingError`` for an empty ring, an id that is not 1...16 of `[A-Za-z0-9_-]` or stands twice, or a
    ///   key of another length.
    public init(_ keys: [(id: String, key: [UInt8])]) throws(KeyRingError) {
        guard let primary = keys.first else { throw .empty }
        var entries: [Entry] = []
        for (id, key) in keys {
            guard Self.isID(id) else { throw .id }
            guard !entries.contains(where: { $0.id == id }) else { throw .duplicate(id: id) }
            guard let cipher = AESGCM(key: key), let derivation = HMACKey(key) else { throw .key(id: id) }
            entries.append(Entry(id: id, cipher: cipher, derivation: derivation))
        }
        self.keys = entries
        primaryID = primary.id
    }

    /// Reads `id:base64,id:base64`, the first being the primary. Base64 may be of either alphabet, padded or not.
    ///
    /// - Throws: ``KeyRingError``, which repeats nothing of a key.
    public init(parsing text: String) throws(KeyRingError) {
        guard !text.isEmpty else { throw .empty }
        var keys: [(id: String, key: [UInt8])] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let fields = part.split(separator: ":", omittingEmptySubsequences: false)
            guard fields.count == 2 else { throw .form }
            let id = String(fields[0])
            guard Self.isID(id) else { throw .id }
            guard let key = Self.key(fields[1]) else { throw .key(id: id) }
            keys.append((id, key))
        }
        try self.init(keys)
    }

    private static func isID(_ id: String) -> Bool {
        (1...longestID).contains(id.utf8.count) && id.utf8.allSatisfy { Base62.values[Int($0)] != Base62.invalid }
    }

    private static func key(_ text: Substring) -> [UInt8]? {
        let digits = text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            default: byte
            }
        }
        let padded = digits.count == 44 && digits.last == UInt8(ascii: "=")
        return Base64.url.decode(padded ? digits.dropLast() : digits[...])
    }
}

extension KeyRing {
    /// Seals a value for one place, under the primary key and a fresh nonce.
    ///
    /// - Throws: ``SealingError/unavailable`` if libcrypto cannot, for want of memory, or from 2 GiB on.
    public func seal(_ plaintext: [UInt8], for place: AssociatedData) throws(SealingError) -> [UInt8] {
        var random = SecureRandom()
        return try seal(plaintext, for: place, nonce: random.bytes(AESGCM.nonceLength))
    }

    func seal(_ plaintext: [UInt8], for place: AssociatedData, nonce: [UInt8]) throws(SealingError) -> [UInt8] {
        guard let primary = keys.first else { throw .unavailable }
        let header = Self.header(primary.id)
        guard let sealed = primary.cipher.seal(plaintext, nonce: nonce, associated: header + place.bytes) else {
            throw .unavailable
        }
        return header + nonce + sealed
    }

    /// Opens a value where it belongs.
    ///
    /// - Throws: ``SealingError/doesNotOpen``, and nothing more telling: not whether key, place or bytes are wrong.
    public func open(_ sealed: [UInt8], for place: AssociatedData) throws(SealingError) -> [UInt8] {
        guard let id = Self.keyID(of: sealed), let entry = keys.first(where: { $0.id == id }) else {
            throw .doesNotOpen
        }
        let header = Self.header(id)
        let rest = sealed.dropFirst(header.count)
        guard rest.count >= AESGCM.nonceLength + AESGCM.tagLength,
            let plaintext = entry.cipher.open(
                Array(rest.dropFirst(AESGCM.nonceLength)), nonce: Array(rest.prefix(AESGCM.nonceLength)),
                associated: header + place.bytes)
        else { throw .doesNotOpen }
        return plaintext
    }

    /// Whether the value should be sealed again: its key is not the primary one.
    public func needsResealing(_ sealed: [UInt8]) -> Bool { Self.keyID(of: sealed) != primaryID }

    /// The id of the key a value says it is sealed under; nil for bytes of another form.
    public static func keyID(of sealed: [UInt8]) -> String? {
        guard sealed.count >= 2, sealed[0] == version else { return nil }
        let length = Int(sealed[1])
        guard (1...longestID).contains(length), sealed.count >= 2 + length else { return nil }
        let id = String(decoding: sealed[2..<2 + length], as: UTF8.self)
        return isID(id) ? id : nil
    }

    /// With what the values begin that are sealed under a key of the ring: one for each key. Telling by it which values
    /// of many are this ring's needs no key.
    public var headers: [[UInt8]] { keys.map { Self.header($0.id) } }

    private static func header(_ id: String) -> [UInt8] {
        [version, UInt8(truncatingIfNeeded: id.utf8.count)] + id.utf8
    }
}

extension KeyRing {
    /// A key for one purpose, derived from a key of the ring: `HMAC(key, "kiik derive" | purpose)`.
    ///
    /// - Parameter id: the ring's key to derive from, the primary one if nil.
    /// - Returns: nil if the ring has no key of that id.
    public func derivedKey(for purpose: String, from id: String? = nil) -> HMACKey? {
        guard let entry = keys.first(where: { $0.id == id ?? primaryID }) else { return nil }
        return HMACKey(entry.derivation.authenticate(AssociatedData(["kiik derive", purpose]).bytes))
    }
}

extension KeyRing: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The ids.
    public var description: String { "KeyRing(\(ids.joined(separator: ", ")))" }
    /// The ids.
    public var debugDescription: String { description }
    /// The ids.
    public var customMirror: Mirror { Mirror(self, children: ["ids": ids]) }
}

/// A secret in the clear, for the moment in which it is shown once or sent on.
///
/// It prints as `fta_abc1...` however it is printed, and its memory is overwritten at the end. ``exposed`` is the only
/// way out.
public struct Secret: Sendable {
    /// The family it belongs to.
    public let family: SecretFamily
    private let bytes: ErasedBytes

    init(family: SecretFamily, bytes: ErasedBytes) {
        self.family = family
        self.bytes = bytes
    }

    /// Takes a secret that was issued or imported before; nil if the parser would not take it.
    public init?(_ text: String, parser: SecretParser = .standard) {
        var text = text
        let made: Secret? = text.withUTF8 { utf8 in
            let buffer = UnsafeRawBufferPointer(utf8)
            guard case .secret(let parsed) = parser.parse(buffer) else { return nil }
            return Secret(family: parsed.family, bytes: ErasedBytes(buffer))
        }
        guard let made else { return nil }
        self = made
    }

    /// The secret itself. Name it in a review wherever it stands in code.
    public var exposed: String { bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }

    /// What is stored and looked up.
    public var digest: SecretDigest { bytes.withUnsafeBytes { SecretDigest(hashing: $0) } }

    /// What may be shown afterwards: prefix, four characters and three dots (`sk_live_abc1...`).
    public var displayPrefix: String {
        let shown = bytes.withUnsafeBytes {
            String(decoding: $0.prefix(family.prefix.utf8.count + SecretFamily.displayed), as: UTF8.self)
        }
        return shown + "..."
    }
}

extension Secret {
    /// Makes a secret: every character equally likely (no modulo bias), the last four being the check code.
    ///
    /// The generator must be unpredictable outside of tests: ``SecureRandom``.
    public static func generate(_ family: SecretFamily, using generator: inout some RandomNumberGenerator) -> Secret {
        var text = Array(family.prefix.utf8)
        text.reserveCapacity(family.length)
        let end = family.length - CheckCode.length
        while text.count < end {
            var bits = generator.next()
            // Ten draws of six bits; 62 and 63 are thrown away, so that all 62 characters stay equally likely.
            for _ in 0..<10 where text.count < end {
                let draw = UInt8(truncatingIfNeeded: bits & 63)
                bits >>= 6
                if draw < Base62.radix { text.append(Base62.digit(draw)) }
            }
        }
        var code = CheckCode()
        code.add(text)
        text.append(contentsOf: code.characters)
        defer { text.erase() }
        return Secret(family: family, bytes: ErasedBytes(text))
    }

    /// Makes a secret from ``SecureRandom``.
    public static func generate(_ family: SecretFamily) -> Secret {
        var generator = SecureRandom()
        return generate(family, using: &generator)
    }

    /// Reads a secret of the four published families; see ``SecretParser/parse(_:)``.
    public static func parse(
        _ bytes: UnsafeRawBufferPointer, acceptingUnchecked: Set<SecretFamily> = []
    ) -> SecretParsing {
        if acceptingUnchecked.isEmpty { return SecretParser.standard.parse(bytes) }
        return SecretParser(acceptingUnchecked: acceptingUnchecked).parse(bytes)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The display prefix.
    public var description: String { displayPrefix }
    /// The display prefix.
    public var debugDescription: String { displayPrefix }
    /// Nothing but the family: `dump` and debuggers see no secret.
    public var customMirror: Mirror { Mirror(self, children: ["family": family.name], displayStyle: .struct) }
}

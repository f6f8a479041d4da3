/// A credential that has the form of a secret, digested. The secret itself is not kept.
public struct ParsedSecret: Sendable, Hashable {
    /// The family its prefix names.
    public let family: SecretFamily
    /// What to look up.
    public let digest: SecretDigest
    /// False for an imported key: nothing but a lookup can tell whether it is one.
    public let isChecked: Bool
}

/// What a credential is, by its form alone.
public enum SecretParsing: Sendable, Hashable {
    /// No prefix of ours: another resolver may know it.
    case notMine
    /// Our prefix, but length, alphabet or check code are wrong: a typo or a guess, not worth a lookup.
    case malformed(SecretFamily)
    /// Well formed; whether it is valid is for a lookup to say.
    case secret(ParsedSecret)

    /// The digested secret, if the form is right.
    public var parsed: ParsedSecret? {
        if case .secret(let parsed) = self { parsed } else { nil }
    }
}

/// Recognises secrets of some families by their form and digests them. Make it once: parsing allocates nothing.
public struct SecretParser: Sendable {
    private let entries: [Entry]

    /// The families that have imported keys.
    public let acceptingUnchecked: Set<SecretFamily>

    /// A parser for these families.
    ///
    /// A family in `acceptingUnchecked` also takes keys made elsewhere: its prefix, then `[0-9A-Za-z_-]`, 20...128
    /// characters in all, without a check code.
    /// - Precondition: no prefix begins with another one.
    public init(families: [SecretFamily] = SecretFamily.all, acceptingUnchecked: Set<SecretFamily> = []) {
        entries = families.map { Entry($0, acceptsUnchecked: acceptingUnchecked.contains($0)) }
        self.acceptingUnchecked = acceptingUnchecked
        for (place, one) in families.enumerated() {
            for other in families[(place + 1)...] {
                precondition(
                    !one.prefix.hasPrefix(other.prefix) && !other.prefix.hasPrefix(one.prefix),
                    "the prefixes of two families overlap")
            }
        }
    }

    /// The four published families, all with check codes.
    public static let standard = SecretParser()

    /// What these bytes are. Their digest covers all of them, prefix included.
    public func parse(_ bytes: UnsafeRawBufferPointer) -> SecretParsing {
        let word = Entry.word(bytes)
        for entry in entries where word & entry.mask == entry.word && bytes.count >= entry.prefixLength {
            guard let isChecked = entry.check(bytes) else { return .malformed(entry.family) }
            return .secret(
                ParsedSecret(family: entry.family, digest: SecretDigest(hashing: bytes), isChecked: isChecked))
        }
        return .notMine
    }

    /// What this text is.
    public func parse(_ text: String) -> SecretParsing {
        var text = text
        return text.withUTF8 { parse(UnsafeRawBufferPointer($0)) }
    }
}

extension SecretParser {
    /// A family, made ready for comparing prefixes as one word.
    private struct Entry: Sendable {
        let family: SecretFamily
        let word: UInt64
        let mask: UInt64
        let prefixLength: Int
        let length: Int
        let prefixCode: CheckCode
        let acceptsUnchecked: Bool

        init(_ family: SecretFamily, acceptsUnchecked: Bool) {
            let prefix = Array(family.prefix.utf8)
            self.family = family
            word = prefix.withUnsafeBytes { Self.word($0) }
            mask = prefix.count >= 8 ? .max : (1 << UInt64(prefix.count * 8)) - 1
            prefixLength = prefix.count
            length = family.length
            var code = CheckCode()
            code.add(prefix)
            prefixCode = code
            self.acceptsUnchecked = acceptsUnchecked
        }

        /// The first eight bytes, the first one lowest, missing ones zero.
        @inline(__always)
        static func word(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
            if bytes.count >= 8 { return UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)) }
            return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }

        /// Whether the check code is right (true), not needed (false), or the form is wrong (nil).
        @inline(__always)
        func check(_ bytes: UnsafeRawBufferPointer) -> Bool? {
            if bytes.count == length, hasRightCode(bytes) { return true }
            guard acceptsUnchecked, SecretFamily.importedLengths.contains(bytes.count) else { return nil }
            let allowed = bytes[prefixLength...].allSatisfy { Base62.values[Int($0)] != Base62.invalid }
            return allowed ? false : nil
        }

        private func hasRightCode(_ bytes: UnsafeRawBufferPointer) -> Bool {
            var code = prefixCode
            let end = length - CheckCode.length
            for byte in bytes[prefixLength..<end] {
                guard Base62.values[Int(byte)] < Base62.radix else { return false }
                code.add(byte)
            }
            var stated: UInt32 = 0
            for byte in bytes[end...] {
                let value = Base62.values[Int(byte)]
                guard value < Base62.radix else { return false }
                // Four digits: below 62^4, no overflow.
                stated = stated &* 62 &+ UInt32(value)
            }
            return stated == code.number
        }
    }
}

/// A code for whoever has lost their authenticator: 100 random bits as `ABCDE-FGHIJ-KLMNO-PQRST`, good for one login.
/// Only its digest is kept.
public struct RecoveryCode: Sendable {
    /// The code itself, for the moment in which it is shown.
    public let exposed: String
    /// What is kept and looked up.
    public let digest: SecretDigest

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    private static let length = 20

    /// A code nobody can predict.
    public static func generate(using generator: inout some RandomNumberGenerator) -> RecoveryCode {
        let characters = (0..<length).map { _ in alphabet[Int(generator.next() & 31)] }
        let groups = stride(from: 0, to: length, by: 5).map { start in
            String(decoding: characters[start..<start + 5], as: UTF8.self)
        }
        return RecoveryCode(
            exposed: groups.joined(separator: "-"), digest: SecretDigest(hashing: characters))
    }

    /// The digest of a code as a person typed it, in any case and with any hyphens and spaces; nil for what is none.
    public static func digest(of text: String) -> SecretDigest? {
        guard text.utf8.count <= 64 else { return nil }
        var characters: [UInt8] = []
        for byte in text.utf8 where byte != UInt8(ascii: "-") && byte != UInt8(ascii: " ") {
            let upper = (97...122).contains(byte) ? byte - 32 : byte
            guard alphabet.contains(upper) else { return nil }
            characters.append(upper)
        }
        guard characters.count == length else { return nil }
        return SecretDigest(hashing: characters)
    }
}

extension RecoveryCode: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says nothing about the code.
    public var description: String { "RecoveryCode(…)" }
    /// Says nothing about the code.
    public var debugDescription: String { description }
    /// Has no children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

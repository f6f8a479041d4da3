internal import CLibcrypto

/// Time-based one-time passwords (RFC 6238): HMAC-SHA-1, six digits, steps of 30 seconds, which is what every
/// authenticator app does.
///
/// A code is only as single-use as its keeper: keep the step that ``step(of:at:after:)`` answers, and hand it back as
/// `after` the next time.
public struct TOTP: Sendable {
    private let secret: ErasedBytes

    /// Seconds of a step.
    public static let period: Int64 = 30
    /// Digits of a code.
    public static let digits = 6
    /// Steps before and after the present one whose codes are taken: clocks differ, and people type slowly.
    public static let window: Int64 = 1
    /// Bytes of a fresh secret, as RFC 4226 (4, R6) recommends.
    public static let secretLength = 20
    private static let secretLengths = 16...64

    /// Takes a secret of 16...64 bytes; nil for any other.
    public init?(secret: [UInt8]) {
        guard Self.secretLengths.contains(secret.count) else { return nil }
        self.secret = ErasedBytes(secret)
    }

    /// The step of a moment in epoch seconds; 0 before 1970.
    public static func step(at seconds: Int64) -> Int64 { max(seconds, 0) / period }

    /// The step whose code this is, among those near the moment and after the one that was used last; nil: a wrong code.
    ///
    /// The time taken does not tell how much of the code was right.
    public func step(of code: String, at seconds: Int64, after used: Int64) -> Int64? {
        let given = Array(code.utf8)
        guard given.count == Self.digits else { return nil }
        let present = Self.step(at: seconds)
        var found: Int64?
        for step in max(present - Self.window, 0)...(present + Self.window) {
            let isRight = ConstantTime.equal(Array(self.code(at: step).utf8), given)
            if isRight, step > used { found = found ?? step }
        }
        return found
    }

    /// The code of a step.
    public func code(at step: Int64) -> String {
        Self.padded(number(at: step) % 1_000_000, to: Self.digits)
    }

    /// The 31-bit number that a code is cut from (RFC 4226, 5.3).
    func number(at step: Int64) -> UInt32 {
        let message = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        var tag = [UInt8](repeating: 0, count: 20)
        var count: UInt32 = 0
        let done = secret.withUnsafeBytes {
            HMAC(EVP_sha1(), $0.baseAddress, Int32(clamping: $0.count), message, message.count, &tag, &count)
        }
        // No input leads here: a code that was not computed must not be mistaken for one.
        precondition(done != nil && count == 20, "libcrypto computes no HMAC-SHA-1")
        let offset = Int(tag[19] & 15)
        return tag[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    }

    private static func padded(_ number: UInt32, to digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// The secret as a person types it into an app.
    public var text: String { secret.withUnsafeBytes { Base32.encode($0) } }

    /// What an authenticator app reads from a QR code (the Key URI Format).
    public func uri(issuer: String, account: String) -> String {
        let (issuer, account) = (Self.escaped(issuer), Self.escaped(account))
        return "otpauth://totp/\(issuer):\(account)?secret=\(text)&issuer=\(issuer)&algorithm=SHA1"
            + "&digits=\(Self.digits)&period=\(Self.period)"
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}

extension TOTP: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says nothing about the secret.
    public var description: String { "TOTP(…)" }
    /// Says nothing about the secret.
    public var debugDescription: String { description }
    /// Has no children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

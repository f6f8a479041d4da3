/// A kind of secret: what it begins with and how long it is.
///
/// A secret is the prefix, random base-62 characters, and a four-character check code over both
/// (`CRC-32 mod 62^4`, base 62, most significant first).
public struct SecretFamily: Sendable, Hashable {
    /// What the family is called in settings and logs.
    public let name: String
    /// What every secret of the family begins with, at most 8 ASCII characters, ending in `_`.
    public let prefix: String
    /// Characters behind the prefix, check code included.
    public let bodyLength: Int

    /// Characters of the body that a display prefix shows.
    static let displayed = 4
    /// At least 128 random bits: `22 * log2(62)` is 130.9.
    static let leastBodyLength = 22 + CheckCode.length
    static let longestPrefix = 8
    /// Bounds of an imported key as a whole, prefix included.
    static let importedLengths = 20...128

    /// Describes a family.
    ///
    /// - Precondition: the prefix is 2...8 characters of `[a-z0-9_]` that end in `_`, and the body has 26...100
    ///   characters. Families are written in code, never read from input.
    public init(name: String, prefix: String, bodyLength: Int) {
        let allowed = prefix.utf8.allSatisfy {
            ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z")) || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
                || $0 == UInt8(ascii: "_")
        }
        precondition(allowed && prefix.hasSuffix("_"), "a prefix is lowercase letters and digits, ending in _")
        precondition((2...Self.longestPrefix).contains(prefix.utf8.count), "a prefix has 2 to 8 characters")
        precondition((Self.leastBodyLength...100).contains(bodyLength), "a body has 26 to 100 characters")
        self.name = name
        self.prefix = prefix
        self.bodyLength = bodyLength
    }

    /// `fta_` + 26: keys of the Kiik and service desk dialects.
    public static let kiik = SecretFamily(name: "kiik", prefix: "fta_", bodyLength: 26)
    /// `sk_live_` + 32: service keys on live data.
    public static let serviceLive = SecretFamily(name: "service_live", prefix: "sk_live_", bodyLength: 32)
    /// `sk_test_` + 32: service keys on the test sibling's data.
    public static let serviceTest = SecretFamily(name: "service_test", prefix: "sk_test_", bodyLength: 32)
    /// `czp_` + 40: Zapier keys.
    public static let zapier = SecretFamily(name: "zapier", prefix: "czp_", bodyLength: 40)

    /// `krt_` + 43: refresh tokens. No key, and not among the families a key may be of.
    public static let refresh = SecretFamily(name: "refresh", prefix: "krt_", bodyLength: 43)
    /// `kss_` + 43: what a session's cookie holds. No key either.
    public static let session = SecretFamily(name: "session", prefix: "kss_", bodyLength: 43)

    /// `klk_` + 43: links that are sent by mail. No key either.
    public static let link = SecretFamily(name: "link", prefix: "klk_", bodyLength: 43)

    /// `ksu_` + 43: the link of the first run. No key either.
    public static let setup = SecretFamily(name: "setup", prefix: "ksu_", bodyLength: 43)

    /// `koc_` + 43: authorization codes.
    public static let oauthCode = SecretFamily(name: "oauth_code", prefix: "koc_", bodyLength: 43)
    /// `koa_` + 43: OAuth access tokens. Credentials, though no keys.
    public static let oauthAccess = SecretFamily(name: "oauth_access", prefix: "koa_", bodyLength: 43)
    /// `kor_` + 43: OAuth refresh tokens.
    public static let oauthRefresh = SecretFamily(name: "oauth_refresh", prefix: "kor_", bodyLength: 43)
    /// `kos_` + 43: what confidential OAuth clients authenticate with.
    public static let oauthClient = SecretFamily(name: "oauth_client", prefix: "kos_", bodyLength: 43)

    /// The four families of the published contracts.
    public static let all: [SecretFamily] = [.kiik, .serviceLive, .serviceTest, .zapier]

    /// Characters of a whole secret of this family.
    public var length: Int { prefix.utf8.count + bodyLength }

    /// Random bits of a secret: 5.95 for each character that is not the check code.
    public var randomBits: Double { Double(bodyLength - CheckCode.length) * Self.bitsPerCharacter }

    /// Random bits that remain unknown to one who knows the display prefix.
    public var undisclosedBits: Double { randomBits - Double(Self.displayed) * Self.bitsPerCharacter }

    /// log2(62), rounded down.
    private static let bitsPerCharacter = 5.954196
}

extension SecretFamily {
    /// A regular expression (PCRE, RE2 and ICU alike) that finds secrets of this family in text.
    ///
    /// What it finds is a candidate; ``SecretParser`` tells by the check code whether it was issued in this form.
    public var scannerPattern: String { #"\b\#(prefix)[0-9A-Za-z]{\#(bodyLength)}\b"# }

    /// One regular expression that finds secrets of all these families.
    public static func scannerPattern(for families: [SecretFamily]) -> String {
        #"\b(?:"# + families.map { "\($0.prefix)[0-9A-Za-z]{\($0.bodyLength)}" }.joined(separator: "|") + #")\b"#
    }

    /// One regular expression that finds secrets of the published families.
    public static var scannerPattern: String { scannerPattern(for: all) }
}

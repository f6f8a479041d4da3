/// A password, hashed by scrypt (RFC 7914), with its salt and costs beside it.
///
/// Making and verifying take some tenths of a second and tens of MiB: keep them off the threads that serve requests,
/// and bound how many run at once.
public struct PasswordHash: Sendable, Hashable {
    /// The costs this hash was made with.
    public let parameters: ScryptParameters
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Bytes of a password's UTF-8 that are hashed; a longer password is refused, not cut.
    public static let passwordLengths = 1...1024

    private static let saltLength = 16
    private static let hashLength = 32

    /// Hashes a password with a fresh salt of 16 bytes. The text is taken as it is: normalize before, or never.
    ///
    /// - Throws: ``PasswordError``, for what is no password and without memory.
    public init(
        of password: String, parameters: ScryptParameters = .recommended,
        using generator: inout some RandomNumberGenerator
    ) throws(PasswordError) {
        guard Self.passwordLengths.contains(password.utf8.count) else { throw .length }
        // HMAC pads short keys with zeros: "a" and "a" + U+0000 would be one password.
        guard !password.utf8.contains(0) else { throw .nul }
        let salt = (0..<Self.saltLength).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        guard
            let hash = Scrypt.derive(
                Array(password.utf8), salt: salt, parameters: parameters, count: Self.hashLength)
        else { throw .unavailable }
        self.init(parameters: parameters, salt: salt, hash: hash)
    }

    private init(parameters: ScryptParameters, salt: [UInt8], hash: [UInt8]) {
        self.parameters = parameters
        self.salt = salt
        self.hash = hash
    }

    /// Whether this is the password, in time that depends on the costs only.
    ///
    /// - Throws: ``PasswordError/unavailable`` without memory: that is no answer about the password.
    public func verify(_ password: String) throws(PasswordError) -> Bool {
        guard Self.passwordLengths.contains(password.utf8.count), !password.utf8.contains(0) else { return false }
        guard let derived = Scrypt.derive(Array(password.utf8), salt: salt, parameters: parameters, count: hash.count)
        else { throw .unavailable }
        return ConstantTime.equal(derived, hash)
    }

    /// Whether the password should be hashed again, now that it is at hand: these are not the costs wanted today.
    public func needsRehash(for wanted: ScryptParameters = .recommended) -> Bool {
        parameters != wanted || hash.count != Self.hashLength || salt.count < Self.saltLength
    }

    /// A hash no password has. Verifying against it takes as long as against a real one: for users that do not exist.
    public static func decoy(_ parameters: ScryptParameters = .recommended) -> PasswordHash {
        var random = SecureRandom()
        return PasswordHash(parameters: parameters, salt: random.bytes(saltLength), hash: random.bytes(hashLength))
    }
}

/// Why a password could not be hashed or verified.
public enum PasswordError: Error, Sendable, Hashable {
    /// Empty, or more than 1,024 bytes of UTF-8.
    case length
    /// It contains U+0000.
    case nul
    /// Not enough memory.
    case unavailable
}

extension PasswordHash {
    /// What is stored: `$scrypt$ln=15,r=8,p=3$salt$hash`, salt and hash in base64 without padding.
    public var phc: String {
        costs + "$" + Base64.standard.encode(salt) + "$" + Base64.standard.encode(hash)
    }

    private var costs: String {
        "$scrypt$ln=\(parameters.logN),r=\(parameters.blockSize),p=\(parameters.parallelization)"
    }

    /// Reads what was stored.
    ///
    /// Nil for any other form, for costs ``ScryptParameters/init(logN:blockSize:parallelization:)`` refuses, and unless
    /// the salt has 8...64 and the hash 16...64 bytes.
    public init?(phc text: String) {
        guard text.utf8.count <= 300 else { return nil }
        let fields = text.split(separator: "$", omittingEmptySubsequences: false)
        guard fields.count == 5, fields[0].isEmpty, fields[1] == "scrypt" else { return nil }
        let costs = fields[2].split(separator: ",", omittingEmptySubsequences: false)
        guard costs.count == 3, let logN = Self.cost("ln=", costs[0]), let blockSize = Self.cost("r=", costs[1]),
            let parallelization = Self.cost("p=", costs[2]),
            let parameters = ScryptParameters(
                logN: logN, blockSize: blockSize, parallelization: parallelization),
            let salt = Base64.standard.decode(fields[3].utf8), (8...64).contains(salt.count),
            let hash = Base64.standard.decode(fields[4].utf8), (16...64).contains(hash.count)
        else { return nil }
        self.init(parameters: parameters, salt: salt, hash: hash)
    }

    private static func cost(_ name: String, _ text: Substring) -> Int? {
        guard text.hasPrefix(name) else { return nil }
        let digits = text.dropFirst(name.count)
        guard (1...3).contains(digits.utf8.count), digits.first != "0",
            digits.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
        else { return nil }
        return Int(digits)
    }
}

extension PasswordHash: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The costs, without salt and hash.
    public var description: String { costs + "$…" }
    /// The costs, without salt and hash.
    public var debugDescription: String { description }
    /// The costs, without salt and hash.
    public var customMirror: Mirror { Mirror(self, children: ["parameters": parameters]) }
}

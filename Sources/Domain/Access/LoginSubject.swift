public import AuthCore

/// What guesses are counted by: an account from an address, an account, an address.
///
/// A known account is counted by its id, so that no other spelling of the address is another account; an unknown one by
/// its spelling, so that it answers alike. An IPv6 address is counted by its /64: one client has all of that.
public struct LoginSubject: Sendable, Hashable {
    public let digest: SecretDigest
    /// Failures that cost nothing; the next one costs a second, and each after it twice as much, up to a quarter of an hour.
    public let free: Int32

    /// From one address to one account.
    static let freeOfPair: Int32 = 5
    /// To one account, from wherever.
    static let freeOfAccount: Int32 = 50
    /// From one address, to whomever.
    static let freeOfAddress: Int32 = 200

    private init(_ parts: [String], free: Int32) {
        // No part has a line feed in it.
        digest = SecretDigest(hashing: parts.joined(separator: "\n"))
        self.free = free
    }

    /// The pair first: a login that is right clears it.
    static func all(account: LoginAccount?, email: String, address: IPAddress?) -> [LoginSubject] {
        let who = account.map { "id \($0.id)" } ?? "email \(email)"
        return [
            LoginSubject(["pair", who, address.map(text) ?? ""], free: freeOfPair),
            LoginSubject(["account", who], free: freeOfAccount),
        ] + [self.address(address)].compactMap(\.self)
    }

    static func address(_ address: IPAddress?) -> LoginSubject? {
        address.map { LoginSubject(["address", text($0)], free: freeOfAddress) }
    }

    private static func text(_ address: IPAddress) -> String {
        (address.isV4 ? address.bytes : Array(address.bytes.prefix(8))).map { String($0) }.joined(separator: ".")
    }
}

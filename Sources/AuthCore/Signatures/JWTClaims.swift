package import JSON

/// What a JSON Web Token says (RFC 7519, 4). Read it from a ``VerifiedJWS`` only.
public struct JWTClaims: Sendable, Hashable {
    /// All claims as they were written.
    package let object: JSONObject

    /// `iss`.
    public let issuer: String?
    /// `sub`.
    public let subject: String?
    /// `aud`, one or many; empty if absent.
    public let audience: [String]
    /// `jti`.
    public let id: String?
    /// `exp` in epoch seconds, a fraction rounded up.
    public let expiry: Int64?
    /// `nbf` in epoch seconds, a fraction rounded up.
    public let notBefore: Int64?
    /// `iat` in epoch seconds, a fraction rounded up.
    public let issuedAt: Int64?

    /// 9999-12-31T23:59:59Z: dates beyond are no dates.
    private static let lastDate: Int64 = 253_402_300_799

    /// Reads a payload.
    ///
    /// - Throws: ``JWTError/malformed`` unless it is one JSON object, and for a registered claim of the wrong type, or
    ///   a date before 1970 or after 9999.
    public init(parsing payload: [UInt8]) throws(JWTError) {
        guard let object = (try? JSONValue.parse(payload))?.objectValue else { throw .malformed }
        self.object = object
        issuer = try Self.string(object, "iss")
        subject = try Self.string(object, "sub")
        id = try Self.string(object, "jti")
        audience = try Self.audience(object)
        expiry = try Self.date(object, "exp")
        notBefore = try Self.date(object, "nbf")
        issuedAt = try Self.date(object, "iat")
    }

    /// A claim that is a string; nil if it is absent or something else.
    public func string(_ name: String) -> String? { object[name]?.stringValue }

    /// A claim that is an integer; nil if it is absent or something else.
    public func integer(_ name: String) -> Int64? { object[name]?.int64Value }

    /// Who a token says it is about, for finding the key that decides whether to believe it. Proof of nothing.
    package static func unverifiedSubject(of token: String) -> String? {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard token.utf8.count <= JWS.longest, parts.count == 3, let payload = Base64URL.decode(parts[1]) else {
            return nil
        }
        return (try? JWTClaims(parsing: payload))?.subject
    }

    private static func string(_ object: JSONObject, _ name: String) throws(JWTError) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.stringValue else { throw .malformed }
        return text
    }

    /// "In the general case, the "aud" value is an array of case-sensitive strings" or a single one (RFC 7519, 4.1.3).
    private static func audience(_ object: JSONObject) throws(JWTError) -> [String] {
        guard let value = object["aud"] else { return [] }
        if let one = value.stringValue { return [one] }
        guard let values = value.arrayValue else { throw .malformed }
        var texts: [String] = []
        for value in values {
            guard let text = value.stringValue else { throw .malformed }
            texts.append(text)
        }
        return texts
    }

    /// NumericDate: "seconds … ignoring leap seconds", integer or not (RFC 7519, 2).
    ///
    /// Rounded up, since for a whole `now` all three comparisons come out as they would with the fraction.
    private static func date(_ object: JSONObject, _ name: String) throws(JWTError) -> Int64? {
        guard let value = object[name] else { return nil }
        guard let (unscaled, scale) = value.numberValue?.decimal, unscaled >= 0, (0...18).contains(scale) else {
            throw .malformed
        }
        let unit = (0..<scale).reduce(Int64(1)) { product, _ in product * 10 }
        let seconds = unscaled / unit + (unscaled % unit == 0 ? 0 : 1)
        guard seconds <= lastDate else { throw .malformed }
        return seconds
    }
}

/// Why a token's claims are not accepted. For the log; the sender is told no more than `invalid_token`.
public enum JWTError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Not a JSON object, or a claim of the wrong type or range.
    case malformed
    /// A claim that is required is absent.
    case missing(String)
    /// Its time is over.
    case expired
    /// Its time has not come, or it was issued in the future.
    case notYetValid
    /// It would live longer than is allowed.
    case tooLongLived
    /// Issued by somebody else.
    case issuer
    /// Meant for somebody else.
    case audience

    /// A sentence for the log; repeats nothing of the token.
    public var description: String {
        switch self {
        case .malformed: "the token's claims are malformed"
        case .missing(let name): "the token has no \(name)"
        case .expired: "the token has expired"
        case .notYetValid: "the token is not valid yet"
        case .tooLongLived: "the token lives longer than is allowed"
        case .issuer: "the token is from another issuer"
        case .audience: "the token is for another audience"
        }
    }
}

import AuthCore
import Foundation
import JSON
import Testing

/// Somebody with a second factor.
struct Enrolled: Sendable {
    let person: Person
    let tokens: Person.Tokens
    let totp: TOTP
    let codes: [String]

    /// The code of a step from now.
    func code(_ offset: Int64 = 0) -> String {
        totp.code(at: TOTP.step(at: Int64(Date().timeIntervalSince1970)) + offset)
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

    fileprivate static func decoded(base32 text: String) throws -> [UInt8] {
        var bits = 0
        var kept: UInt64 = 0
        var bytes: [UInt8] = []
        for character in text {
            kept = (kept << 5 | UInt64(try #require(alphabet.firstIndex(of: character)))) & 0xFFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: kept >> UInt64(bits)))
            }
        }
        return bytes
    }
}

extension Office {
    func enrolled() async throws -> Enrolled {
        let person = try await hire()
        let tokens = try await person.login()
        let client = client.with(key: tokens.access)
        let made = try await client.post("\(Path.auth)totp/enroll", #"{"password": "\#(Person.password)"}"#)
        try #require(made.status == 200, "\(made.text)")
        let secret = try #require(try made.json["data"]?["secret"]?.stringValue)
        let uri = try #require(try made.json["data"]?["otpauth_uri"]?.stringValue)
        #expect(uri.hasPrefix("otpauth://totp/kiikd:") && uri.contains("secret=\(secret)&"))
        let totp = try #require(TOTP(secret: try Enrolled.decoded(base32: secret)))
        // Nothing is asked for until it is confirmed.
        #expect(try await person.tryLogin().status == 200)
        #expect(try await client.post("\(Path.auth)totp/confirm", #"{"totp": "000000"}"#).status == 400)
        // The step before: the present one's code is left for the login. Where a step ends meanwhile it is too old.
        let confirmed = try await eventually("the confirmation") { () -> HTTPAnswer? in
            let step = TOTP.step(at: Int64(Date().timeIntervalSince1970))
            let answer = try await client.post(
                "\(Path.auth)totp/confirm", #"{"totp": "\#(totp.code(at: step - 1))"}"#)
            return answer.status == 200 ? answer : nil
        }
        let codes = try confirmed.json["data"]?["recovery_codes"]?.arrayValue?.compactMap(\.stringValue) ?? []
        #expect(Set(codes).count == 10)
        return Enrolled(person: person, tokens: tokens, totp: totp, codes: codes)
    }
}

import AuthCore
import Foundation
import JSON
import Testing

@Suite struct `Access tokens at the door` {
    private func status(_ token: String, _ office: Office) async throws -> Int {
        try await office.client.with(key: token).get(Path.customerList).status
    }

    /// A token of these parts, signed with HMAC or not at all.
    private func token(header: JSONValue, like tokens: Person.Tokens, hmac key: [UInt8]? = nil) throws -> String {
        let payload = try #require(tokens.access.split(separator: ".").dropFirst().first)
        let signed = Base64URL.encode(header.serialized()) + "." + payload
        guard let key else { return signed + "." }
        return signed + "." + Base64URL.encode(try #require(HMACKey(key)).authenticate(Array(signed.utf8)))
    }

    @Test func `S37 none, HMAC under the public key, keys in the header and tricks with kid are refused`() async throws
    {
        let office = try await Office.open()
        let tokens = try await office.hire().login()
        let key = try await office.daemon.signingKey()
        let kid = try #require(key.publicKey.keyID)
        let published = Array(try await office.daemon.client.get("/.well-known/jwks.json").body)
        #expect(try await status(tokens.access, office) == 200)
        func header(_ algorithm: String, _ more: [(String, JSONValue)] = []) -> JSONValue {
            .object(JSONObject([("alg", .string(algorithm)), ("typ", "at+jwt")] + more))
        }
        let named = [("kid", JSONValue.string(kid))]
        for algorithm in ["none", "None", "nOnE", "", "RS256", "ES256"] {
            let bare = try token(header: header(algorithm, named), like: tokens)
            #expect(try await status(bare, office) == 401, "\(algorithm)")
        }
        for secret in [published, Array(key.publicKey.text.utf8)] {
            let forged = try token(header: header("HS256", named), like: tokens, hmac: secret)
            #expect(try await status(forged, office) == 401)
        }
        // Another's key, under our name, in the header, or at an address.
        let other = try SigningKey.generateES256(keyID: kid)
        #expect(try await status(tokens.claims().signed(with: other), office) == 401)
        let payload = try #require(tokens.access.split(separator: ".").dropFirst().first)
        for more in [
            [("jwk", try JSONValue.parse(Array(other.publicKey.text.utf8)))],
            [("jku", "https://evil.example/jwks.json")],
            [("x5u", "https://evil.example/x")], [("crit", ["exp"])], [("kid", ["\(kid)"])],
            [("kid", "../../dev/null")],
            [("kid", "' OR 1=1 --")], [],
        ] as [[(String, JSONValue)]] {
            let fields = more.contains { $0.0 == "kid" } ? more : named + more
            let signed = Base64URL.encode(header("ES256", fields).serialized()) + "." + payload
            let signature = try other.sign(Array(signed.utf8))
            #expect(try await status(signed + "." + Base64URL.encode(signature), office) == 401, "\(more)")
        }
        // One bit of the payload or the signature.
        for place in [tokens.access.count / 2, tokens.access.count - 10] {
            var bytes = Array(tokens.access.utf8)
            bytes[place] = bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(try await status(String(decoding: bytes, as: UTF8.self), office) == 401)
        }
    }

    @Test func `S38 a refresh token is no access token, nor the reverse, and other tokens of the key are neither`()
        async throws
    {
        let office = try await Office.open()
        let person = try await office.hire()
        let tokens = try await person.login()
        let key = try await office.daemon.signingKey()
        #expect(try await status(tokens.refresh, office) == 401)
        #expect(try await person.refresh(tokens.access).status == 401)
        #expect(try await person.refresh(office.key.secret).status == 401)
        #expect(try await status(tokens.claims().signed(with: key), office) == 200, "the key is the daemon's")
        let payload = try Person.Tokens.payload(tokens.access).serialized()
        for type in ["JWT", "logout+jwt", "at+jwt "] {
            #expect(try await status(JWS.sign(payload, type: type, with: key), office) == 401, "\(type)")
        }
        for claims in [
            try tokens.claims(audience: "https://elsewhere.example"), try tokens.claims(issuer: "https://evil.example"),
            try tokens.claims(tenant: office.id + 1),
        ] {
            #expect(try await status(claims.signed(with: key), office) == 401)
        }
        let another = try await office.hire().login()
        let mixed = AccessToken(
            issuer: try tokens.claims().issuer, audience: try tokens.claims().audience, user: person.id,
            session: another.session, tenant: office.id, id: "x", issuedAt: try tokens.claims().issuedAt,
            expiry: try tokens.claims().expiry)
        #expect(try await status(mixed.signed(with: key), office) == 401, "another's session")
    }

    @Test func `S39 times: over, not come, negative, huge, longer than a token lives`() async throws {
        let office = try await Office.open()
        let tokens = try await office.hire().login()
        let key = try await office.daemon.signingKey()
        var now = Int64(Date().timeIntervalSince1970)
        for (issuedAt, expiry, expected) in [
            (now, now + 600, 200), (now - 540, now + 60, 200), (now - 600, now, 401), (now - 600, now - 1, 401),
            (now + 300, now + 600, 401), (now, now + 601, 401), (now, Int64.max, 401), (-5, now + 5, 401),
            (now, -1, 401), (Int64.min, Int64.max, 401), (0, 0, 401), (now + 300, now - 10, 401),
        ] {
            let token = try tokens.claims(issuedAt: issuedAt, expiry: expiry).signed(with: key)
            #expect(try await status(token, office) == expected, "\(issuedAt - now) \(expiry)")
        }
        // To the moment, also where it is cached.
        let short = try await eventually("a look at a token while it lives") { () -> String? in
            now = Int64(Date().timeIntervalSince1970)
            let token = try tokens.claims(issuedAt: now, expiry: now + 10).signed(with: key)
            return try await status(token, office) == 200 ? token : nil
        }
        try await Task.sleep(for: .seconds(10))
        let answer = try await office.client.with(key: short).get(Path.customerList)
        #expect(answer.status == 401)
        #expect(try answer.json["detail"] == "This key has expired.")
        for raw in [#""exp":"9999999999""#, #""exp":1e400"#, #""exp":null"#, #""exp":[]"#] {
            let claims = String(decoding: try Person.Tokens.payload(tokens.access).serialized(), as: UTF8.self)
            let changed = claims.replacing(/"exp":[0-9]+/, with: raw)
            #expect(try await status(JWS.sign(Array(changed.utf8), type: "at+jwt", with: key), office) == 401)
        }
    }

    @Test func `a rotation of the signing keys logs nobody out, on either of two daemons`() async throws {
        let daemon = try await RunningDaemon.start()
        let office = try await Office.open(on: daemon)
        let second = try await RunningDaemon.start(beside: daemon)
        let person = try await office.hire()
        let old = try await person.login()
        func statuses(_ token: String) async throws -> [Int] {
            var statuses: [Int] = []
            for daemon in [daemon, second] {
                statuses.append(try await daemon.client.with(key: token).get(Path.customerList).status)
            }
            return statuses
        }
        #expect(try await statuses(old.access) == [200, 200])
        let rotated = try await daemon.tool.run("signing-keys", "rotate", "--format", "json").json
        #expect(try await statuses(old.access) == [200, 200])
        let new = try await person.login(on: second)
        #expect(try await daemon.signingKey().publicKey.keyID == rotated["id"]?.stringValue)
        let header = try #require(new.access.split(separator: ".").first)
        #expect(
            String(decoding: Base64URL.decode(header.utf8) ?? [], as: UTF8.self).contains(
                rotated["id"]?.stringValue ?? "?"))
        #expect(try await statuses(new.access) == [200, 200])
        _ = try Person.Tokens(try await person.refresh(old.refresh))
        let listed = try await daemon.tool.run("signing-keys", "list", "--format", "json").json.arrayValue ?? []
        #expect(listed.map { $0["retired_at"] == .null } == [true, false])
        #expect(try await daemon.client.get("/.well-known/jwks.json").json["keys"]?.arrayValue?.count == 2)
        // When the last token it signed has long expired, the old key verifies nothing.
        _ = try await daemon.sql(
            "UPDATE signing_keys SET retired_at = retired_at - interval '1 hour' WHERE retired_at IS NOT NULL")
        _ = try await eventually("the old key's end") {
            try await statuses(old.access) == [401, 401] ? true : nil
        }
        #expect(try await statuses(new.access) == [200, 200])
        try await second.stop()
        try await daemon.stop()
    }
}

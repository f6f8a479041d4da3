import AuthCore
import Foundation
import JSON
import Testing

@testable import kiikd

/// Somebody with a password, a member of a test's tenant.
struct Person: Sendable {
    let office: Office
    let id: Int64
    let email: String
    static let password = "correct horse battery staple"

    /// What a login has brought.
    struct Tokens: Sendable {
        let access: String
        let refresh: String
        let session: Int64

        init(_ answer: HTTPAnswer) throws {
            try #require(answer.status == 200, "\(answer.text)")
            let data = try #require(try answer.json["data"])
            access = try #require(data["access_token"]?.stringValue)
            refresh = try #require(data["refresh_token"]?.stringValue)
            session = try #require(try Tokens.payload(access)["sid"]?.int64Value)
        }

        static func payload(_ token: String) throws -> JSONValue {
            let parts = token.split(separator: ".")
            try #require(parts.count == 3)
            return try JSONValue.parse(try #require(Base64URL.decode(parts[1].utf8)))
        }

        /// What the access token says, with anything of it changed.
        func claims(
            issuer: String? = nil, audience: String? = nil, issuedAt: Int64? = nil, expiry: Int64? = nil,
            tenant: Int64? = nil
        ) throws -> AccessToken {
            let claims = try Self.payload(access)
            func text(_ name: String) throws -> String { try #require(claims[name]?.stringValue) }
            func number(_ name: String) throws -> Int64 { try #require(claims[name]?.int64Value) }
            return AccessToken(
                issuer: try issuer ?? text("iss"), audience: try audience ?? text("aud"),
                user: try #require(Int64(try text("sub"))), session: try number("sid"),
                tenant: try tenant ?? number("tenant"), id: try text("jti"), issuedAt: try issuedAt ?? number("iat"),
                expiry: try expiry ?? number("exp"))
        }
    }

    func tryLogin(_ password: String = Person.password, _ more: String = "", on daemon: RunningDaemon? = nil)
        async throws -> HTTPAnswer
    {
        try await (daemon ?? office.daemon).client.post(
            "\(Path.auth)login", #"{"email": "\#(email)", "password": "\#(password)"\#(more)}"#)
    }

    func login(_ more: String = "", on daemon: RunningDaemon? = nil) async throws -> Tokens {
        try Tokens(try await tryLogin(Person.password, more, on: daemon))
    }

    func refresh(_ token: String, on daemon: RunningDaemon? = nil) async throws -> HTTPAnswer {
        try await (daemon ?? office.daemon).client.with(key: token).post("\(Path.auth)refresh", "")
    }
}

extension Office {
    /// Somebody with a role of their own.
    func hire(permissions: String) async throws -> Person {
        let name = "R\(UInt32.random(in: .min ... .max))"
        _ = try await daemon.tool.run(
            "roles", "create", "--tenant", subdomain, "--name", name, "--permissions", permissions, "--format", "json"
        ).json
        return try await hire(role: name)
    }

    /// - Parameter isCheap: hashed at the least cost, so that many tests at once do not wait for hashes.
    func hire(role: String = "Owner", isCheap: Bool = true) async throws -> Person {
        let email = "p\(UInt32.random(in: .min ... .max))-\(subdomain)@acme.example"
        let words = ["users", "create", "--tenant", subdomain, "--email", email, "--role", role, "--format", "json"]
        guard isCheap else {
            let made = try await runReading(
                Person.password, "users", "create", "--tenant", subdomain, "--email", email, "--role", role,
                "--password-stdin")
            return Person(office: self, id: try #require(made["id"]?.int64Value), email: email)
        }
        let made = try await daemon.tool.run(words).json
        let id = try #require(made["id"]?.int64Value)
        // All tests have one address: what others have mistyped from it so far keeps nobody waiting.
        _ = try await daemon.sql(
            """
            UPDATE users SET password = '\(try Person.cheapHash())' WHERE id = \(id);
            UPDATE login_delays SET failures = 0 WHERE subject = sha256(E'address\\n127.0.0.1'::bytea)
            """)
        return Person(office: self, id: id, email: email)
    }
}

extension Person {
    fileprivate static func cheapHash() throws -> String {
        var random = SystemRandomNumberGenerator()
        let costs = try #require(ScryptParameters(logN: 4, blockSize: 1, parallelization: 1))
        return try PasswordHash(of: password, parameters: costs, using: &random).phc
    }
}

extension RunningDaemon {
    /// The private key that signs, as whoever has both database and master key could take it.
    func signingKey() async throws -> SigningKey {
        let ring = try MasterKey.load("\(place.data)/master-key")
        let row = try await sql("SELECT id || ' ' || encode(sealed, 'hex') FROM signing_keys WHERE retired_at IS NULL")
        let parts = row.split(separator: " ").map(String.init)
        try #require(parts.count == 2)
        let sealed = try #require(Keys.bytes(hex: parts[1]))
        return try SigningKey(
            parsing: try ring.open(sealed, for: AssociatedData(["signing_keys", "sealed", parts[0]])))
    }
}

internal import AuthCore

/// A user's second factor: set up, confirmed with a first code, taken away again.
extension Logins {
    public struct Enrolment: Sendable {
        /// As a person types it into an app.
        public let secret: String
        /// As an app reads it from a QR code.
        public let uri: String
    }

    /// A fresh secret, which counts for nothing until it is confirmed. Whoever has the session alone cannot do it.
    public func enroll(user: Int64, password: String, from origin: Origin) async throws -> Enrolment {
        let account = try await own(user, password, nil, origin, needsCode: false)
        guard account.factor == nil else {
            throw Problem.conflict("There is a second factor already. Take it away first.")
        }
        let now = clock.now()
        let old = try await logins.factor(of: account)
        var random = SecureRandom()
        let secret = random.bytes(TOTP.secretLength)
        let id = if let old { old.id } else { try await store.newID(for: .secondFactors) }
        var new = SecondFactor(
            id: id, uuid: old?.uuid ?? newUUID(now), userID: user,
            sealed: [], confirmedAt: nil, createdAt: old?.createdAt ?? now, updatedAt: now,
            version: (old?.version ?? 0) &+ 1)
        guard let totp = TOTP(secret: secret), let sealed = try? ring.seal(secret, for: Self.place(new.id, of: account))
        else { throw Problem.internal }
        new.sealed = sealed
        let change: Change? = if let old { .update(from: old, to: new) } else { .create(new) }
        try await commit([change].compactMap(\.self), in: account.home, by: user, "second_factors.enroll", origin, now)
        return Enrolment(secret: totp.text, uri: totp.uri(issuer: "kiikd", account: account.email))
    }

    /// From now on logins need a code. Answers the recovery codes, which are shown this once.
    public func confirm(user: Int64, code: String, from origin: Origin) async throws -> [String] {
        guard let account = try await logins.account(id: user), let old = try await logins.factor(of: account),
            old.confirmedAt == nil, !old.sealed.isEmpty
        else { throw Problem.conflict("There is nothing to confirm. Enroll first.") }
        let now = clock.now()
        let totp = try opened(old.sealed, id: old.id, of: account)
        let subjects = LoginSubject.all(account: account, email: account.email, address: origin.address)
        try await take(subjects)
        guard let step = totp.step(of: code, at: now.microseconds / 1_000_000, after: 0),
            try await logins.useStep(step, of: account)
        else { throw Problem.invalid([Fault("totp", .rule, "This code is wrong, or was used before.")]) }
        try await logins.settleTry(subjects, isComplete: true)
        var random = SecureRandom()
        let codes = (0..<10).map { _ in RecoveryCode.generate(using: &random) }
        // Before the factor counts: nobody is left with one and without codes.
        try await logins.keepRecoveryCodes(codes.map(\.digest), of: account, at: now)
        var new = old
        new.confirmedAt = now
        try await change(old, to: new, of: account, by: user, "second_factors.confirm", origin, now)
        return codes.map(\.exposed)
    }

    /// Takes it away. Needs all that a login needs.
    public func removeFactor(user: Int64, password: String, code: Code?, from origin: Origin) async throws {
        let account = try await own(user, password, code, origin, needsCode: true)
        guard account.factor != nil, let old = try await logins.factor(of: account) else {
            throw Problem.notFound(.secondFactors, id: String(user))
        }
        try await remove(old, of: account, by: user, origin)
    }

    /// An operator takes it away, for somebody who has neither app nor codes.
    /// - Returns: false where there was none.
    public func resetFactor(email: String) async throws -> Bool {
        guard let account = try await logins.account(email: Self.canonical(email)) else {
            throw Problem.notFound(.users, id: email)
        }
        guard account.factor != nil, let old = try await logins.factor(of: account) else { return false }
        let origin = Origin(address: nil, ip: "", userAgent: "", requestID: "")
        try await remove(old, of: account, by: nil, origin)
        return true
    }

    private func remove(_ old: SecondFactor, of account: LoginAccount, by user: Int64?, _ origin: Origin) async throws {
        let now = clock.now()
        var new = old
        new.sealed = []
        new.confirmedAt = nil
        try await change(old, to: new, of: account, by: user, "second_factors.remove", origin, now)
        try await logins.keepRecoveryCodes([], of: account, at: now)
    }

    private func change(
        _ old: SecondFactor, to new: SecondFactor, of account: LoginAccount, by user: Int64?, _ action: String,
        _ origin: Origin, _ now: Timestamp
    ) async throws {
        var new = new
        new.updatedAt = now
        new.version = old.version &+ 1
        let change = Change.update(from: old, to: new)
        try await commit([change].compactMap(\.self), in: account.home, by: user, action, origin, now)
    }

    /// The account of somebody who is in, and shows again that it is they.
    func own(_ user: Int64, _ password: String, _ code: Code?, _ origin: Origin, needsCode: Bool) async throws
        -> LoginAccount
    {
        guard let account = try await logins.account(id: user) else { throw LoginFailure.credentials }
        do {
            return try await verified(account, email: account.email, password, code, origin).account
        } catch LoginFailure.secondFactorRequired where !needsCode {
            return account
        }
    }
}

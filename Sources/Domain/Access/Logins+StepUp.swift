internal import AuthCore

/// A session whose second factor is fresh, and pages that prove to be ours.
extension Logins {
    /// Shows the second factor again. When this returns, every node knows of it. A code is guessed no faster than at a
    /// login.
    public func stepUp(session id: Int64, of user: Int64, code: Code, from origin: Origin) async throws {
        guard let account = try await logins.account(id: user), let session = try await logins.session(id) else {
            throw LoginFailure.credentials
        }
        guard let factor = account.factor else {
            throw Problem.conflict("You have no second factor. Set one up at /api/v1/auth/totp/enroll first.")
        }
        let subjects = LoginSubject.all(account: account, email: account.email, address: origin.address)
        try await take(subjects)
        guard try await use(code, factor, of: account) != nil else {
            refusals.note("code", of: account, from: origin, at: clock.now())
            throw LoginFailure.credentials
        }
        try await logins.settleTry(subjects, isComplete: true)
        let now = clock.now()
        try await revise(session, "sessions.step_up", by: user, origin) { $0.factorAt = now }
        try await AccessChanges.untilInForce()
    }

    /// What a page of ours sends with a session's cookie where its browser does not say where it comes from.
    public func csrfToken(of session: Int64) throws(Problem) -> String { try csrfToken(for: String(session)) }

    public func isCSRFToken(_ text: String, of session: Int64) -> Bool { isCSRFToken(text, for: String(session)) }

    /// What the login page sends of a browser where nobody is logged in yet, which is known by a cookie.
    public func csrfToken(ofBrowser cookie: String) throws(Problem) -> String {
        try csrfToken(for: "browser \(cookie)")
    }

    public func isCSRFToken(_ text: String, ofBrowser cookie: String) -> Bool {
        isCSRFToken(text, for: "browser \(cookie)")
    }

    /// What only a page of ours can have said to this person, as long as the master key lasts.
    public func proof(of text: String, to user: Int64) -> String? {
        proofKey(ring.primaryID).map { Base64URL.encode($0.authenticate(Array("\(user) \(text)".utf8))) }
    }

    public func isProof(_ proof: String, of text: String, to user: Int64) -> Bool {
        guard let tag = Base64URL.decode(proof) else { return false }
        return ring.ids.contains { proofKey($0)?.isValid(tag, for: Array("\(user) \(text)".utf8)) == true }
    }

    private func proofKey(_ id: String) -> HMACKey? { ring.derivedKey(for: "page proofs", from: id) }

    private func csrfToken(for whom: String) throws(Problem) -> String {
        guard let key = csrfKey(ring.primaryID) else { throw .internal }
        return Base64URL.encode(key.authenticate(Array(whom.utf8)))
    }

    /// Also one that was given out under an earlier master key.
    private func isCSRFToken(_ text: String, for whom: String) -> Bool {
        guard let tag = Base64URL.decode(text) else { return false }
        return ring.ids.contains { csrfKey($0)?.isValid(tag, for: Array(whom.utf8)) == true }
    }

    private func csrfKey(_ id: String) -> HMACKey? { ring.derivedKey(for: "csrf tokens", from: id) }
}

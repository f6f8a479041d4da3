internal import AuthCore

/// Logins by the login page, in two steps where a second factor is set: the password, then a code. Nobody is in before
/// the second.
extension Logins {
    /// Seconds for which a password that was right need not be typed again.
    public static let halfLife: Int64 = 300

    /// The password was right, and a code is missing.
    public struct HalfLogin: Error, Sendable {
        /// What the page brings back in the password's place: sealed, for the browser it was shown in.
        public let text: String
    }

    /// A half login that came too late, or from another browser, or was used.
    public struct HalfLoginOver: Error, Sendable {}

    /// All that was typed is right, and there is no business to let them into. Said only after password and code were right.
    public struct NoMembership: Error, Sendable {}

    /// Of one address so many a minute, as of logins on a page.
    public func admitsPageVisit(from origin: Origin) -> Bool { (try? limitPageVisits(origin.address)) != nil }

    /// - Parameter browser: what is known of the browser, where nobody is logged in.
    /// - Throws: ``HalfLogin`` where a code is missing, ``NoMembership``, and ``LoginFailure``.
    public func login(_ attempt: Attempt, inBrowser browser: String, from origin: Origin) async throws -> Grant {
        try limitPageVisits(origin.address)
        let account = try await logins.account(email: Self.canonical(attempt.email))
        do {
            let (known, method) = try await verified(
                account, email: attempt.email, attempt.password, attempt.code, origin)
            return try await letInMember(known, method, origin)
        } catch LoginFailure.secondFactorRequired {
            guard let account, let factor = account.factor else { throw LoginFailure.credentials }
            throw HalfLogin(
                text: try sealed(Half(account, factor).text, for: Self.half(in: browser), seconds: Self.halfLife))
        }
    }

    /// The second step. A code is guessed no faster than with the password.
    /// - Throws: ``HalfLoginOver``, ``NoMembership``, and ``LoginFailure`` for a wrong code.
    public func login(half text: String, _ code: Code, inBrowser browser: String, from origin: Origin) async throws
        -> Grant
    {
        try limitPageVisits(origin.address)
        guard let half = opened(text, for: Self.half(in: browser)).flatMap(Half.init),
            let account = try await logins.account(id: half.user), let factor = account.factor,
            half == Half(account, factor), account.lockedAt == nil
        else { throw HalfLoginOver() }
        let subjects = LoginSubject.all(
            account: account, email: Self.canonical(account.email), address: origin.address)
        try await take(subjects)
        guard let method = try await use(code, factor, of: account) else {
            refusals.note("code", of: account, from: origin, at: clock.now())
            throw LoginFailure.credentials
        }
        if method == .recovery {
            // A code of an app moves the factor's step on, and a half login is of one step: it is used up, on all nodes.
            // A recovery code does not by itself; it costs the app's code of this half minute, at most.
            let step = TOTP.step(at: clock.now().microseconds / 1_000_000)
            guard try await logins.useStep(max(factor.lastStep &+ 1, step &- 2), of: account) else {
                throw HalfLoginOver()
            }
        }
        try await logins.settleTry(subjects, isComplete: true)
        return try await letInMember(account, method, origin)
    }

    private func letInMember(_ account: LoginAccount, _ method: Session.Method, _ origin: Origin) async throws -> Grant
    {
        do {
            return try await letIn(account, method, carrier: .cookie, origin)
        } catch LoginFailure.credentials {
            // Password and code were right: neither another one nor another try would help.
            throw NoMembership()
        }
    }

    /// Whose password was right, and all that must not have changed since.
    private struct Half: Equatable {
        let user: Int64
        let factor: Int64
        let lastStep: Int64
        let passwordChangedAt: Int64

        init(_ account: LoginAccount, _ factor: LoginAccount.Factor) {
            (user, self.factor, lastStep) = (account.id, factor.id, factor.lastStep)
            passwordChangedAt = account.passwordChangedAt?.microseconds ?? 0
        }

        init?(_ text: String) {
            let numbers = text.split(separator: " ").map { Int64($0) }
            guard numbers.count == 4, let user = numbers[0], let factor = numbers[1], let step = numbers[2],
                let password = numbers[3]
            else { return nil }
            (self.user, self.factor, lastStep, passwordChangedAt) = (user, factor, step, password)
        }

        var text: String { "\(user) \(factor) \(lastStep) \(passwordChangedAt)" }
    }

    private static func half(in browser: String) -> [String] { ["half login", browser] }
}

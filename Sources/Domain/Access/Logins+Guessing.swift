internal import AuthCore

/// Who somebody is, with guesses counted.
extension Logins {
    /// An address as it is looked for and counted: no white space around it, no capitals.
    static func canonical(_ email: String) -> String {
        let scalars = email.unicodeScalars.drop { $0.properties.isWhitespace }
        let trimmed = scalars.reversed().drop { $0.properties.isWhitespace }.reversed()
        return String(String.UnicodeScalarView(trimmed)).lowercased()
    }

    /// The account, if password and code are its own. A try is counted before it is looked at, so that tries at once are
    /// no more than tries one after another.
    func verified(
        _ account: LoginAccount?, email: String, _ password: String, _ code: Code?, _ origin: Origin
    ) async throws -> (account: LoginAccount, method: Session.Method) {
        let subjects = LoginSubject.all(account: account, email: Self.canonical(email), address: origin.address)
        try await take(subjects)
        let isRight: Bool
        do {
            isRight = try await checks.verify(password, against: account?.password)
        } catch {
            // Nobody has looked at it.
            try await logins.settleTry(subjects, isComplete: false)
            throw error
        }
        guard isRight, let account, account.lockedAt == nil else {
            refusals.note(isRight ? "locked" : "password", of: account, from: origin, at: clock.now())
            throw LoginFailure.credentials
        }
        guard let factor = account.factor else {
            try await logins.settleTry(subjects, isComplete: true)
            return (account, .password)
        }
        guard let code else {
            try await logins.settleTry(subjects, isComplete: false)
            throw LoginFailure.secondFactorRequired
        }
        guard let method = try await use(code, factor, of: account) else {
            refusals.note("code", of: account, from: origin, at: clock.now())
            throw LoginFailure.credentials
        }
        try await logins.settleTry(subjects, isComplete: true)
        return (account, method)
    }

    /// A try is counted, or has to wait.
    func take(_ subjects: [LoginSubject]) async throws {
        let wait = try await logins.takeTry(subjects)
        guard wait <= 0 else { throw Problem.rateLimited(retryAfter: Int(min(wait.rounded(.up), 3600))) }
    }

    /// Nil for a code that is wrong or was used.
    func use(_ code: Code, _ factor: LoginAccount.Factor, of account: LoginAccount) async throws
        -> Session.Method?
    {
        let now = clock.now()
        switch code {
        case .totp(let digits):
            let totp = try opened(factor.sealed, id: factor.id, of: account)
            guard let step = totp.step(of: digits, at: now.microseconds / 1_000_000, after: factor.lastStep),
                try await logins.useStep(step, of: account)
            else { return nil }
            return .totp
        case .recovery(let text):
            guard let digest = RecoveryCode.digest(of: text),
                try await logins.useRecoveryCode(digest, of: account, at: now)
            else { return nil }
            return .recovery
        }
    }

    func opened(_ sealed: [UInt8], id: Int64, of account: LoginAccount) throws(Problem) -> TOTP {
        // A node with another master key cannot know whether a code is right.
        guard let secret = try? ring.open(sealed, for: Self.place(id, of: account)), let totp = TOTP(secret: secret)
        else { throw .unavailable(retryAfter: 60) }
        return totp
    }

    static func place(_ id: Int64, of account: LoginAccount) -> AssociatedData {
        AssociatedData(tenant: account.home.id, table: "second_factors", column: "sealed", row: String(id))
    }
}

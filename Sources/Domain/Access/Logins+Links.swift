internal import AuthCore

/// Invitations, forgotten passwords and confirmed addresses: what a link in a mail lets somebody do, once.
extension Logins {
    /// So long an answer to a forgotten password takes, whether there is such an account or not.
    private static let answerTime = Duration.milliseconds(400)

    /// As `UserActions.create`, with a mail that lets the person choose a password.
    public func inviting(to tenantName: String) -> Action<UserActions.Draft, User> {
        Action(
            Operation(
                "users.invite",
                "Creates a user, as a member of the tenant, who chooses a password by a link in a mail.",
                needs: .of(.create, .users), effect: .create)
        ) { draft, context in
            let created = try await UserActions.create.decide(draft, context)
            let user = created.output
            let mail = try await self.linked(
                .invitation, user: user.id, email: user.email, in: context.tenant, context.now
            ) { .invitation(to: tenantName, link: $0) }
            return Decision(changes: created.changes + mail, output: user)
        }
    }

    /// As `UserActions.add`, with a mail that says so.
    public func adding(_ email: String, to tenantName: String) -> Action<UserActions.Addition, Membership> {
        Action(
            Operation(
                "users.invite", "Makes a user a member of the tenant, and tells them by mail.",
                needs: .of(.create, .users), effect: .create)
        ) { addition, context in
            let added = try await UserActions.add.decide(addition, context)
            let end = context.now.adding(seconds: Link.Purpose.invitation.life)
            let mail = try await self.message(
                .membership(of: tenantName), to: addition.userID, email, until: end, in: context.tenant, context.now)
            return Decision(changes: added.changes + [.create(mail)], output: added.output)
        }
    }

    /// Sends a link to whoever has that address. Neither the answer nor its time says whether somebody has.
    public func forgotPassword(email: String, from origin: Origin) async throws {
        try limitVisits(origin.address)
        let answer = ContinuousClock.now + Self.answerTime
        if let account = try await logins.account(email: Self.canonical(email)), account.lockedAt == nil {
            _ = try await send(.passwordReset, .passwordReset, to: account, "users.forgot_password", origin) {
                .passwordReset(link: $0)
            }
        }
        try await Task.sleep(until: answer)
    }

    /// Sends a link to the user's own address.
    public func verifyEmail(of user: Int64, from origin: Origin) async throws {
        guard let account = try await logins.account(id: user) else { throw LoginFailure.credentials }
        let isSent = try await send(.emailVerification, .emailVerification, to: account, "users.verify_email", origin) {
            .emailVerification(link: $0)
        }
        if !isSent { throw Problem.rateLimited(retryAfter: Int(Self.pause)) }
    }

    /// Seconds between two links of a kind to one person, whoever asks for them, on all nodes.
    private static let pause: Int64 = 60

    /// False where one was sent a moment ago, or enough of them lately.
    private func send(
        _ purpose: Link.Purpose, _ kind: Message.Kind, to account: LoginAccount, _ action: String, _ origin: Origin,
        _ text: (String) -> MailText
    ) async throws -> Bool {
        let now = clock.now()
        guard try await maySend(kind, to: account.id, now) else { return false }
        // Of two at once, the database takes one.
        let occasion = "\(kind.rawValue) \(account.id) \(now.microseconds / (Self.pause * 1_000_000))"
        let changes = try await linked(
            purpose, user: account.id, email: account.email, occasion: occasion, in: account.home, now, text)
        do {
            try await commit(changes, in: account.home, by: account.id, action, origin, now)
        } catch Problem.invalid(let faults) where faults.allSatisfy({ $0.code == .duplicate }) {
            return false
        }
        return true
    }

    /// Sets the password of whoever was sent the link, and ends their sessions.
    public func setPassword(_ password: String, token: String, from origin: Origin) async throws {
        if let fault = User.Rule.password.fault(in: password) {
            throw Problem.invalid([Fault("password", fault.code, fault.message)])
        }
        let found = try await link(token, for: [.invitation, .passwordReset], from: origin)
        let hash = try await checks.hash(password)
        try await use(found, "users.set_password", from: origin) { user, now in
            let isReset = user.password != nil
            user.password = hash.phc
            user.passwordChangedAt = now
            guard isReset else { return [] }
            let notice = try await self.message(
                .passwordChanged(at: now.minute), to: user.id, user.email, until: now.adding(seconds: 86_400),
                in: found.home, now)
            return [.create(notice)]
        }
        try await AccessChanges.untilInForce()
    }

    /// The address of whoever was sent the link is theirs.
    public func confirmEmail(token: String, from origin: Origin) async throws {
        let found = try await link(token, for: [.emailVerification], from: origin)
        try await use(found, "users.confirm_email", from: origin) { _, _ in [] }
    }

    /// Whether the link still works. Looking does not use it: programs that scan mail follow links.
    public func check(token: String, for purposes: Set<Link.Purpose>, from origin: Origin) async throws {
        _ = try await link(token, for: purposes, from: origin)
    }

    private static let linkParser = SecretParser(families: [.link])

    /// Whether a token could be a link's at all.
    public static func isLinkToken(_ text: String) -> Bool { linkParser.parse(text).parsed != nil }

    private func link(_ token: String, for purposes: Set<Link.Purpose>, from origin: Origin) async throws -> FoundLink {
        guard let parsed = Self.linkParser.parse(token).parsed else { throw Problem.deadLink }
        guard let found = try await logins.link(parsed.digest) else {
            try limitStrangers(origin.address)
            throw Problem.deadLink
        }
        guard purposes.contains(found.link.purpose), found.works(at: clock.now()) else { throw Problem.deadLink }
        return found
    }

    /// Changes the user and uses the link up, both or neither: of two at once, one finds it used.
    private func use(
        _ found: FoundLink, _ action: String, from origin: Origin,
        _ change: (inout User, Timestamp) async throws -> [Change]
    ) async throws {
        let now = clock.now()
        var user = found.user
        let more = try await change(&user, now)
        user.emailVerifiedAt = user.emailVerifiedAt ?? now
        user.updatedAt = now
        user.version = user.version &+ 1
        var link = found.link
        link.usedAt = now
        link.updatedAt = now
        link.version = link.version &+ 1
        let changes = [Change.update(from: found.user, to: user), Change.update(from: found.link, to: link)]
            .compactMap(\.self)
        do {
            try await commit(changes + more, in: found.home, by: user.id, action, origin, now)
        } catch Problem.conflict {
            throw Problem.deadLink
        }
    }
}

extension Problem {
    static var deadLink: Problem {
        .invalid([Fault("token", .rule, "This link does not work, or not any more. Ask for a new one.")])
    }
}

/// A link with the user whose it is, as they are now.
public struct FoundLink: Sendable {
    public let link: Link
    public let user: User
    public let home: TenantScope

    package init(link: Link, user: User, home: TenantScope) {
        self.link = link
        self.user = user
        self.home = home
    }

    /// Not after its use, nor after another password or another address.
    func works(at now: Timestamp) -> Bool {
        link.usedAt == nil && now < link.expiresAt && user.lockedAt == nil && user.email == link.email
            && (link.purpose == .emailVerification || user.passwordChangedAt.map { $0 < link.createdAt } ?? true)
    }
}

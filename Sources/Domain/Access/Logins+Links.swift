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

    /// Another link and another mail, by the id of the membership of somebody who has no password yet.
    public func invitingAgain(to tenantName: String) -> Action<Int64, User> {
        Action(
            Operation(
                "users.invite", "Sends an invitation again.", needs: .of(.create, .users), effect: .create)
        ) { id, context in
            try context.requireLive()
            guard let membership = try await context.store.memberships.find(id, in: context.tenant),
                membership.endedAt == nil
            else { throw Problem.notFound(.memberships, id: String(id)) }
            guard let user = try await context.store.users.find(membership.userID, in: context.tenant) else {
                throw Problem.conflict("Another company invited this person, and only that one can do so again.")
            }
            guard user.password == nil, user.lockedAt == nil else {
                throw Problem.conflict(
                    user.password == nil ? "This person is locked out." : "This person has chosen a password already.")
            }
            let lately = context.now.adding(seconds: -Self.pause)
            guard try await self.maySend(.invitation, to: user.id, context.now),
                try await self.logins.messages(.invitation, to: user.id, since: lately) == 0
            else { throw Problem.rateLimited(retryAfter: Int(Self.pause)) }
            // Of two at once, the database takes one.
            let occasion = "invitation \(user.id) \(context.now.microseconds / (Self.pause * 1_000_000))"
            let mail = try await self.linked(
                .invitation, user: user.id, email: user.email, occasion: occasion, in: context.tenant, context.now
            ) { .invitation(to: tenantName, link: $0) }
            return Decision(changes: mail, output: user)
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
    static let pause: Int64 = 60

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
    /// - Returns: the address to log in with.
    @discardableResult
    public func setPassword(_ password: String, token: String, from origin: Origin) async throws -> String {
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
        return found.user.email
    }

    /// The address of whoever was sent the link is theirs.
    public func confirmEmail(token: String, from origin: Origin) async throws {
        let found = try await link(token, for: Self.ofAddress, from: origin)
        try await use(found, "users.confirm_email", from: origin) { user, now in
            guard found.link.purpose == .emailChange else { return [] }
            let old = user.email
            user.email = found.link.email
            user.emailVerifiedAt = now
            let notice = try await self.message(
                .emailChanged(to: user.email, at: now.minute), to: user.id, old, until: now.adding(seconds: 86_400),
                in: found.home, now)
            return [.create(notice)]
        }
        try await AccessChanges.untilInForce()
    }

    /// Links that confirm an address.
    public static let ofAddress: Set<Link.Purpose> = [.emailVerification, .emailChange]

    /// Whether the link still works. Looking does not use it: programs that scan mail follow links.
    public func check(token: String, for purposes: Set<Link.Purpose>, from origin: Origin) async throws {
        _ = try await link(token, for: purposes, from: origin)
    }

    /// To what a link invites somebody.
    public struct Invitation: Sendable {
        public let business: String
        public let role: String
        public let email: String
    }

    /// Nil for a link that is no invitation.
    public func invitation(by token: String, from origin: Origin) async throws -> Invitation? {
        let found = try await link(token, for: Set(Link.Purpose.allCases), from: origin)
        guard found.link.purpose == .invitation else { return nil }
        let tenants = try await logins.tenants(of: found.user.id)
        guard let tenant = tenants.first(where: { $0.scope == found.home }) ?? tenants.first else { return nil }
        return Invitation(business: tenant.name, role: tenant.roleName, email: found.user.email)
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
        } catch Problem.invalid(let faults) where faults.contains(where: { $0.field == "email" }) {
            // Somebody else has the address by now.
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
        link.usedAt == nil && now < link.expiresAt && user.lockedAt == nil && isOfThatAddress
            && (link.purpose == .emailVerification || user.passwordChangedAt.map { $0 < link.createdAt } ?? true)
    }

    /// A link to another address dies where one was confirmed since: of several that were asked for, one is used.
    private var isOfThatAddress: Bool {
        link.purpose == .emailChange
            ? user.emailVerifiedAt.map { $0 < link.createdAt } ?? true : user.email == link.email
    }
}

internal import AuthCore

/// What people change about themselves, wherever they are a member.
extension Logins {
    /// A person's own row, as their tenant keeps it.
    public func profile(of user: Int64) async throws -> User {
        guard let account = try await logins.account(id: user),
            let row = try await store.users.find(user, in: account.home)
        else { throw LoginFailure.credentials }
        return row
    }

    /// - Parameter user: as it was looked at; what it became meanwhile is not overwritten.
    public func rename(_ user: User, to name: String, from origin: Origin) async throws {
        if let fault = User.Rule.name.fault(in: name) {
            throw Problem.invalid([Fault("name", fault.code, fault.message)])
        }
        guard let account = try await logins.account(id: user.id) else { throw LoginFailure.credentials }
        let now = clock.now()
        var new = user
        new.name = name
        new.updatedAt = now
        new.version = user.version &+ 1
        try await commit(
            [Change.update(from: user, to: new)].compactMap(\.self), in: account.home, by: user.id, "users.rename",
            origin, now)
    }

    /// Mails a link to another address, which is the person's own once the link was used; and tells the address they have.
    /// Nobody learns by it whether somebody else has that address.
    public func changeEmail(of user: Int64, to email: String, password: String, from origin: Origin) async throws {
        let new = Self.canonical(email)
        guard let known = try await logins.account(id: user) else { throw LoginFailure.credentials }
        var faults: [Fault] = []
        if let fault = User.Rule.email.fault(in: new) {
            faults.append(Fault("email", fault.code, fault.message))
        } else if new == Self.canonical(known.email) {
            faults.append(Fault("email", .rule, "This is the address that you have."))
        }
        let account: LoginAccount
        do {
            account = try await own(user, password, nil, origin, needsCode: false)
        } catch LoginFailure.credentials {
            throw Problem.invalid(faults + [Fault("password", .rule, "This is not your password.")])
        }
        if !faults.isEmpty { throw Problem.invalid(faults) }
        let now = clock.now()
        let pause = Self.pause
        guard try await maySend(.emailChangeAsked, to: user, now),
            try await logins.messages(.emailChangeAsked, to: user, since: now.adding(seconds: -pause)) == 0
        else {
            throw Problem.rateLimited(retryAfter: Int(Self.pause))
        }
        // Of two at once, the database takes one.
        let occasion = "email_change \(user) \(now.microseconds / (Self.pause * 1_000_000))"
        // The same for an address that somebody has: neither a page nor the audit tells. That link will not do.
        let changes: [Change] =
            [
                .create(
                    try await message(
                        .emailChangeAsked(to: new, at: now.minute), to: user, account.email, occasion: occasion,
                        until: now.adding(seconds: Link.Purpose.emailChange.life), in: account.home, now))
            ]
            + (try await linked(.emailChange, user: user, email: new, in: account.home, now) { .emailChange(link: $0) })
        do {
            try await commit(changes, in: account.home, by: user, "users.change_email", origin, now)
        } catch Problem.invalid(let faults) where faults.allSatisfy({ $0.code == .duplicate }) {
            throw Problem.rateLimited(retryAfter: Int(Self.pause))
        }
    }
}

internal import AuthCore

/// Mails to people about their accounts. Each is part of the commit of what it tells of.
extension Logins {
    /// How many mails of a kind somebody is sent within an hour; more tell nothing new.
    private static let mostOfKind: Int64 = 5
    private static let hour: Int64 = 3600
    private static let day: Int64 = 86_400

    /// A link, for whoever reads that mailbox, and the mail that it stands in.
    func linked(
        _ purpose: Link.Purpose, user: Int64, email: String, occasion: String? = nil, in tenant: TenantScope,
        _ now: Timestamp, _ text: (String) -> MailText
    ) async throws -> [Change] {
        let secret = Secret.generate(.link)
        let link = Link(
            id: try await store.newID(for: .links), uuid: newUUID(now), userID: user, purpose: purpose,
            digest: secret.digest, email: email, expiresAt: now.adding(seconds: purpose.life), usedAt: nil,
            createdAt: now, updatedAt: now, version: 1)
        let page = [.emailVerification, .emailChange].contains(purpose) ? "email" : "password"
        let written = text("\(issuer)/account/\(page)?token=\(secret.exposed)")
        return [
            .create(link),
            .create(
                try await message(
                    written, to: user, email, occasion: occasion, until: link.expiresAt, in: tenant, now)),
        ]
    }

    /// - Parameter occasion: nil: one of its own.
    func message(
        _ text: MailText, to user: Int64, _ email: String, occasion: String? = nil, until end: Timestamp,
        in tenant: TenantScope, _ now: Timestamp
    ) async throws -> Message {
        let id = try await store.newID(for: .messages)
        let uuid = newUUID(now)
        let plain = Array("\(text.subject)\n\(text.text)".utf8)
        guard let sealed = try? ring.seal(plain, for: Message.place(id, to: email, in: tenant)) else {
            throw Problem.internal
        }
        return Message(
            id: id, uuid: uuid, userID: user, kind: text.kind, recipient: email,
            occasion: occasion ?? uuid.description, sealed: sealed, expiresAt: end, createdAt: now, updatedAt: now,
            version: 1)
    }

    /// With what a sealed mail begins that this node's master key opens.
    public var sealHeaders: [[UInt8]] { ring.headers }

    /// The mail of a row that was claimed to be sent; nil where this node's master key is another one.
    public func mail(_ message: DueMessage) -> Mail? {
        let place = Message.place(message.id, to: message.recipient, in: message.tenant)
        guard let plain = try? ring.open(message.sealed, for: place),
            let end = plain.firstIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        return Mail(
            id: message.uuid, recipient: message.recipient, subject: String(decoding: plain[..<end], as: UTF8.self),
            text: String(decoding: plain[(end + 1)...], as: UTF8.self), date: message.createdAt)
    }

    /// False where somebody was sent enough of these lately.
    func maySend(_ kind: Message.Kind, to user: Int64, _ now: Timestamp) async throws -> Bool {
        try await logins.messages(kind, to: user, since: now.adding(seconds: -Self.hour)) < Self.mostOfKind
    }

    /// The mail about a login from a device that none of the user's latest sessions was on; none for the first login
    /// after an account was made.
    func notice(
        of session: Session, _ account: LoginAccount, in tenant: LoginTenant, _ now: Timestamp
    ) async throws -> [Change] {
        let known = try await logins.devices(of: account.id, like: session.userAgent)
        let isFresh = account.passwordChangedAt.map { $0 > now.adding(seconds: -Self.day) } ?? true
        guard !known.hasThis, known.hasAny || !isFresh,
            try await maySend(.newDevice, to: account.id, now)
        else { return [] }
        let text = MailText.newDevice(
            tenant: tenant.name, moment: now.minute, ip: session.ip, userAgent: session.userAgent)
        return [
            .create(
                try await message(
                    text, to: account.id, account.email, until: now.adding(seconds: Self.day), in: tenant.scope, now)
            )
        ]
    }

    /// Tells whoever made a key, or the tenant's owners, 14, 7 and 1 days before it expires; once each.
    /// - Returns: how many mails were written.
    public func warnOfExpiringKeys() async throws -> Int {
        var count = 0
        for key in try await logins.expiringKeys(at: clock.now()) {
            let now = clock.now()
            let text = MailText.expiringKey(
                key.name, prefix: key.prefix, tenant: key.tenantName, moment: key.expiresAt.minute)
            let message = try await message(
                text, to: key.userID, key.email, occasion: key.occasion, until: key.expiresAt, in: key.tenant, now)
            do {
                try await commit(
                    [.create(message)], in: key.tenant, by: nil, as: "system", "keys.warn",
                    Origin(address: nil, ip: "", userAgent: "", requestID: ""), now)
                count += 1
            } catch Problem.invalid(let faults) where faults.allSatisfy({ $0.code == .duplicate }) {
                // Another node was faster.
                continue
            }
        }
        return count
    }
}

/// A message that is to be sent now.
public struct DueMessage: Sendable {
    public let tenant: TenantScope
    public let id: Int64
    public let uuid: UUIDv7
    public let kind: String
    public let recipient: String
    public let sealed: [UInt8]
    public let createdAt: Timestamp
    public let isExpired: Bool
    /// This one included.
    public let attempts: Int32

    package init(
        tenant: TenantScope, id: Int64, uuid: UUIDv7, kind: String, recipient: String, sealed: [UInt8],
        createdAt: Timestamp, isExpired: Bool, attempts: Int32
    ) {
        self.tenant = tenant
        self.id = id
        self.uuid = uuid
        self.kind = kind
        self.recipient = recipient
        self.sealed = sealed
        self.createdAt = createdAt
        self.isExpired = isExpired
        self.attempts = attempts
    }
}

/// A key that expires soon, and somebody who was not told yet.
public struct ExpiringKey: Sendable {
    public let tenant: TenantScope
    public let tenantName: String
    public let name: String
    public let prefix: String
    public let expiresAt: Timestamp
    public let userID: Int64
    public let email: String
    public let occasion: String

    package init(
        tenant: TenantScope, tenantName: String, name: String, prefix: String, expiresAt: Timestamp, userID: Int64,
        email: String, occasion: String
    ) {
        self.tenant = tenant
        self.tenantName = tenantName
        self.name = name
        self.prefix = prefix
        self.expiresAt = expiresAt
        self.userID = userID
        self.email = email
        self.occasion = occasion
    }
}

extension Timestamp {
    /// For people: `2026-01-31 10:00 UTC`.
    var minute: String {
        let seconds = microseconds / 1_000_000
        let ofDay = ((seconds % 86_400) + 86_400) % 86_400
        let day = LocalDate(days: (seconds - ofDay) / 86_400)?.description ?? ""
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(day) \(two(ofDay / 3600)):\(two(ofDay / 60 % 60)) UTC"
    }
}

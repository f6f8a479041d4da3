package import Domain
package import Logging
import ServiceLifecycle

/// Sends what was committed to be sent, on whichever node is first: at least once, until a transport has taken it or
/// nobody should try again.
package struct MailDelivery: Service, CustomStringConvertible {
    private let client: PostgresClient
    private let logins: Logins
    private let transport: any MailTransport
    private let logger: Logger
    private let interval: Duration

    /// How often a mail is tried: after 1, 4, 16, 64 and 256 minutes, then every six hours.
    private static let mostAttempts: Int32 = 10
    private static let batch = 20

    package init(
        client: PostgresClient, logins: Logins, transport: any MailTransport, logger: Logger,
        interval: Duration = .seconds(1)
    ) {
        self.client = client
        self.logins = logins
        self.transport = transport
        self.logger = logger
        self.interval = interval
    }

    package var description: String { "mail delivery" }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var round = 0
            while !Task.isCancelled {
                do {
                    if round % 600 == 0 { _ = try await logins.warnOfExpiringKeys() }
                    round &+= 1
                    while try await deliver() == Self.batch, !Task.isCancelled {}
                } catch  where Task.isCancelled {
                    break
                } catch {
                    let detail = (error as? PostgresError)?.debugDescription ?? "\(error)"
                    logger.warning("mail waits for the database: \(detail)")
                }
                try? await Task.sleep(for: interval)
            }
        }
    }

    /// Claimed rows come up again by themselves, should this node end before it has sent them.
    private static let claim: Query = """
        UPDATE due_messages SET attempts = attempts + 1,
            next_attempt_at = now() + least(interval '6 hours', interval '1 minute' * 4 ^ least(attempts, 10))
        WHERE (tenant_id, id) IN (
            SELECT tenant_id, id FROM due_messages WHERE next_attempt_at <= now() ORDER BY next_attempt_at
            LIMIT 20 FOR UPDATE SKIP LOCKED)
        RETURNING tenant_id, id, uuid, kind, recipient, sealed, created_at, expires_at <= now(), attempts
        """
    private static let sent: Query = """
        UPDATE due_messages SET sent_at = now(), sealed = '' WHERE tenant_id = $1 AND id = $2
        """
    private static let failed: Query = """
        UPDATE due_messages SET failure = $3, failed_at = CASE WHEN $4 THEN now() END,
            sealed = CASE WHEN $4 THEN '' ELSE sealed END
        WHERE tenant_id = $1 AND id = $2
        """

    /// - Returns: how many were tried.
    package func deliver() async throws -> Int {
        let due = try await client.write([Statement(Self.claim)]).last.decode { row throws(PostgresError) in
            try DueMessage(
                tenant: TenantScope(id: row.int64()), id: row.int64(), uuid: row.identifier(), kind: row.text(),
                recipient: row.text(), sealed: row.bytes(), createdAt: row.moment(), isExpired: row.bool(),
                attempts: row.int32())
        }
        for message in due { try await deliver(message) }
        return due.count
    }

    private func deliver(_ message: DueMessage) async throws {
        let place: [Parameter] = [.int64(message.tenant.id), .int64(message.id)]
        do {
            if message.isExpired { throw MailFailure("it was not sent in time", isFinal: true) }
            guard let mail = logins.mail(message) else {
                throw MailFailure("it was sealed under another master key", isFinal: false)
            }
            try await transport.send(mail)
            _ = try await client.write([Statement(Self.sent, place)])
        } catch let failure as MailFailure {
            let isOver = failure.isFinal || message.attempts >= Self.mostAttempts
            logger.warning(
                "mail \(message.uuid) (\(message.kind)) of tenant \(message.tenant.id) did not leave\(isOver ? ", and is given up" : ""): \(failure.reason)"
            )
            _ = try await client.write([Statement(Self.failed, place + [.text(failure.reason), .bool(isOver)])])
        }
    }
}

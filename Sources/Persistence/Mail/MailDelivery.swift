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
    /// What a server refuses may be the fault of who sends it, and be mended.
    private static let mostRefusals: Int32 = 3

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
            while !Task.isCancelled {
                do {
                    while try await deliver(), !Task.isCancelled {}
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

    /// One at a time, so that no claim is older than a transfer takes. A claimed row comes up again by itself, should
    /// this node end before it has sent it. What another master key sealed is left to the nodes that have it, until it
    /// is too late for anybody.
    private static let claim: Query = """
        UPDATE due_messages SET attempts = attempts + 1,
            next_attempt_at = now() + least(interval '6 hours', interval '1 minute' * 4 ^ least(attempts, 10))
        WHERE (tenant_id, id) IN (
            SELECT tenant_id, id FROM due_messages
            WHERE next_attempt_at <= now()
                AND (expires_at <= now()
                    OR EXISTS (SELECT FROM unnest($1) AS h WHERE substring(sealed FROM 1 FOR octet_length(h)) = h))
            ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
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

    /// - Returns: false where nothing was due.
    package func deliver() async throws -> Bool {
        let due = try await client.write([Statement(Self.claim, .bytesArray(logins.sealHeaders))]).last.decode {
            row throws(PostgresError) in
            try DueMessage(
                tenant: TenantScope(id: row.int64()), id: row.int64(), uuid: row.identifier(), kind: row.text(),
                recipient: row.text(), sealed: row.bytes(), createdAt: row.moment(), isExpired: row.bool(),
                attempts: row.int32())
        }
        for message in due {
            // What has left is written down, also while the daemon stops.
            try await Task { try await deliver(message) }.value
        }
        return !due.isEmpty
    }

    private func deliver(_ message: DueMessage) async throws {
        let place: [Parameter] = [.int64(message.tenant.id), .int64(message.id)]
        do {
            if message.isExpired { throw MailFailure("it was not sent in time", .never) }
            guard let mail = logins.mail(message) else {
                throw MailFailure("it was sealed under another master key")
            }
            try await transport.send(mail)
            _ = try await client.write([Statement(Self.sent, place)])
        } catch let failure as MailFailure {
            let isOver =
                switch failure.outlook {
                case .later: message.attempts >= Self.mostAttempts
                case .refused: message.attempts >= Self.mostRefusals
                case .never: true
                }
            logger.warning(
                "mail \(message.uuid) (\(message.kind)) of tenant \(message.tenant.id) did not leave\(isOver ? ", and is given up" : ""): \(failure.reason)"
            )
            _ = try await client.write([Statement(Self.failed, place + [.text(failure.reason), .bool(isOver)])])
        }
    }
}

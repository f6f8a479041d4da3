package import AuthCore
package import Domain
import JSON
package import Logging
import ServiceLifecycle

/// Chains the audit's events in the order of their commits and signs where each tenant's chain ends.
///
/// Runs on every node; one at a time holds the sealer's row for the length of a batch, the others pass. A batch and
/// its checkpoints are one transaction: after kill -9 the next one goes on where it ended.
package struct AuditSealer: Service, CustomStringConvertible {
    package struct Configuration: Sendable {
        package var interval = Duration.milliseconds(250)
        /// Events that one transaction seals.
        package var batch = 4000
        /// Seconds after which an event that is not sealed is warned of.
        package var patience: Int64 = 60

        package init() {}
    }

    private let client: PostgresClient
    private let key: SigningKey
    private let mark: AuditMark
    private let clock: Clock
    private let logger: Logger
    private let configuration: Configuration

    /// - Parameter mark: path of the file that keeps the last checkpoint outside the database.
    package init(
        client: PostgresClient, key: SigningKey, mark: String, clock: Clock, logger: Logger,
        configuration: Configuration = Configuration()
    ) {
        self.client = client
        self.key = key
        self.mark = AuditMark(path: mark)
        self.clock = clock
        self.logger = logger
        self.configuration = configuration
    }

    package var description: String { "audit sealer" }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var isCertain = false
            var looked = ContinuousClock.now
            while !Task.isCancelled {
                do {
                    if !isCertain {
                        try await reconcile()
                        isCertain = true
                    }
                    let sealed = try await sealBatch()
                    if ContinuousClock.now - looked > .seconds(10) {
                        looked = .now
                        try await warnOfLag()
                    }
                    if sealed >= configuration.batch { continue }
                } catch  where Task.isCancelled {
                    break
                } catch {
                    isCertain = false
                    logger.warning("audit events wait for their seal: \(describe(error))")
                }
                try? await Task.sleep(for: isCertain ? configuration.interval : .seconds(1))
            }
        }
    }

    private static let seal: Query = """
        SELECT tenant, in_epoch, last_seq, last_hash, horizon, sealed FROM kiik_seal_audit($1)
        """
    private static let keep: Query = """
        SELECT kiik_keep_checkpoints($1::bigint[], $2::bigint[]::integer[], $3::bigint[], $4::text[])
        """

    /// - Returns: how many events were sealed; 0 also where another node is at it.
    @discardableResult
    package func sealBatch() async throws -> Int {
        let waits = try await client.write([Statement("SELECT kiik_audit_waits()")]).last
        guard try waits.decodeFirst({ row throws(PostgresError) in try row.bool() }) == true else { return 0 }
        let now = clock.now()
        let (sealed, last) = try await client.withTransaction(timeout: .seconds(600)) { transaction in
            let rows = try await transaction.run(Statement(Self.seal, .int(configuration.batch)))
            let ends = try rows.decode { row throws(PostgresError) in
                try (
                    checkpoint: AuditCheckpoint(
                        tenant: row.int64(), epoch: row.int32(), seq: row.int64(), hash: row.bytes(),
                        horizon: row.int64(), at: now), events: row.int()
                )
            }
            guard !ends.isEmpty else { return (0, String?.none) }
            let statements = try ends.map { try $0.checkpoint.signed(with: key) }
            _ = try await transaction.run(
                Statement(
                    Self.keep, .int64Array(ends.map(\.checkpoint.tenant)),
                    .int64Array(ends.map { Int64($0.checkpoint.epoch) }), .int64Array(ends.map(\.checkpoint.seq)),
                    .textArray(statements)))
            return (ends.reduce(0) { $0 &+ $1.events }, statements.last)
        }
        if let last, !mark.write(last) {
            logger.error("the audit's last checkpoint cannot be kept in \(mark.path): check the disk and permissions")
        }
        return sealed
    }

    /// Begins a new epoch where the database is behind what was sealed: it was restored from a backup.
    package func reconcile() async throws {
        let query: Query = """
            SELECT epoch, xid > pg_snapshot_xmax(pg_current_snapshot()) FROM audit_sealer
            """
        let rows = try await client.read([Statement(query)]).last
        guard
            let (epoch, isCountedBack) = try rows.decodeFirst({ row throws(PostgresError) in
                try (row.int32(), row.bool())
            })
        else { return }
        let known = mark.read(key: key.publicKey, logger: logger)
        let isBehind = try await isMissing(known, inEpoch: epoch)
        guard isBehind || isCountedBack else { return }
        let next = max(epoch, known?.checkpoint.epoch ?? 0) &+ 1
        let reason =
            isBehind
            ? "The database is behind the last checkpoint that was known: it was restored from a backup."
            : "The server counts transactions from a lower number: the database was restored from a dump."
        let now = clock.now()
        let payload: JSONValue = [
            "epoch": .int(Int64(next)), "began_at": .int(now.microseconds), "reason": .string(reason),
            "known": known.map { .string($0.statement) } ?? .null,
        ]
        let statement = try JWS.sign(payload.serialized(), type: AuditCheckpoint.type, with: key)
        let begin: Query = "SELECT kiik_begin_audit_epoch($1, $2, $3, $4, $5)"
        let begun = try await client.write([
            Statement(
                begin, .int32(epoch), .int32(next), .timestamp(now.microseconds), .text(reason), .text(statement))
        ])
        if try begun.last.decodeFirst({ row throws(PostgresError) in try row.bool() }) == true {
            logger.error("the audit goes on in epoch \(next): \(reason)")
        }
    }

    /// Whether the database lacks a checkpoint that was kept here, and no later epoch has said so.
    private func isMissing(_ known: AuditMark.Kept?, inEpoch epoch: Int32) async throws -> Bool {
        guard let known = known?.checkpoint, known.epoch >= epoch else { return false }
        if known.epoch > epoch { return true }
        let query: Query = "SELECT 1 FROM audit_chain WHERE epoch = $1 AND seq = $2 AND hash = $3"
        let found = try await client.read(
            .bound(
                to: TenantScope(id: known.tenant),
                [Statement(query, .int32(known.epoch), .int64(known.seq), .bytes(known.hash))]))
        return found.last.isEmpty
    }

    private func warnOfLag() async throws {
        let lag = try await AuditLag.read(client)
        guard let oldest = lag.oldest, oldest.adding(seconds: configuration.patience) < clock.now() else { return }
        let count = lag.isCounted ? "\(lag.unsealed)" : "more than \(lag.unsealed)"
        logger.warning(
            "\(count) audit events are not sealed, the oldest since \(configuration.patience) s at least: a transaction stays open, or the sealer is slow"
        )
    }

    private func describe(_ error: any Error) -> String {
        (error as? PostgresError)?.debugDescription ?? "\(error)"
    }
}

/// What waits for its seal.
package struct AuditLag: Sendable, Hashable {
    package let unsealed: Int64
    package let oldest: Timestamp?
    /// False where there are at least as many.
    package var isCounted: Bool { unsealed < 100_000 }

    package static func read(_ client: PostgresClient) async throws -> AuditLag {
        let rows = try await client.write([Statement("SELECT unsealed, oldest FROM kiik_audit_lag()")]).last
        return try rows.decodeFirst { row throws(PostgresError) in
            try AuditLag(unsealed: row.int64(), oldest: row.optionalMoment())
        } ?? AuditLag(unsealed: 0, oldest: nil)
    }
}

package import Domain
import JSON
package import Logging
import ServiceLifecycle

/// Writes refused credentials down: where the key is known into its tenant's audit, else into `refused_credentials`.
package struct RefusalLog: Service, CustomStringConvertible {
    private let refusals: RefusedCredentials
    private let client: PostgresClient
    private let clock: Clock
    private let logger: Logger
    private let interval: Duration

    package init(
        refusals: RefusedCredentials, client: PostgresClient, clock: Clock, logger: Logger,
        interval: Duration = .seconds(2)
    ) {
        self.refusals = refusals
        self.client = client
        self.clock = clock
        self.logger = logger
        self.interval = interval
    }

    package var description: String { "refusal log" }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var round = 0
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)
                await write()
                if round % 1800 == 0 { await forget() }
                round &+= 1
            }
        }
        await write()
    }

    private static let refused: Query = """
        INSERT INTO refused_credentials (occurred_at, ip, request_id, fault, count) VALUES ($1, $2, $3, $4, $5)
        """

    /// What cannot be written is counted in the log: a database that is away must not fill the memory.
    package func write() async {
        let (entries, passedOver) = refusals.take()
        var lost: Int64 = 0
        for entry in entries {
            do { _ = try await client.write(batch(entry)) } catch { lost &+= entry.count }
        }
        if passedOver > 0 {
            let statement = Statement(
                Self.refused, .timestamp(clock.now().microseconds), "", "", "passed_over", .int64(passedOver))
            do { _ = try await client.write([statement]) } catch { lost &+= passedOver }
        }
        if lost > 0 { logger.warning("\(lost) refused credentials could not be written down") }
    }

    private func batch(_ entry: RefusedCredentials.Entry) -> Batch {
        guard let tenant = entry.tenant, let party = entry.party else {
            return [
                Statement(
                    Self.refused, .timestamp(entry.at.microseconds), .text(entry.ip), .text(entry.requestID),
                    .text(entry.fault), .int64(entry.count))
            ]
        }
        let after: JSONValue = ["fault": .string(entry.fault), "count": .int(entry.count)]
        let (resource, id, actor) =
            switch party {
            case .key(let id): (Resource.keys, id, "key:\(id)")
            case .user(let id): (Resource.users, id, "user:\(id)")
            }
        let origin = AuditOrigin(actor: actor, ip: entry.ip, requestID: entry.requestID, action: "auth.refused")
        let (statement, _) = PostgresAudit.insertion(
            origin, resource.rawValue, id: id, after.text, at: entry.at, of: tenant)
        return .bound(to: tenant, [statement])
    }

    /// Those without a tenant end after 90 days.
    private func forget() async {
        let query: Query = "DELETE FROM refused_credentials WHERE occurred_at < now() - interval '90 days'"
        do {
            _ = try await client.write([Statement(query)])
        } catch  where Task.isCancelled {
            return
        } catch {
            logger.warning("old refused credentials could not be removed: \(error)")
        }
    }
}

package import Domain
package import Logging

/// The tenants' rows in PostgreSQL.
package struct PostgresStore: Store {
    package let customers: any Repository<Customer>
    package let invoices: any Repository<Invoice>

    private let client: PostgresClient
    private let faults: DatabaseFaults
    private let ids: [Resource: IDAllocator]

    package init(client: PostgresClient, logger: Logger) {
        let faults = DatabaseFaults(logger: logger)
        self.client = client
        self.faults = faults
        customers = PostgresRepository<Customer>(client: client, faults: faults)
        invoices = PostgresRepository<Invoice>(client: client, faults: faults)
        ids = [
            .customers: IDAllocator(client: client, table: Customer.table),
            .invoices: IDAllocator(client: client, table: Invoice.table),
            .keys: IDAllocator(client: client, table: APIKey.table),
        ]
    }

    package func newID(for resource: Resource) async throws -> Int64 {
        guard let allocator = ids[resource] else { throw Problem.internal }
        return try await faults.translated { try await allocator.next() }
    }

    private static let totals: Query = """
        SELECT resource, sum(total)::bigint FROM row_counts GROUP BY resource
        """

    package func summary(in tenant: TenantScope) async throws -> BusinessSummary {
        try await faults.translated {
            let rows = try await client.read(.bound(to: tenant, [Statement(Self.totals)])).last
            let counts = try rows.decode { row throws(PostgresError) in try (row.text(), row.int64()) }
            let totals = Dictionary(counts, uniquingKeysWith: { first, _ in first })
            return BusinessSummary(
                customers: totals[Resource.customers.rawValue] ?? 0, invoices: totals[Resource.invoices.rawValue] ?? 0)
        }
    }

    package func commit(_ commit: Commit) async throws -> CommitResult {
        do {
            let batch = try CommitBatch(commit)
            let result = try await client.write(.bound(to: commit.tenant, batch.statements))
            guard let place = batch.numberPlace else { return .committed(number: nil) }
            return .committed(
                number: try result[place].decodeFirst { row throws(PostgresError) in try row.text() })
        } catch let error as PostgresError {
            switch error.sqlState {
            case "KK001": return .stale
            case "KK002" where commit.isDryRun: return .committed(number: nil)
            case "KK003": return .alreadyAnswered
            case "55P03" where commit.idempotency != nil: throw Problem.idempotencyInProgress(retryAfter: 1)
            default: throw faults.problem(error)
            }
        }
    }

    private static let storedAnswer: Query = """
        SELECT fingerprint, answer FROM idempotency_keys WHERE principal = $1 AND key = $2 AND expires_at > now()
        """

    package func answer(to claim: IdempotencyClaim, in tenant: TenantScope) async throws -> StoredAnswer? {
        try await faults.translated {
            let query = Statement(Self.storedAnswer, .text(claim.principal), .text(claim.key))
            let rows = try await client.read(.bound(to: tenant, [query])).last
            return try rows.decodeFirst { row throws(PostgresError) in
                try StoredAnswer(fingerprint: row.digest(), answer: row.bytes())
            }
        }
    }
}

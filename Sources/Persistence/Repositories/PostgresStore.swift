package import Domain
package import Logging

/// The tenants' rows in PostgreSQL.
package struct PostgresStore: Store {
    package let customers: any Repository<Customer>
    package let projects: any Repository<Project>
    package let invoices: any Repository<Invoice>
    package let estimates: any Repository<Estimate>
    package let creditNotes: any Repository<CreditNote>
    package let activityReports: any Repository<ActivityReport>
    package let documents: any Repository<Document>
    package let roles: any Repository<Role>
    package let users: any Repository<User>
    package let memberships: any Repository<Membership>
    package let integrations: any Repository<Integration>
    package let apps: any Repository<OAuthClient>
    package let keyListings: any Repository<APIKeyListing>
    package let workItems: any Repository<WorkItem>
    package let tasks: any Repository<WorkTask>
    package let devices: any Repository<Device>
    package let memberListings: any Repository<MemberListing>
    package let roleHolders: any Repository<RoleHolders>
    package let tenantSettings: any Repository<TenantSettings>

    let client: PostgresClient
    let faults: DatabaseFaults
    private let ids: [Resource: IDAllocator]

    package init(client: PostgresClient, logger: Logger) {
        let faults = DatabaseFaults(logger: logger)
        self.client = client
        self.faults = faults
        customers = PostgresRepository<Customer>(client: client, faults: faults)
        projects = PostgresRepository<Project>(client: client, faults: faults)
        invoices = PostgresRepository<Invoice>(client: client, faults: faults)
        estimates = PostgresRepository<Estimate>(client: client, faults: faults)
        creditNotes = PostgresRepository<CreditNote>(client: client, faults: faults)
        activityReports = PostgresRepository<ActivityReport>(client: client, faults: faults)
        documents = PostgresRepository<Document>(client: client, faults: faults)
        roles = PostgresRepository<Role>(client: client, faults: faults)
        users = PostgresRepository<User>(client: client, faults: faults)
        memberships = PostgresRepository<Membership>(client: client, faults: faults)
        integrations = PostgresRepository<Integration>(client: client, faults: faults)
        apps = PostgresRepository<OAuthClient>(client: client, faults: faults)
        keyListings = PostgresRepository<APIKeyListing>(client: client, faults: faults)
        workItems = PostgresRepository<WorkItem>(client: client, faults: faults)
        tasks = PostgresRepository<WorkTask>(client: client, faults: faults)
        devices = PostgresRepository<Device>(client: client, faults: faults)
        memberListings = PostgresRepository<MemberListing>(client: client, faults: faults)
        roleHolders = PostgresRepository<RoleHolders>(client: client, faults: faults)
        tenantSettings = PostgresRepository<TenantSettings>(client: client, faults: faults)
        ids = Dictionary(
            uniqueKeysWithValues: StoredEntities.all.map {
                ($0.resource, IDAllocator(client: client, table: $0.idTable))
            }
        )
    }

    package func newID(for resource: Resource) async throws -> Int64 {
        guard let allocator = ids[resource] else { throw Problem.internal }
        return try await faults.translated { try await allocator.next() }
    }

    private static let totals: Query = """
        SELECT resource, sum(total)::bigint FROM row_counts GROUP BY resource
        """
    static let projectIDs: Query = """
        SELECT id FROM projects WHERE id = $1 OR folded_name = kiik_fold($2::text)
        """
    private static let revenue: Query = """
        SELECT status, least(sum(amount), 9223372036854775807)::bigint FROM revenue
        WHERE currency = $1 AND month BETWEEN $2 AND $3 AND project_id = 0 GROUP BY status
        """
    private static let revenueOfProject: Query = """
        SELECT status, least(sum(amount), 9223372036854775807)::bigint FROM revenue
        WHERE currency = $1 AND month BETWEEN $2 AND $3
            AND project_id IN (SELECT id FROM projects WHERE id = $4 OR folded_name = kiik_fold($5::text))
        GROUP BY status
        """

    /// The totals, the revenue by status, and the projects that are meant where one is named.
    static func statements(of query: RevenueQuery) -> [Statement] {
        let parameters: [Parameter] = [
            .text(query.currency.code), .date((query.months?.lowerBound ?? .earliest).days),
            .date((query.months?.upperBound ?? .latest).days),
        ]
        guard let project = query.project else { return [Statement(totals), Statement(revenue, parameters)] }
        let named: [Parameter] = [.int64(Int64(project)), .text(project)]
        return [Statement(totals), Statement(revenueOfProject, parameters + named), Statement(projectIDs, named)]
    }

    package func summary(of query: RevenueQuery, in tenant: TenantScope) async throws -> BusinessSummary {
        try await faults.translated {
            let statements = tenant.limit.map { Self.statements(of: query, within: $0) } ?? Self.statements(of: query)
            let result = try await client.read(.bound(to: tenant, statements))
            if query.project != nil, result[3].isEmpty {
                throw Problem.invalid([Fault("project", .reference, "There is no such project.")])
            }
            func sums(_ rows: Rows) throws(PostgresError) -> [String: Int64] {
                let pairs = try rows.decode { row throws(PostgresError) in try (row.text(), row.int64()) }
                return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
            }
            let (counts, amounts) = try (sums(result[1]), sums(result[2]))
            return BusinessSummary(
                counts: .init(named: counts), revenue: Revenue(currency: query.currency, amounts: .init(named: amounts))
            )
        }
    }

    package func dailyRate(in tenant: TenantScope) async throws -> Int64? {
        try await faults.translated {
            let query = Statement("SELECT daily_rate FROM tenants WHERE id = $1", .int64(tenant.id))
            let rows = try await client.read(.bound(to: tenant, [query])).last
            return try rows.decodeFirst { row throws(PostgresError) in try row.optionalInt64() } ?? nil
        }
    }

    /// Through the view whose owner passes the wall, or neither index would be used; each kind by its own.
    static let alike: Query = Query(
        text: """
            SELECT \(Customer.queries.columns) FROM (
                SELECT * FROM customers_search WHERE $1::text <> '' AND lower(email) = lower($1)
                UNION
                SELECT * FROM customers_search
                WHERE kiik_tax_number($2::text) <> '' AND tax_number <> ''
                    AND kiik_tax_number(tax_number) = kiik_tax_number($2)) AS alike
            ORDER BY id LIMIT 10
            """)

    package func customers(email: String, taxNumber: String, in tenant: TenantScope) async throws -> [Customer] {
        if email.isEmpty, taxNumber.isEmpty { return [] }
        return try await faults.translated {
            let query = Statement(Self.alike, .text(email), .text(taxNumber))
            return try Customer.decode(await client.read(.bound(to: tenant, [query])).last)
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
            case "42501" where commit.tenant.limit != nil: throw Problem.outsideLimit
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

extension Dictionary where Key: RawRepresentable<String>, Value == Int64 {
    /// What is named by cases' raw values; the rest is passed over.
    fileprivate init(named values: [String: Int64]) {
        self.init(
            values.compactMap { name, value in Key(rawValue: name).map { ($0, value) } },
            uniquingKeysWith: { first, _ in first })
    }
}

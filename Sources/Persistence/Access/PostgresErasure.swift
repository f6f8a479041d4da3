package import Domain
package import Logging

/// What an erasure reads and removes beyond the rows that it changes. Always inside one tenant.
package struct PostgresErasure: Sendable {
    private let client: PostgresClient
    private let faults: DatabaseFaults

    package init(client: PostgresClient, logger: Logger) {
        self.client = client
        faults = DatabaseFaults(logger: logger)
    }

    /// One row of the audit's, by its kind and id.
    package struct Subject: Sendable, Hashable {
        package let resource: String
        package let id: Int64

        package init(_ resource: Resource, _ id: Int64) {
            self.resource = resource.rawValue
            self.id = id
        }
    }

    package func customers(_ email: String, _ ids: [Int64], in tenant: TenantScope) async throws -> [Customer] {
        try await rows(
            "id = ANY ($1) OR ($2 <> '' AND lower(email) = lower($2))", [.int64Array(ids), .text(email)], tenant)
    }

    /// Those that a customer came from, or that were read as being about that address.
    package func documents(_ email: String, of customers: [Int64], in tenant: TenantScope) async throws -> [Document] {
        try await rows(
            "customer_id = ANY ($1) OR ($2 <> '' AND lower(email) = lower($2))",
            [.int64Array(customers), .text(email)],
            tenant)
    }

    package func invoiced(_ customers: [Int64], in tenant: TenantScope) async throws -> Set<Int64> {
        let query: Query = "SELECT DISTINCT customer_id FROM invoices WHERE customer_id = ANY ($1)"
        return Set(try await ids(Statement(query, .int64Array(customers)), tenant))
    }

    package func user(_ id: Int64, in tenant: TenantScope) async throws -> User? {
        let found: [User] = try await rows("id = $1", [.int64(id)], tenant)
        return found.first
    }

    package func membership(of user: Int64, in tenant: TenantScope) async throws -> Membership? {
        let found: [Membership] = try await rows("user_id = $1", [.int64(user)], tenant)
        return found.first
    }

    package func factor(of user: Int64, in tenant: TenantScope) async throws -> SecondFactor? {
        let found: [SecondFactor] = try await rows("user_id = $1", [.int64(user)], tenant)
        return found.first
    }

    /// Every tenant that the user ever was a member of, and whether they are.
    package func tenants(of user: Int64) async throws -> [(scope: TenantScope, isMember: Bool)] {
        let query: Query = """
            SELECT tenant_id, ended_at IS NULL FROM membership_lookup WHERE user_id = $1 ORDER BY tenant_id
            """
        return try await faults.translated {
            try await client.read([Statement(query, .int64(user))]).last.decode { row throws(PostgresError) in
                try (TenantScope(id: row.int64()), row.bool())
            }
        }
    }

    /// The user's sessions, links and messages in this tenant, as the audit knows them: the rows may be long gone.
    package func traces(of user: Int64, in tenant: TenantScope) async throws -> [Subject] {
        let query: Query = """
            SELECT DISTINCT resource, resource_id FROM audit_events
            WHERE resource IN ('sessions', 'links', 'messages') AND after->>'user_id' = $1 ORDER BY 1, 2
            """
        return try await faults.translated {
            let statement = Statement(query, .text(String(user)))
            let rows = try await client.write(.bound(to: tenant, [statement]), timeout: .seconds(600)).last
            return try rows.decode { row throws(PostgresError) in
                let (resource, id) = try (row.text(), row.int64())
                guard let resource = Resource(rawValue: resource) else { throw PostgresError(.decoding) }
                return Subject(resource, id)
            }
        }
    }

    /// How many events of these rows still have content and no seal.
    package func unsealed(_ subjects: [Subject], in tenant: TenantScope) async throws -> Int {
        let query: Query = """
            SELECT count(*)::int FROM audit_events e JOIN unnest($1::text[], $2::bigint[]) AS s (resource, id)
                ON e.resource = s.resource AND e.resource_id = s.id
            WHERE (e.before IS NOT NULL OR e.after IS NOT NULL) AND e.action <> 'audit.erase'
                AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.tenant_id = e.tenant_id AND c.event_id = e.id)
            """
        let statement = Statement(query, .textArray(subjects.map(\.resource)), .int64Array(subjects.map(\.id)))
        return try await faults.translated {
            try await client.read(.bound(to: tenant, [statement])).last.decodeFirst { row throws(PostgresError) in
                try row.int()
            } ?? 0
        }
    }

    /// Events that are still to be told to others.
    package func dropOutgoing(_ subjects: [Subject], in tenant: TenantScope) async throws {
        let query: Query = """
            DELETE FROM outgoing_events e USING unnest($1::text[], $2::bigint[]) AS s (resource, id)
            WHERE e.resource = s.resource AND e.resource_id = s.id
            """
        try await write(
            [Statement(query, .textArray(subjects.map(\.resource)), .int64Array(subjects.map(\.id)))], tenant)
    }

    /// Where a user logged in from, and what they were sent; with the login also what it needs.
    package func forget(user: Int64, withLogin: Bool, in tenant: TenantScope) async throws {
        var statements: [Query] = ["UPDATE sessions SET ip = '', user_agent = '' WHERE user_id = $1"]
        if withLogin {
            statements += [
                "DELETE FROM recovery_codes WHERE user_id = $1", "DELETE FROM links WHERE user_id = $1",
                "DELETE FROM messages WHERE user_id = $1",
            ]
        }
        try await write(statements.map { Statement($0, .int64(user)) }, tenant)
    }

    private func rows<Row: StoredEntity>(_ condition: String, _ parameters: [Parameter], _ tenant: TenantScope)
        async throws -> [Row]
    {
        let query = Query(text: "SELECT \(Row.queries.columns) FROM \(Row.table) WHERE \(condition) ORDER BY id")
        return try await faults.translated {
            try Row.decode(await client.read(.bound(to: tenant, [Statement(query, parameters)])).last)
        }
    }

    private func ids(_ statement: Statement, _ tenant: TenantScope) async throws -> [Int64] {
        try await faults.translated {
            try await client.read(.bound(to: tenant, [statement])).last.decode { row throws(PostgresError) in
                try row.int64()
            }
        }
    }

    private func write(_ statements: [Statement], _ tenant: TenantScope) async throws {
        _ = try await faults.translated { try await client.write(.bound(to: tenant, statements)) }
    }
}

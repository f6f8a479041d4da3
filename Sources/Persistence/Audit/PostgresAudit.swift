package import Domain
package import Logging

/// Reads of a tenant's audit, and what is written there without a row's change.
package struct PostgresAudit: AuditStore {
    let client: PostgresClient
    let faults: DatabaseFaults

    package init(client: PostgresClient, logger: Logger) {
        self.client = client
        faults = DatabaseFaults(logger: logger)
    }

    private static let columns = """
        e.id, e.xid::text::bigint, e.occurred_at, e.actor, e.on_behalf_of, e.ip, e.request_id, e.action, e.resource,
        e.resource_id, e.before::text, e.after::text
        """

    private static func event(_ row: inout Row) throws(PostgresError) -> AuditEvent {
        try AuditEvent(
            id: row.identifier(), transaction: row.int64(), occurredAt: row.moment(), actor: row.text(),
            onBehalfOf: row.text(), ip: row.text(), requestID: row.text(), action: row.text(), resource: row.text(),
            resourceID: row.int64(),
            before: row.optionalBytes(), after: row.optionalBytes())
    }

    /// The events that are meant, newest first: by the order of commits, or by their ids, which is quicker and differs
    /// within a few milliseconds.
    package func list(
        _ filter: AuditFilter, limit: Int, inCommitOrder: Bool, of tenant: TenantScope
    ) async throws -> [AuditEvent] {
        let order: SQL = inCommitOrder ? "e.xid DESC, e.id DESC" : "e.id DESC"
        return try await list(Self.page(filter, order, limit: limit, offset: 0), of: tenant)
    }

    package func list(
        _ filter: AuditFilter, limit: Int, offset: Int, of tenant: TenantScope
    ) async throws -> [AuditEvent] {
        try await list(Self.page(filter, limit: limit, offset: offset), of: tenant)
    }

    private func list(_ page: Statement, of tenant: TenantScope) async throws -> [AuditEvent] {
        try requireWhole(tenant)
        return try await faults.translated {
            let rows = try await client.read(.bound(to: tenant, [page])).last
            return try rows.decode { row throws(PostgresError) in try Self.event(&row) }
        }
    }

    /// The audit is the whole tenant's: who is limited reads the history of rows instead.
    func requireWhole(_ tenant: TenantScope) throws(Problem) {
        if tenant.limit != nil { throw .outsideLimit }
    }

    package func count(_ filter: AuditFilter, of tenant: TenantScope) async throws -> Total {
        try requireWhole(tenant)
        return try await faults.translated {
            let rows = try await client.read(.bound(to: tenant, [Self.total(filter)])).last
            let count = try rows.decodeFirst { row throws(PostgresError) in try row.int64() } ?? 0
            return Total(count: min(count, Total.cap), isCapped: count > Total.cap)
        }
    }

    static func page(_ filter: AuditFilter, _ order: SQL = "e.id DESC", limit: Int, offset: Int) -> Statement {
        let sql: SQL = "SELECT \(unescaped: columns) FROM audit_events e"
        return (sql + conditions(filter) + " ORDER BY " + order + " LIMIT \(limit) OFFSET \(offset)")
            .statement(prepared: false)
    }

    static func total(_ filter: AuditFilter) -> Statement {
        let some: SQL = "SELECT 1 FROM audit_events e"
        let sql: SQL = "SELECT count(*) FROM ("
        return (sql + some + conditions(filter) + " LIMIT \(Total.cap + 1)) AS counted").statement(prepared: false)
    }

    private static func conditions(_ filter: AuditFilter) -> SQL {
        var sql: SQL = " WHERE true"
        if let since = filter.since {
            sql += " AND e.occurred_at >= \(Parameter.timestamp(since.microseconds)) AND e.id >= \(lowest(since))"
        }
        if let until = filter.until {
            let bound = lowest(until.adding(seconds: 1))
            sql += " AND e.occurred_at < \(Parameter.timestamp(until.microseconds)) AND e.id < \(bound)"
        }
        if let actor = filter.actor { sql += " AND e.actor = \(actor)" }
        if let action = filter.action { sql += " AND e.action = \(action)" }
        if let resource = filter.resource { sql += " AND e.resource = \(resource)" }
        if let row = filter.resourceID { sql += " AND e.resource_id = \(row)" }
        if let after = filter.after { sql += " AND e.id < \(after.postgres)" }
        return sql
    }

    /// The lowest id that an event of that moment can have: ids begin with the milliseconds.
    private static func lowest(_ moment: Timestamp) -> PostgresUUID {
        PostgresUUID(high: UInt64(clamping: moment.microseconds / 1000) << 16, low: 0)
    }

    private static let insert: Query = """
        INSERT INTO audit_events (tenant_id, id, occurred_at, actor, ip, request_id, action, resource, resource_id, after,
            on_behalf_of)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::json, $11)
        """

    /// An event that goes with no row's change.
    static func insertion(
        _ origin: AuditOrigin, _ resource: String, id: Int64, _ content: String, at now: Timestamp,
        of tenant: TenantScope
    ) -> (Statement, id: UUIDv7) {
        var random = SystemRandomNumberGenerator()
        let event = UUIDv7(at: now, using: &random)
        let statement = Statement(
            insert, .int64(tenant.id), .uuid(event.postgres), .timestamp(now.microseconds), .text(origin.actor),
            .text(origin.ip), .text(origin.requestID), .text(origin.action), .text(resource), .int64(id),
            .text(content), .text(origin.onBehalfOf))
        return (statement, event)
    }

    package func note(
        _ origin: AuditOrigin, _ resource: Resource, _ content: String, at now: Timestamp, of tenant: TenantScope
    ) async throws -> UUIDv7 {
        try requireWhole(tenant)
        let (statement, id) = Self.insertion(origin, resource.rawValue, id: 0, content, at: now, of: tenant)
        return try await faults.translated {
            _ = try await client.write(.bound(to: tenant, [statement]))
            return id
        }
    }

    private static let heading: Query = """
        SELECT epoch, CASE WHEN rescan THEN NULL ELSE xid::text::bigint END FROM audit_sealer
        """
    private static let epochs: Query = "SELECT epoch, began_at, reason, statement FROM audit_epochs ORDER BY epoch"
    private static let chain = Query(
        text: """
            SELECT c.epoch, c.seq, c.event_id, c.body_digest, c.digest, c.hash, s.salt, p.statement, e.id IS NOT NULL,
                \(columns)
            FROM audit_chain c
            LEFT JOIN audit_events e ON e.tenant_id = c.tenant_id AND e.id = c.event_id
            LEFT JOIN audit_salts s ON s.tenant_id = c.tenant_id AND s.event_id = c.event_id
            LEFT JOIN audit_checkpoints p ON p.tenant_id = c.tenant_id AND p.epoch = c.epoch AND p.seq = c.seq
            WHERE (c.epoch, c.seq) > ($1, $2) ORDER BY c.epoch, c.seq LIMIT $3
            """)
    /// What was sealed since the chain was read counts as not sealed yet.
    private static let unsealed = Query(
        text: """
            SELECT \(columns) FROM audit_events e LEFT JOIN audit_chain c
                ON c.tenant_id = e.tenant_id AND c.event_id = e.id AND (c.epoch, c.seq) <= ($1, $2)
            WHERE c.event_id IS NULL AND e.id > $3 ORDER BY e.id LIMIT $4
            """)
    private static let loose = Query(
        text: """
            SELECT p.epoch, p.seq, p.statement FROM audit_checkpoints p LEFT JOIN audit_chain c
                ON c.tenant_id = p.tenant_id AND c.epoch = p.epoch AND c.seq = p.seq
            WHERE c.seq IS NULL ORDER BY p.epoch, p.seq LIMIT 1000
            """)

    /// Rows that one statement reads: few enough to hold, many enough that the statements do not count.
    private static let page = 2000

    /// Everything, in little memory: page after page, each a short statement.
    package func read(_ tenant: Tenant, _ take: (AuditRecord) throws -> Void) async throws {
        let scope = TenantScope(id: tenant.id)
        try await faults.translated {
            let first = try await client.read(.bound(to: scope, [Statement(Self.heading), Statement(Self.epochs)]))
            let state = try first[1].decodeFirst { row throws(PostgresError) in
                try (row.int32(), row.optionalInt64())
            }
            guard let (epoch, horizon) = state else { throw PostgresError(.decoding) }
            try take(
                .heading(.init(tenant: tenant.id, subdomain: tenant.subdomain, epoch: epoch, horizon: horizon)))
            for epoch in try first[2].decode({ row throws(PostgresError) in
                try AuditRecord.Epoch(
                    epoch: row.int32(), beganAt: row.moment(), reason: row.text(), statement: row.optionalText())
            }) { try take(.epoch(epoch)) }
            let (links, end) = try await readChain(scope, take)
            let unsealed = try await readUnsealed(scope, after: end, take)
            // Checkpoints whose link is gone.
            let loose = try await client.read(.bound(to: scope, [Statement(Self.loose)])).last
            for (epoch, seq, statement) in try loose.decode({ row throws(PostgresError) in
                try (row.int32(), row.int64(), row.text())
            }) { try take(.checkpoint(epoch: epoch, seq: seq, statement: statement)) }
            try take(.end(links: links, unsealed: unsealed))
        }
    }

    private typealias Place = (epoch: Int32, seq: Int64)

    private func readChain(
        _ scope: TenantScope, _ take: (AuditRecord) throws -> Void
    ) async throws -> (Int64, Place) {
        var place: Place = (0, 0)
        var links: Int64 = 0
        while true {
            let statement = Statement(Self.chain, .int32(place.epoch), .int64(place.seq), .int(Self.page))
            let rows = try await client.read(.bound(to: scope, [statement]), timeout: .seconds(60)).last
            for position in 0..<rows.count {
                let (seal, statement, event) = try rows.withRow(position) { row throws(PostgresError) in
                    let seal = try AuditSeal(
                        epoch: row.int32(), seq: row.int64(), event: row.identifier(), bodyDigest: row.bytes(),
                        digest: row.bytes(), hash: row.bytes(), salt: row.optionalBytes())
                    let statement = try row.optionalText()
                    return (seal, statement, try row.bool() ? try Self.event(&row) : nil)
                }
                try take(.sealed(seal, event))
                if let statement { try take(.checkpoint(epoch: seal.epoch, seq: seal.seq, statement: statement)) }
                place = (seal.epoch, seal.seq)
            }
            links &+= Int64(rows.count)
            if rows.count < Self.page { return (links, place) }
        }
    }

    private func readUnsealed(
        _ scope: TenantScope, after end: Place, _ take: (AuditRecord) throws -> Void
    ) async throws -> Int64 {
        var last = PostgresUUID(high: 0, low: 0)
        var count: Int64 = 0
        while true {
            let statement = Statement(
                Self.unsealed, .int32(end.epoch), .int64(end.seq), .uuid(last), .int(Self.page))
            let rows = try await client.write(.bound(to: scope, [statement]), timeout: .seconds(600)).last
            for event in try rows.decode({ row throws(PostgresError) in try Self.event(&row) }) {
                try take(.unsealed(event))
                last = event.id.postgres
            }
            count &+= Int64(rows.count)
            if rows.count < Self.page { return count }
        }
    }

    /// Takes the bodies of a row's sealed events, for good, and says so in an event of its own.
    /// - Returns: how many events.
    package func erase(
        resource: String, id: Int64, reason: String, actor: String, at now: Timestamp, in tenant: TenantScope
    ) async throws -> Int {
        var random = SystemRandomNumberGenerator()
        let statement = Statement(
            "SELECT kiik_erase_audit($1, $2, $3, $4, $5, $6)", .text(resource), .int64(id),
            .uuid(UUIDv7(at: now, using: &random).postgres), .timestamp(now.microseconds), .text(actor), .text(reason))
        return try await faults.translated {
            let rows = try await client.write(.bound(to: tenant, [statement])).last
            return try rows.decodeFirst { row throws(PostgresError) in try row.int() } ?? 0
        }
    }
}

package import Domain

/// What pages tell beside the events themselves.
extension PostgresAudit {
    // MARK: Who

    private static let keys: Query = "SELECT id, name FROM api_keys WHERE id = ANY ($1)"
    /// The tenant's own, and those that are nobody's: a number of another tenant's app says nothing.
    private static let apps: Query = """
        SELECT id, name FROM oauth_client_lookup WHERE id = ANY ($1) AND tenant_id IN (0, $2)
        """
    private static let people: Query = "SELECT user_id, email FROM member_directory WHERE user_id = ANY ($1)"

    package func names(of actors: Set<String>, in tenant: TenantScope) async throws -> [String: AuditActor] {
        try requireWhole(tenant)
        let asked = actors.map { AuditActor($0) }
        func ids(_ kind: AuditActor.Kind) -> Parameter {
            .int64Array(asked.compactMap { $0.kind == kind ? $0.id : nil })
        }
        guard asked.contains(where: { $0.kind != .command }) else {
            return Dictionary(uniqueKeysWithValues: asked.map { ($0.text, $0) })
        }
        let statements = [
            Statement(Self.keys, ids(.key)), Statement(Self.apps, ids(.app), .int64(tenant.id)),
            Statement(Self.people, ids(.person)),
        ]
        return try await faults.translated {
            let result = try await client.read(.bound(to: tenant, statements))
            var names: [AuditActor.Kind: [Int64: String]] = [:]
            // The binding's result is the first.
            for (place, kind) in [AuditActor.Kind.key, .app, .person].enumerated() {
                let rows = try result[place + 1].decode { row throws(PostgresError) in try (row.int64(), row.text()) }
                names[kind] = Dictionary(rows, uniquingKeysWith: { first, _ in first })
            }
            return Dictionary(
                uniqueKeysWithValues: asked.map { actor in
                    let name = actor.id.flatMap { names[actor.kind]?[$0] } ?? ""
                    return (actor.text, AuditActor(actor.text, name: name))
                })
        }
    }

    // MARK: Makers

    /// A row's first event is its making; one step into the index of histories for each row.
    static func makers(of resource: Resource, ids: [Int64]) -> Statement {
        let query: Query = """
            SELECT asked.id, made.actor, made.on_behalf_of, made.action, made.occurred_at
            FROM unnest($2::bigint[]) AS asked (id) CROSS JOIN LATERAL (
                SELECT e.actor, e.on_behalf_of, e.action, e.occurred_at, e.before IS NULL AS is_making
                FROM audit_events e WHERE e.resource = $1::text AND e.resource_id = asked.id
                ORDER BY e.occurred_at, e.id LIMIT 1) AS made
            WHERE made.is_making
            """
        return Statement(query, .text(resource.rawValue), .int64Array(ids))
    }

    package func makers(of resource: Resource, ids: [Int64], in tenant: TenantScope) async throws -> [Int64: Maker] {
        try requireWhole(tenant)
        guard !ids.isEmpty else { return [:] }
        let statement = Self.makers(of: resource, ids: Array(Set(ids)))
        let found = try await faults.translated {
            try await client.read(.bound(to: tenant, [statement])).last.decode { row throws(PostgresError) in
                try (
                    id: row.int64(), actor: row.text(), onBehalfOf: row.text(), action: row.text(), at: row.moment()
                )
            }
        }
        let names = try await names(
            of: Set(found.map(\.actor) + found.map(\.onBehalfOf).filter { !$0.isEmpty }), in: tenant)
        return Dictionary(
            uniqueKeysWithValues: found.map { making in
                let maker = Maker(
                    actor: names[making.actor] ?? AuditActor(making.actor), person: names[making.onBehalfOf],
                    action: making.action, at: making.at)
                return (making.id, maker)
            })
    }

    // MARK: The chain

    private static let head: Query = """
        SELECT c.epoch, c.seq, e.occurred_at FROM audit_chain c
        LEFT JOIN audit_events e ON e.tenant_id = c.tenant_id AND e.id = c.event_id
        ORDER BY c.epoch DESC, c.seq DESC LIMIT 1
        """
    private static let signed: Query = """
        SELECT seq, sealed_at FROM audit_checkpoints ORDER BY epoch DESC, seq DESC LIMIT 1
        """
    /// As subqueries, so that both stay looks into an index, whatever the planner believes.
    private static let waiting = Query(
        text: """
            SELECT (SELECT epoch FROM audit_sealer), count(*), min(w.occurred_at) FROM (
                SELECT e.occurred_at FROM audit_events e WHERE e.xid >= (SELECT xid FROM audit_sealer)
                    AND (SELECT true FROM audit_chain c WHERE c.tenant_id = e.tenant_id AND c.event_id = e.id) IS NULL
                ORDER BY e.xid LIMIT \(AuditChainState.mostUnsealed)) AS w
            """)

    static var chainStatements: [Statement] { [Statement(head), Statement(signed), Statement(waiting)] }

    package func chainState(of tenant: TenantScope) async throws -> AuditChainState {
        try requireWhole(tenant)
        return try await faults.translated {
            let result = try await client.read(.bound(to: tenant, Self.chainStatements))
            let head = try result[1].decodeFirst { row throws(PostgresError) in
                try (epoch: row.int32(), seq: row.int64(), at: row.optionalMoment())
            }
            let signed = try result[2].decodeFirst { row throws(PostgresError) in try (row.int64(), row.moment()) }
            let waiting = try result[3].decodeFirst { row throws(PostgresError) in
                try (epoch: row.int32(), count: row.int64(), oldest: row.optionalMoment())
            }
            guard let waiting else { throw PostgresError(.decoding) }
            return AuditChainState(
                unsealed: waiting.count, oldestUnsealed: waiting.oldest, epoch: head?.epoch ?? waiting.epoch,
                lastLink: head?.seq ?? 0, lastSealedEventAt: head?.at, lastCheckpoint: signed?.0 ?? 0,
                lastCheckpointAt: signed?.1)
        }
    }
}

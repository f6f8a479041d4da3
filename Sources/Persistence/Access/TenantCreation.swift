import Domain
import JSON

/// A tenant and its test environment: their ids, and the statements that make both.
struct TenantCreation {
    let draft: TenantDraft
    let tenant: TenantScope
    let test: TenantScope

    init(_ draft: TenantDraft, client: PostgresClient) async throws {
        let ids = IDAllocator(client: client, table: "tenants")
        self.draft = draft
        tenant = TenantScope(id: try await ids.next())
        test = TenantScope(id: try await ids.next())
    }

    private static let insert: Query = """
        INSERT INTO tenants (id, subdomain, name, currency, time_zone, test_of, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """

    /// To be run in one transaction. Each binds its own tenant.
    func statements(origin: AuditOrigin, at now: Timestamp) -> [Statement] {
        insert(tenant, draft.subdomain, draft.name, testOf: nil, origin, now)
            + insert(
                test, "\(draft.subdomain.prefix(57))--test", "\(draft.name) (test)", testOf: tenant.id, origin, now)
    }

    private func insert(
        _ scope: TenantScope, _ subdomain: String, _ name: String, testOf: Int64?, _ origin: AuditOrigin,
        _ now: Timestamp
    ) -> [Statement] {
        let content: JSONValue = [
            "subdomain": .string(subdomain), "name": .string(name), "currency": .string(draft.currency),
            "time_zone": .string(draft.timeZone),
        ]
        return Batch.bound(
            to: scope,
            [
                Statement(
                    Self.insert, .int64(scope.id), .text(subdomain), .text(name), .text(draft.currency),
                    .text(draft.timeZone), .int64(testOf), .timestamp(now.microseconds)),
                PostgresAudit.insertion(origin, "tenants", id: scope.id, content.text, at: now, of: scope).0,
            ]
        ).statements
    }
}

import AuthCore
import Domain
import JSON

/// The statements of a commit, in one transaction and one round trip.
///
/// The number comes first, because what follows mentions it; its counter's row stays locked until the commit, so
/// numbered changes of one tenant, series and year go one after another.
struct CommitBatch {
    let statements: [Statement]
    /// Where in the batch's results the number stands.
    let numberPlace: Int?

    private static let allotNumber: Query = """
        WITH allotted AS (
            INSERT INTO number_counters (tenant_id, series, year, value) VALUES ($1, $2, $3, 1)
            ON CONFLICT (tenant_id, series, year) DO UPDATE SET value = number_counters.value + 1 RETURNING value)
        SELECT set_config('kiik.number',
            $2::text || '-' || $3::int::text || '-' || lpad(value::text, greatest(4, length(value::text)), '0'), true)
        FROM allotted
        """
    /// Who is limited to some customers or projects sees no counter.
    private static let allotNumberLimited: Query = """
        SELECT set_config('kiik.number',
            $2::text || '-' || $3::int::text || '-' || lpad(n::text, greatest(4, length(n::text)), '0'), true)
        FROM kiik_allot_number($1, $2, $3) AS n
        """
    private static func claim(answer: String) -> Query {
        Query(
            text: """
                WITH claimed AS (
                    INSERT INTO idempotency_keys
                        (tenant_id, principal, key, fingerprint, answer, created_at, expires_at)
                    VALUES ($1, $2, $3, $4, \(answer), $7, $8)
                    ON CONFLICT (tenant_id, principal, key) DO UPDATE
                        SET fingerprint = excluded.fingerprint, answer = excluded.answer,
                            created_at = excluded.created_at, expires_at = excluded.expires_at
                        WHERE idempotency_keys.expires_at <= excluded.created_at
                    RETURNING 1)
                SELECT kiik_require_claim(count(*)) FROM claimed
                """)
    }
    private static let claimPlain = claim(answer: "(CASE WHEN $6::text IS NULL THEN $5::bytea END)")
    private static let claimNumbered = claim(
        answer: "convert_to(replace(convert_from($5::bytea, 'UTF8'), $6::text, current_setting('kiik.number')), 'UTF8')"
    )

    private static func audit(_ json: (String) -> String) -> String {
        """
        INSERT INTO audit_events (tenant_id, id, occurred_at, actor, ip, request_id, action, resource,
            resource_id, before, after, on_behalf_of)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, \(json("$10")), \(json("$11")), $12)
        """
    }
    private static func record(_ json: (String) -> String) -> Query {
        Query(
            text: """
                WITH audited AS (\(audit(json)))
                INSERT INTO outgoing_events (tenant_id, id, name, resource, resource_id, payload, created_at)
                VALUES ($1, $2, $13, $8, $9, \(json("$11")), $3)
                """)
    }
    /// Of what is nobody's business outside.
    private static let recordQuietly = Query(text: audit { "\($0)::json" })
    private static let recordPlain = record { "\($0)::json" }
    private static let recordNumbered = record {
        "replace(\($0)::text, $14::text, current_setting('kiik.number'))::json"
    }
    private static let endDryRun: Query = "SELECT kiik_end_dry_run()"

    init(_ commit: Commit) throws(PostgresError) {
        let tenant = Parameter.int64(commit.tenant.id)
        // A dry run takes no number: the placeholder stands in its row, and goes with it.
        let number = commit.isDryRun ? nil : commit.number
        var statements: [Statement] = []
        if let number {
            statements.append(
                Statement(
                    commit.tenant.limit == nil ? Self.allotNumber : Self.allotNumberLimited, tenant,
                    .text(number.series), .int32(Int32(clamping: number.year))))
        }
        if let record = commit.idempotency, !commit.isDryRun {
            statements.append(
                Statement(
                    number == nil ? Self.claimPlain : Self.claimNumbered, tenant, .text(record.claim.principal),
                    .text(record.claim.key), .bytes(record.claim.fingerprint.bytes), .bytes(record.answer),
                    .text(number?.placeholder), .timestamp(commit.at.microseconds),
                    .timestamp(commit.at.adding(seconds: IdempotencyClaim.lifetime).microseconds)))
        }
        var random = SystemRandomNumberGenerator()
        for change in commit.changes {
            let isLimited = commit.tenant.limit != nil
            statements.append(try Self.write(change, tenant, isNumbered: number != nil, isLimited: isLimited))
            let id = UUIDv7(at: commit.at, using: &random)
            let before = commit.hidesBefore ? "{}" : Self.json(change) { $0.before }
            var parameters: [Parameter] = [
                tenant, .uuid(id.postgres), .timestamp(commit.at.microseconds), .text(commit.origin.actor),
                .text(commit.origin.ip), .text(commit.origin.requestID), .text(commit.origin.action),
                .text(change.resource.rawValue), .int64(change.id),
                .text(change.kind == .create ? nil : before), .text(Self.json(change) { $0.after }),
                .text(commit.origin.onBehalfOf),
            ]
            guard change.resource.isToldOutside else {
                statements.append(Statement(Self.recordQuietly, parameters))
                continue
            }
            parameters += [
                .text("\(change.resource.rawValue).\(change.kind == .create ? "created" : "updated")")
            ]
            if let number { parameters.append(.text(number.placeholder)) }
            statements.append(Statement(number == nil ? Self.recordPlain : Self.recordNumbered, parameters))
        }
        if commit.isDryRun { statements.append(Statement(Self.endDryRun)) }
        self.statements = statements
        numberPlace = number == nil ? nil : 1
    }

    private static func write(
        _ change: Change, _ tenant: Parameter, isNumbered: Bool, isLimited: Bool
    ) throws(PostgresError) -> Statement {
        guard let queries = StoredEntities.queries[change.resource] else {
            throw PostgresError(.misuse, "no table is declared for \(change.resource.rawValue)")
        }
        let values = [tenant] + change.fields.map(\.after.parameter)
        switch change.kind {
        case .create where isLimited:
            return Statement(isNumbered ? queries.limitedInsertNumbered : queries.limitedInsert, values)
        case .create: return Statement(isNumbered ? queries.insertNumbered : queries.insert, values)
        case .update: return Statement(queries.update, values + [.int64(change.version)])
        }
    }

    private static func json(_ change: Change, _ side: (Change.Field) -> Value) -> String {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        for field in change.difference {
            writer.key(escaping: field.name)
            writer.attribute(side(field))
        }
        writer.endObject()
        return String(decoding: writer.finish(), as: UTF8.self)
    }
}

extension JSONWriter {
    mutating func attribute(_ value: Value) {
        switch value {
        case .null: null()
        case .boolean(let value): bool(value)
        case .integer(let value): int(value)
        case .text(let value): string(value)
        case .texts(let values):
            beginArray()
            for value in values { string(value) }
            endArray()
        case .integers(let values):
            beginArray()
            for value in values { int(value) }
            endArray()
        // Bytes are digests and sealed values: never written out.
        case .bytes: null()
        case .timestamp(let value): timestamp(microsecondsSince1970: value.microseconds)
        case .date(let value): date(daysSince1970: value.days)
        case .uuid(let value): uuid(high: value.high, low: value.low)
        case .records(let records):
            beginArray()
            for record in records {
                beginObject()
                for member in record {
                    key(escaping: member.name)
                    attribute(member.value)
                }
                endObject()
            }
            endArray()
        }
    }
}

import Domain
import HTTPTypes
import JSON

/// What a key was used for: its calls one by one, and counted.
enum KiikKeyUsage {
    private static let record = OutputType<UsageRecord>(
        "KeyCall",
        [
            .timestamp("at", "When.") { $0.pointee.occurredAt },
            .text("method", "The request's method.") { $0.pointee.method },
            .text("path", "The request's path, without its query.") { $0.pointee.path },
            .text("action", "What was asked for, such as `customers.list`.") { $0.pointee.action },
            .integer("status", "The answer's status.") { Int64($0.pointee.status) },
            .decimal("duration_ms", places: 3, "How long it took here.") { $0.pointee.durationMicroseconds },
            .text("ip", "From where.") { $0.pointee.ip },
            .text("request_id", "The request's id, which its answer had too.") { $0.pointee.requestID },
            .bool("authenticated", "False where the key was revoked or expired.") { $0.pointee.isAuthenticated },
        ])

    private static let parameters: [EndpointDocumentation.Parameter] = [
        .id,
        .init(
            name: "status", place: "query", text: "Calls answered with this status.",
            schema: ["type": "integer", "minimum": 100, "maximum": 599]),
        .init(
            name: "limit", place: "query", text: "Calls a page, \(UsageQuery.defaultLimit) unless given.",
            schema: ["type": "integer", "minimum": 1, "maximum": .int(Int64(UsageQuery.largestLimit))]),
        .init(
            name: "cursor", place: "query", text: "Where the page begins: from the `Link` header of the page before.",
            schema: ["type": "string", "pattern": "^[A-Za-z0-9_-]+$"]),
    ]

    static func logs(_ path: String) -> Endpoint {
        let documentation = EndpointDocumentation(
            tag: "keys", parameters: parameters, output: .init(name: record.name, schema: record.schema), isList: true,
            hasTotal: false)
        return .waiting(.get, path, .needs(KeyManagement.logs), documentation) { call in
            let query = try query(call)
            try await requireKey(call)
            let page = try await call.services.store.usage(query, in: call.authorized().tenant)
            var headers: AnswerHeaders = [:]
            if let next = page.next {
                headers[.link] =
                    "<\(call.head.path)?\(call.query.replacing("cursor", with: next.text))>; rel=\"next\""
            }
            return .json(.ok, record.json(page.records), headers)
        }
    }

    private static func query(_ call: Call) throws(Refusal) -> UsageQuery {
        var query = UsageQuery(key: call.id)
        var faults = call.query.faults + call.query.unknown(besides: ["status", "limit", "cursor"])
        func integer(_ name: String, _ range: ClosedRange<Int>) -> Int? {
            guard let text = call.query[name] else { return nil }
            if let value = Int(text), range.contains(value) { return value }
            faults.append(
                Fault(name, .range, "Expected an integer between \(range.lowerBound) and \(range.upperBound)."))
            return nil
        }
        query.status = integer("status", 100...599)
        query.limit = integer("limit", 1...UsageQuery.largestLimit) ?? UsageQuery.defaultLimit
        if let text = call.query["cursor"] {
            query.after = UsageQuery.Place(text: text)
            if query.after == nil {
                faults.append(Fault("cursor", .format, "This cursor does not belong to a list with this ordering."))
            }
        }
        if !faults.isEmpty { throw .problem(.invalid(faults)) }
        return query
    }

    private static func requireKey(_ call: Call) async throws {
        let tenant = try call.authorized().tenant
        guard try await call.services.store.keyListings.find(call.id, in: tenant) != nil else {
            throw Refusal.problem(.notFound(.keys, id: String(call.id)))
        }
    }

    // MARK: Counted

    private struct Summary: Sendable {
        let listing: APIKeyListing
        let counts: [UsageCount]

        func calls(where isMeant: (UsageCount) -> Bool = { _ in true }) -> Int64 {
            counts.filter(isMeant).reduce(0) { $0 &+ $1.calls }
        }

        var days: [Day] {
            Dictionary(grouping: counts, by: \.day).sorted { $0.key < $1.key }.map { day, counts in
                Day(
                    date: day, calls: counts.reduce(0) { $0 &+ $1.calls },
                    errors: counts.filter { $0.status >= 400 }.reduce(0) { $0 &+ $1.calls })
            }
        }
    }

    private struct Day: Sendable {
        let date: LocalDate
        let calls: Int64
        let errors: Int64
    }

    private static let day = OutputType<Day>(
        "KeyUsageDay",
        [
            .date("date", "The day, in UTC.") { $0.pointee.date },
            .integer("calls", "Calls of that day.") { $0.pointee.calls },
            .integer("errors", "Those answered with a status of 400 or more.") { $0.pointee.errors },
        ])

    private static let output = OutputType<Summary>(
        "KeyUsage",
        [
            .integer("usage_count", "How often it was used in all.") { $0.pointee.listing.usageCount },
            .optionalTimestamp("last_used_at", "When it was last used.") { $0.pointee.listing.lastUsedAt },
            .optionalText("last_used_ip", "From where it was last used.") { $0.pointee.listing.lastUsedIP },
            .integer("calls", "Calls of the last 30 days.") { $0.pointee.calls() },
            .integer("refused", "Those of them answered with 401, 403 or 429.") {
                $0.pointee.calls { [401, 403, 429].contains($0.status) }
            },
            .list("days", day, "Day by day; days without calls are left out.") { $0.pointee.days },
        ])

    static func summary(_ path: String) -> Endpoint {
        let documentation = EndpointDocumentation(
            tag: "keys", parameters: [.id], output: .init(name: output.name, schema: output.schema))
        return .waiting(.get, path, .needs(KeyManagement.usage), documentation) { call in
            try call.query.refuseUnknown(besides: [])
            let (store, tenant) = (call.services.store, try call.authorized().tenant)
            guard let listing = try await store.keyListings.find(call.id, in: tenant) else {
                throw Refusal.problem(.notFound(.keys, id: String(call.id)))
            }
            let since = call.services.clock.now().adding(seconds: -30 * 86_400)
            let counts = try await store.usageCounts(ofKey: call.id, since: since, in: tenant)
            return .json(.ok, output.json(Summary(listing: listing, counts: counts)))
        }
    }
}

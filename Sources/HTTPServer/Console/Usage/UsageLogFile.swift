import AuthCore
import Domain
import HTTPTypes
import JSON

/// The log as a file, sent while it is read: page after page, each when the browser has taken the one before.
enum UsageLogFile {
    private static let columns = [
        "at", "status", "method", "path", "action", "key_id", "key", "ip", "duration_ms", "request_id", "authenticated",
    ]

    static func answer(_ visit: ConsoleVisit, of listing: APIKeyListing? = nil) async throws -> Answer {
        let question = UsageLog.Question(visit, key: listing?.id)
        if !question.faults.isEmpty { throw Problem.invalid(question.faults) }
        let (store, usage, tenant) = (visit.services.store, visit.services.usage, visit.principal.tenant)
        var start = question.query
        start.limit = UsageQuery.largestLimit
        // Read before the answer begins: a database that is away is still an error with a status.
        let first = try await store.usage(start, in: tenant)
        let day = visit.principal.zone.day(at: visit.now)
        return Answer(
            .ok,
            [
                .contentType: "text/csv; charset=utf-8; header=present", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"calls-\(visit.principal.subdomain)-\(day).csv\"",
            ]
        ) { send in
            try await send(Array(CSV.row(columns).utf8))
            var page = first
            while true {
                let names = try await usage.names(ofKeys: Set(page.records.map(\.keyID)).sorted(), of: tenant)
                var bytes: [UInt8] = []
                for record in page.records { bytes += CSV.row(cells(record, names)).utf8 }
                if !bytes.isEmpty { try await send(bytes) }
                guard let next = page.next else { return }
                page = try await store.usage(question.going(on: next, limit: UsageQuery.largestLimit), in: tenant)
            }
        }
    }

    private static func cells(_ record: UsageRecord, _ names: [Int64: UsedKey]) -> [String] {
        [
            moment(record.occurredAt), String(record.status), record.method, record.path, record.action,
            String(record.keyID), names[record.keyID]?.name ?? "", record.ip, milliseconds(record.durationMicroseconds),
            record.requestID, record.isAuthenticated ? "true" : "false",
        ]
    }

    /// As the API writes it, without its quotes.
    private static func moment(_ moment: Timestamp) -> String {
        var writer = JSONWriter(capacity: 32)
        writer.timestamp(microsecondsSince1970: moment.microseconds)
        return String(decoding: writer.finish().filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }

    private static func milliseconds(_ microseconds: Int64) -> String {
        let (whole, rest) = max(microseconds, 0).quotientAndRemainder(dividingBy: 1000)
        return "\(whole).\(String(rest + 1000).dropFirst())"
    }
}

import Domain
import HTTPTypes
import JSON

/// The audit as one file, sent while it is read: page after page, each when the client has taken the one before.
enum CredKitAuditExport {
    fileprivate enum Format: String, CaseIterable {
        case csv, json
    }

    private struct Request: Sendable {
        var selection = AuditReading.Selection()
        var format = Format.json
    }

    private static let input = InputType<Request>(
        "AuditExport",
        example: ["start_date": "2026-01-01T00:00:00Z", "end_date": "2026-01-31T23:59:59Z", "format": "json"],
        start: { Request() },
        CredKitAudit.filters.map { $0.at(\.selection) } + [
            .choice("format", Format.self, "How it is written.", required: true) { $0.format = $1 }
        ])

    /// Events that one statement reads.
    private static let page = 500

    static let endpoint = Endpoint.waiting(
        .post, "/api/v1/compliance/export-audit-data/", .needs(AuditReading.export),
        EndpointDocumentation(
            tag: "audit", input: .init(name: input.name, schema: input.schema), example: input.example,
            output: .init(name: CredKitAudit.output.name, schema: CredKitAudit.output.schema),
            outputMediaTypes: ["application/json", "text/csv"], isList: true, hasTotal: false)
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let caller = try call.authorized()
        let request = try input.decode(call.body)
        return try await answer(
            call, caller, request.selection.filter(in: caller.principal.zone), as: Writing(request.format),
            asked: try JSONValue.parse(call.body))
    }

    /// How events are written: as CredKit's clients ask for them, or a line for each.
    enum Writing: String {
        case csv, json
        case lines = "jsonl"

        fileprivate init(_ format: Format) {
            self =
                switch format {
                case .csv: .csv
                case .json: .json
                }
        }

        fileprivate var mediaType: String {
            switch self {
            case .csv: "text/csv; charset=utf-8; header=present"
            case .json: "application/json"
            case .lines: "application/jsonl"
            }
        }
    }

    /// The file; that it was taken is in the audit first.
    /// - Parameter asked: what the audit keeps of what was asked for.
    static func answer(
        _ call: Call, _ caller: Authorization, _ filter: AuditFilter, as writing: Writing, asked: JSONValue
    ) async throws -> Answer {
        let (audit, tenant, now) = (call.services.audit, caller.tenant, call.services.clock.now())
        var filter = filter
        let origin = AuditOrigin(
            actor: caller.principal.actor, onBehalfOf: caller.principal.onBehalfOf, ip: call.head.ip,
            requestID: call.head.requestID, action: AuditReading.export.name)
        // All that there is before this event.
        filter.after = try await audit.note(origin, .audit, asked.text, at: now, of: tenant)
        // Read before the answer begins: a database that is away is still an error with a status.
        let first = try await audit.list(filter, limit: page, offset: 0, of: tenant)
        let day = caller.principal.zone.day(at: now)
        return Answer(
            .ok,
            [
                .contentType: writing.mediaType,
                .contentDisposition:
                    "attachment; filename=\"audit-\(caller.principal.subdomain)-\(day).\(writing.rawValue)\"",
            ]
        ) { [filter] send in
            var (filter, events, isFirst) = (filter, first, true)
            while true {
                let isLast = events.count < page
                let bytes = write(events, writing, isFirst: isFirst, isLast: isLast)
                // No lines are no bytes.
                if !bytes.isEmpty { try await send(bytes) }
                guard !isLast else { return }
                filter.after = events.last?.id
                isFirst = false
                events = try await audit.list(filter, limit: page, offset: 0, of: tenant)
            }
        }
    }

    private static func write(_ events: [AuditEvent], _ writing: Writing, isFirst: Bool, isLast: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        switch writing {
        case .csv:
            if isFirst { bytes += CSV.row(CredKitAudit.output.fields.map(\.name)).utf8 }
            for event in events { bytes += CSV.row(cells(event)).utf8 }
        case .json:
            if isFirst { bytes += "[".utf8 }
            for (place, event) in events.enumerated() {
                if place > 0 || !isFirst { bytes += ",\n".utf8 }
                bytes += CredKitAudit.output.json(event)
            }
            if isLast { bytes += "]\n".utf8 }
        case .lines:
            for event in events { bytes += CredKitAudit.output.json(event) + [UInt8(ascii: "\n")] }
        }
        return bytes
    }

    /// What the list has as JSON: texts without their quotes, nothing for null.
    private static func cells(_ event: AuditEvent) -> [String] {
        withUnsafePointer(to: event) { event in
            CredKitAudit.output.fields.map { field in
                var writer = JSONWriter(capacity: 128)
                field.write(event, &writer)
                let bytes = writer.finish()
                switch try? JSONValue.parse(bytes) {
                case .string(let text)?: return text
                case .null?: return ""
                default: return String(decoding: bytes, as: UTF8.self)
                }
            }
        }
    }
}

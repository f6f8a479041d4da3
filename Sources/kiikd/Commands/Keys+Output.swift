import Domain
import Foundation
import JSON
import Logging

extension Keys {
    static func change(
        _ common: CommonOptions, _ body: (KeyCommands) async throws -> APIKey, text: (APIKey) -> String
    ) async throws {
        let settings = try await common.settings()
        let key = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
            try await body(KeyCommands(database: database, clock: .system))
        }
        switch common.format {
        case .json:
            Output.json([
                "id": .int(key.id), "prefix": .string(key.prefix), "name": .string(key.name),
                "status": .string(key.status(at: Clock.system.now()).rawValue),
            ])
        case .text: Output.line(text(key))
        }
    }

    /// By pages, as anybody reads them.
    /// Calls of a key's or an app's.
    static func show(_ records: [UsageRecord], _ common: CommonOptions) {
        switch common.format {
        case .json:
            Output.json(
                .array(
                    records.map {
                        [
                            "time": .timestamp($0.occurredAt), "key_id": .int($0.keyID),
                            "action": .string($0.action),
                            "method": .string($0.method), "path": .string($0.path),
                            "status": .int(Int64($0.status)),
                            "duration_us": .int($0.durationMicroseconds), "ip": .string($0.ip),
                            "request_id": .string($0.requestID), "authenticated": .bool($0.isAuthenticated),
                        ]
                    }))
        case .text:
            Output.table(
                ["TIME", "STATUS", "MS", "IP", "ACTION", "REQUEST ID", "REQUEST"],
                records.map {
                    [
                        $0.occurredAt.iso8601, String($0.status), String($0.durationMicroseconds / 1000), $0.ip,
                        $0.action, $0.requestID, "\($0.method) \($0.path)",
                    ]
                })
        }
    }

    static func logs(ofKey key: Int64, in tenant: TenantScope, limit: Int, _ store: any Store) async throws
        -> [UsageRecord]
    {
        var records: [UsageRecord] = []
        var query = UsageQuery(key: key)
        repeat {
            query.limit = min(UsageQuery.largestLimit, limit - records.count)
            let page = try await store.usage(query, in: tenant)
            records += page.records
            query.after = page.next
        } while query.after != nil && records.count < limit
        return records
    }

    static func json(_ listing: APIKeyListing, of tenant: String) -> JSONValue {
        let key = listing.key
        return [
            "id": .int(key.id), "name": .string(key.name), "tenant": .string(tenant), "prefix": .string(key.prefix),
            "scopes": .array(key.scopes.map(JSONValue.string)),
            "status": .string(listing.status.rawValue), "rate_limit": .optional(key.rateLimit),
            "allowlist": .array(key.allowlist.map(JSONValue.string)),
            "customer_ids": .array(key.customerIDs.map(JSONValue.int)),
            "project_ids": .array(key.projectIDs.map(JSONValue.int)), "notes": .string(key.notes),
            "role": .optional(listing.roleName), "integration": .optional(listing.integrationName),
            "created_by": .optional(listing.creator), "is_service": .bool(key.createdBy == nil),
            "rotated_from": key.rotatedFrom.map(JSONValue.int) ?? .null,
            "created_at": .timestamp(key.createdAt), "expires_at": .timestamp(key.expiresAt),
            "revoked_at": .timestamp(key.revokedAt), "usage_count": .int(listing.usageCount),
            "last_used_at": .timestamp(listing.lastUsedAt), "last_used_ip": .optional(listing.lastUsedIP),
        ]
    }

    /// The box of the guide, or one JSON object. The only place that shows a secret.
    static func show(_ issued: KeyCommands.Issued, _ format: OutputFormat, title: String) {
        let key = issued.key
        guard format == .text else {
            return Output.json([
                "id": .int(key.id), "key": .string(issued.secret), "prefix": .string(key.prefix),
                "name": .string(key.name), "tenant": .string(issued.tenant.subdomain),
                "scopes": .array(key.scopes.map(JSONValue.string)),
                "customer_ids": .array(key.customerIDs.map(JSONValue.int)),
                "project_ids": .array(key.projectIDs.map(JSONValue.int)), "created_at": .timestamp(key.createdAt),
                "expires_at": .timestamp(key.expiresAt), "rotated_from": key.rotatedFrom.map(JSONValue.int) ?? .null,
            ])
        }
        let rule = String(repeating: "=", count: 70)
        let width = 68
        let bar = String(repeating: "─", count: width)
        let padded = " \(issued.secret)" + String(repeating: " ", count: max(1, width - 1 - issued.secret.count))
        // The guide's box has a role; a key of scopes shows those.
        let lines =
            (issued.role.map { "Role:        \($0.name)\n" } ?? "")
            + (key.scopes.isEmpty ? "" : "Scopes:      \(key.scopes.joined(separator: ", "))\n")
            + line("Customers:   ", key.customerIDs) + line("Projects:    ", key.projectIDs)
        let created = key.createdAt.iso8601.prefix(19).replacing("T", with: " ")
        Output.line(
            """
            \(rule)
            \(title)
            \(rule)

            IMPORTANT: Copy this key now. It will NEVER be shown again!

            ┌\(bar)┐
            │\(padded)│
            └\(bar)┘

            Name:        \(key.name)
            Tenant:      \(issued.tenant.name) (\(issued.tenant.subdomain))
            \(lines)Prefix:      \(key.prefix)
            Active:      True
            Created:     \(created)
            """)
        if let expiresAt = key.expiresAt { Output.line("Expires:     \(expiresAt.iso8601)") }
    }

    private static func line(_ title: String, _ ids: [Int64]) -> String {
        ids.isEmpty ? "" : "\(title)\(ids.map(\.description).joined(separator: ", "))\n"
    }

    static func noTenant(_ subdomain: String) -> Failure {
        Failure(
            "There is no tenant \"\(subdomain)\". `kiikd tenants list` shows them; `kiikd tenants create` makes one.")
    }

    static func list(_ text: String) -> [String] {
        text.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
    }

    /// An expiry given as a date is valid through that day in the tenant's zone.
    static func expiry(_ text: String?, in tenant: Tenant) throws -> Timestamp? {
        guard let text else { return nil }
        guard let day = LocalDate(text) else { throw Failure("--expires takes a date like 2027-12-31.") }
        return (CalendarZone(identifier: tenant.timeZone) ?? .utc).end(of: day)
    }

    static func seconds(_ text: String) -> Int64? {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let last = text.last else { return nil }
        let unit = units[last] ?? 1
        guard let number = Int64(units[last] == nil ? text : String(text.dropLast())),
            (0...366 * 86_400).contains(number)
        else { return nil }
        let (seconds, overflow) = number.multipliedReportingOverflow(by: unit)
        return overflow || seconds > 366 * 86_400 ? nil : seconds
    }

    static func bytes(hex: String) -> [UInt8]? {
        let digits = hex.compactMap(\.hexDigitValue)
        guard digits.count == hex.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}

import Domain
import Foundation
import JSON
import Testing

/// What CredKit's contract says of the audit: a list at two paths, and an export.
@Suite struct `The audit over HTTP` {
    private static let other = "/api/v1/compliance/audit-logs"

    private static func query(_ values: [String: String]) -> String {
        values.map { "\($0)=\($1.replacing(":", with: "%3A"))" }.sorted().joined(separator: "&")
    }

    /// Three changes of a key, one of a person.
    private static func scene() async throws -> (office: Office, person: Person, customer: Int64) {
        let office = try await Office.open()
        let customer = try await office.customer("Ada")
        _ = try await office.client.patch("\(Path.customers)\(customer)/", #"{"name": "=HYPERLINK(\"x\"), \"Ada\""}"#)
        _ = try await office.invoice(customer)
        let person = try await office.hire()
        let token = try await person.login().access
        let made = try await office.client.with(key: token).post(Path.customers, #"{"name": "By Grace"}"#)
        #expect(made.status == 201)
        return (office, person, customer)
    }

    @Test func `it lists who did what, newest first, the same at both paths, and no secret`() async throws {
        let (office, person, customer) = try await Self.scene()
        let answer = try await office.client.get(Path.auditLogs)
        let rows = try answer.rows
        #expect(try await office.client.get(Self.other).rows == rows)
        let actions = rows.compactMap { $0["action"]?.stringValue }
        #expect(actions.first == "customers.create")
        #expect(
            actions.suffix(5)
                == ["invoices.create", "customers.update", "customers.create", "keys.create", "tenants.create"])
        #expect(rows.first?["user_id"] == .string("\(person.id)"))
        #expect(rows.first?["actor"] == .string("user:\(person.id)"))
        let update = try #require(rows.first { $0["action"] == "customers.update" })
        #expect(update["resource_type"] == "customers" && update["resource_id"] == .string("\(customer)"))
        #expect(update["before"]?["name"] == "Ada")
        #expect(update["actor"] == .string("key:\(office.key.id)") && update["user_id"] == .null)
        #expect(update["ip_address"] == "127.0.0.1")
        #expect(update["created_at"]?.stringValue?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
        #expect(!answer.text.contains(office.key.secret) && !answer.text.contains(Person.password))
        #expect(!answer.text.contains("scrypt"))
    }

    @Test func `every filter is kept to, days whole and ends included`() async throws {
        let (office, person, _) = try await Self.scene()
        let all = try await office.client.get(Path.auditLogs).rows
        func list(_ values: [String: String]) async throws -> [JSONValue] {
            try await office.client.get("\(Path.auditLogs)?\(Self.query(values))").rows
        }
        #expect(try await list(["action": "customers.update"]).count == 1)
        #expect(try await list(["resource_type": "customers"]).count == 3)
        let own = all.filter { $0["user_id"] == .string("\(person.id)") }
        #expect(own.contains(all[0]) && own.count < all.count)
        #expect(try await list(["user_id": "\(person.id)"]) == own)
        #expect(try await list(["action": "customers.create", "user_id": "\(person.id)"]).count == 1)
        #expect(try await list(["action": "nothing.done"]).isEmpty)
        let moment = try #require(all[0]["created_at"]?.stringValue)
        #expect(try await list(["start_date": moment, "end_date": moment]).contains(all[0]))
        // A run may cross midnight, and days are the tenant's, not those of UTC.
        let days = try [all.last, all.first].map { event in
            let moment = try #require(event?["created_at"]?.stringValue.flatMap(Timestamp.init(iso8601:)))
            return try #require(CalendarZone(identifier: "Europe/Paris")).day(at: moment).description
        }
        #expect(try await list(["start_date": days[0], "end_date": days[1]]) == all)
        #expect(try await list(["end_date": "2020-01-31"]).isEmpty)
        #expect(try await list(["start_date": "2999-01-31"]).isEmpty)
        #expect(try await list(["start_date": "2020-01-31T10:00:00%2B02:00"]) == all)
    }

    @Test func `pages follow one another by Link, and by offset with their pagination`() async throws {
        let (office, _, _) = try await Self.scene()
        let all = try await office.client.get(Path.auditLogs).rows
        var (found, next): ([JSONValue], String?) = ([], "\(Path.auditLogs)?limit=2")
        while let target = next {
            let answer = try await office.client.get(target)
            let page = try answer.json
            found += page["data"]?.arrayValue ?? []
            #expect(page["pagination"]?["total"] == .int(Int64(all.count)))
            #expect(page["pagination"]?["has_next"] == .bool(answer.next != nil))
            #expect(page["pagination"]?["has_prev"] == .bool(target.contains("cursor")))
            next = answer.next
        }
        #expect(found == all)
        let second = try await office.client.get("\(Path.auditLogs)?limit=2&offset=2")
        #expect(try second.json["data"]?.arrayValue == Array(all[2..<4]))
        #expect(
            try second.json["pagination"] == [
                "total": .int(Int64(all.count)), "limit": 2, "offset": 2, "has_next": true, "has_prev": true,
            ])
        #expect(second.next?.contains("offset=4") == true)
        let bare = try await office.client.get("\(Path.auditLogs)?cursor=\(try #require(all[0]["id"]?.stringValue))")
        #expect(try bare.rows == Array(all.dropFirst()))
    }

    @Test func `all faults are told at once, in CredKit's form`() async throws {
        let office = try await Office.open()
        let bad = "?start_date=soon&end_date=2026-02-30&user_id=x&limit=0&offset=-1&cursor=1&acton=x&action="
        for path in [Path.auditLogs, Self.other] {
            let answer = try await office.client.get(path + bad)
            #expect(answer.status == 422)
            let detail = try #require(try answer.json["detail"]?.stringValue)
            for name in ["start_date", "end_date", "user_id", "limit", "offset", "cursor", "acton", "action"] {
                #expect(detail.contains("\(name): "), "\(name): \(detail)")
            }
            #expect(try answer.json["error_code"] == "VALIDATION_ERROR")
        }
        let export = try await office.client.post(
            Path.auditExport, #"{"start_date": 1, "end_date": "x", "format": "xml", "more": 1}"#)
        #expect(export.status == 422)
        let detail = try #require(try export.json["detail"]?.stringValue)
        for name in ["start_date", "end_date", "format", "more"] { #expect(detail.contains("\(name): "), "\(detail)") }
        #expect(try await office.client.get(Path.auditLogs).rows.count == 2, "a refused export is none")
    }

    @Test func `nobody sees another tenant's events`() async throws {
        let (office, _, _) = try await Self.scene()
        let stranger = try await Office.open()
        let own = try await stranger.client.get(Path.auditLogs).rows
        #expect(own.compactMap { $0["action"]?.stringValue } == ["keys.create", "tenants.create"])
        let last = try #require(try await office.client.get(Path.auditLogs).rows.first?["id"]?.stringValue)
        let older = try await stranger.client.get("\(Path.auditLogs)?cursor=\(last)").rows
        #expect(older.allSatisfy { own.contains($0) })
        let export = try await stranger.client.post(Path.auditExport, #"{"format": "json"}"#)
        #expect(try export.rows == own)
    }

    @Test func `an export has what the list has, as JSON and as CSV, and is an event itself`() async throws {
        let (office, person, _) = try await Self.scene()
        let all = try await office.client.get(Path.auditLogs).rows
        let json = try await office.client.post(Path.auditExport, #"{"format": "json"}"#)
        #expect(json["content-type"] == "application/json" && json["transfer-encoding"] == "chunked")
        #expect(try json.rows == all)
        let noted = try #require(try await office.client.get(Path.auditLogs).rows.first)
        #expect(noted["action"] == "audit.export" && noted["resource_type"] == "audit")
        #expect(noted["actor"] == .string("key:\(office.key.id)") && noted["after"] == ["format": "json"])
        #expect(noted["request_id"]?.stringValue == json["x-request-id"])

        let csv = try await office.client.post(
            Path.auditExport, #"{"format": "csv", "resource_type": "customers"}"#)
        #expect(csv["content-type"] == "text/csv; charset=utf-8; header=present")
        #expect(csv["content-disposition"]?.hasPrefix("attachment; filename=\"audit-\(office.subdomain)-") == true)
        let rows = CSVReader.rows(csv.body)
        #expect(rows[0] == all[0].objectValue?.names.map { $0 })
        let expected = all.filter { $0["resource_type"] == "customers" }
        #expect(rows.count == expected.count + 1)
        for (row, event) in zip(rows.dropFirst(), expected) {
            for (cell, name) in zip(row, rows[0]) {
                switch event[name] {
                case .string(let text)?: #expect(cell == text)
                case .null?: #expect(cell == "")
                default: #expect(try JSONValue.parse(Array(cell.utf8)) == event[name])
                }
            }
        }
        let own = try await office.client.post(
            Path.auditExport, #"{"format": "json", "user_id": "\#(person.id)", "start_date": "2020-01-01"}"#)
        #expect(try own.rows == all.filter { $0["user_id"] == .string("\(person.id)") })
        let none = try await office.client.post(Path.auditExport, #"{"format": "json", "end_date": "2020-01-01"}"#)
        #expect(try none.rows.isEmpty)
    }

    @Test func `whoever may not read the audit may not export it`() async throws {
        let office = try await Office.open()
        let key = try await office.issueKey("--scopes", "customers:*,audit:create")
        let client = office.client.with(key: key.secret)
        let answer = try await client.post(Path.auditExport, #"{"format": "json"}"#)
        #expect(answer.status == 403)
        #expect(try answer.json["error_code"] == "FORBIDDEN")
        #expect(try await client.get(Path.auditLogs).status == 403)
    }
}

/// RFC 4180, read back.
enum CSVReader {
    static func rows(_ bytes: [UInt8]) -> [[String]] {
        var (rows, row, cell): ([[String]], [String], [UInt8]) = ([], [], [])
        var isQuoted = false
        bytes.withUnsafeBufferPointer { bytes in
            var place = 0
            while place < bytes.count {
                let byte = bytes[place]
                let next = place + 1 < bytes.count ? bytes[place + 1] : 0
                switch byte {
                case UInt8(ascii: "\"") where isQuoted && next == byte:
                    cell.append(byte)
                    place += 1
                case UInt8(ascii: "\""): isQuoted.toggle()
                case UInt8(ascii: ",") where !isQuoted:
                    row.append(String(decoding: cell, as: UTF8.self))
                    cell.removeAll(keepingCapacity: true)
                case UInt8(ascii: "\r") where !isQuoted && next == UInt8(ascii: "\n"):
                    row.append(String(decoding: cell, as: UTF8.self))
                    rows.append(row)
                    row = []
                    cell.removeAll(keepingCapacity: true)
                    place += 1
                default: cell.append(byte)
                }
                place += 1
            }
        }
        return rows
    }
}

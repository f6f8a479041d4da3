import Foundation
import JSON
import Testing

/// An answer whose body is made while it is sent; the audit's export is one.
@Suite(.serialized) struct `An answer of any size` {
    private static let count = 50_000
    /// Nobody changes it.
    private static let office = Task {
        let office = try await Office.open(on: AuditExport.daemon.value)
        try await AuditExport.fill(office, count)
        return office
    }

    @Test func `it has all events, and memory stays flat, however long the client waits`() async throws {
        let office = try await Self.office.value
        let daemon = office.daemon
        _ = try await office.client.get(Path.auditLogs)
        let before = try daemon.residentMegabytes
        let (answer, most) = try await onThread {
            let connection = try RawConnection(port: daemon.port)
            try connection.send(AuditExport.request(office, "csv", more: ["Connection: close"]))
            var bytes = try connection.receive()
            // Whoever did not wait for the client would have all of it in memory by now.
            Thread.sleep(forTimeInterval: 5)
            var most = try daemon.residentMegabytes
            var pieces = 0
            while case let piece = try connection.receive(), !piece.isEmpty {
                bytes += piece
                pieces += 1
                if pieces % 50 == 0 { most = max(most, try daemon.residentMegabytes) }
            }
            return (try #require(HTTPAnswer(parsing: bytes, isHead: false)), most)
        }
        #expect(answer.body.count > 60_000_000)
        #expect(most < before + 32, "\(before) MiB before, \(most) at most")
        let rows = CSVReader.rows(answer.body)
        // The row of names, and the making of the office and its key.
        #expect(rows.count == Self.count + 3)
        #expect(rows.allSatisfy { $0.count == 12 })
        #expect(Set(rows.dropFirst().map { $0[7] }).isSuperset(of: (1...Self.count).map(String.init)))
        #expect(rows[Self.count][11].count > 1100)
    }

    @Test func `the connection goes on behind it, and the call is recorded like any other`() async throws {
        let office = try await Office.open(on: AuditExport.daemon.value)
        try await AuditExport.fill(office, 1200)
        let answers = try await onThread {
            let connection = try RawConnection(port: office.daemon.port)
            let get = "GET /verify HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(office.key.secret)\r\n\r\n"
            try connection.send(AuditExport.request(office) + AuditExport.request(office, "csv") + Array(get.utf8))
            return try (0..<3).map { _ in try connection.receiveAnswer() }
        }
        #expect(answers.map(\.status) == [200, 200, 200])
        #expect(try answers[0].rows.count == 1202)
        #expect(CSVReader.rows(answers[1].body).count == 1204)
        #expect(try answers[2].json["valid"] == true)
        _ = try await eventually("the records of use") {
            let logs = try await office.client.get("/api/keys/\(office.key.id)/logs/").rows
            let exports = logs.filter { $0["action"] == "audit.export" && $0["status"] == 200 }
            return exports.count == 2 ? true : nil
        }
    }

    @Test func `an HTTP 1.0 client has it without chunks, to the end of the connection`() async throws {
        let office = try await Office.open(on: AuditExport.daemon.value)
        try await AuditExport.fill(office, 1200)
        let text = try await onThread {
            let connection = try RawConnection(port: office.daemon.port)
            try connection.send(AuditExport.request(office, version: "1.0", more: ["Connection: keep-alive"]))
            return String(decoding: connection.receiveAll(), as: UTF8.self)
        }
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
        #expect(parts.count == 2 && !text.lowercased().contains("transfer-encoding"))
        #expect(text.contains("\r\nConnection: close\r\n"))
        #expect(try JSONValue.parse(Array(parts[1].utf8)).arrayValue?.count == 1202)
    }

    @Test func `what fails midway is cut without its last chunk`() async throws {
        let office = try await Office.open(on: AuditExport.daemon.value)
        try await AuditExport.fill(office, Self.count)
        let connection = try RawConnection(port: office.daemon.port)
        try connection.send(AuditExport.request(office))
        var bytes = try connection.receive()
        // From now on every read of this tenant's events fails.
        _ = try await office.daemon.sql(
            """
            CREATE POLICY broken ON audit_events AS RESTRICTIVE FOR SELECT TO kiik_app
                USING (1 / (tenant_id - \(office.id)) IS NOT NULL)
            """)
        bytes += connection.receiveAll()
        _ = try await office.daemon.sql("DROP POLICY broken ON audit_events")
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(!text.hasSuffix("0\r\n\r\n"))
        #expect(HTTPAnswer(parsing: bytes, isHead: false) == nil)
        #expect(try office.daemon.said().contains("an answer was cut short"))
        #expect(try await office.client.get(Path.customerList).status == 200)
    }

    @Test func `a client that goes away ends the work for it`() async throws {
        let office = try await Self.office.value
        let id = try await onThread {
            let connection = try RawConnection(port: office.daemon.port)
            try connection.send(AuditExport.request(office))
            return try AuditExport.requestID(try connection.receive())
        }
        _ = try await eventually("the end of the work") {
            try AuditExport.isGivenUp(id, by: office.daemon) ? true : nil
        }
    }

    @Test func `clients that do not read do not hold up a stop`() async throws {
        let office = try await Self.office.value
        let daemon = try await RunningDaemon.start(beside: office.daemon)
        let unread = try RawConnection(port: daemon.port)
        unread.giveUpSending(after: 1)
        let many = Array(String(repeating: "GET /api/schema/ HTTP/1.1\r\nHost: x\r\n\r\n", count: 200).utf8)
        try? unread.send(many)
        let connection = try RawConnection(port: daemon.port)
        try connection.send(AuditExport.request(office))
        var bytes = try connection.receive()
        let begin = ContinuousClock.now
        #expect(try await daemon.stop() == 0)
        // The longest that a stop may take is 25 seconds.
        #expect(ContinuousClock.now - begin < .seconds(20))
        bytes += connection.receiveAll()
        #expect(HTTPAnswer(parsing: bytes, isHead: false) == nil)
    }
}

@Suite struct `An answer that nobody reads` {
    @Test func `is given up with its connection`() async throws {
        let office = try await Office.open(on: AuditExport.daemon.value)
        try await AuditExport.fill(office, 30_000)
        let connection = try RawConnection(port: office.daemon.port)
        try connection.send(AuditExport.request(office))
        var bytes = try connection.receive()
        let id = try AuditExport.requestID(bytes)
        // The daemon closes a connection on which nothing has happened for 75 seconds.
        _ = try await eventually("the end of the connection", within: 180) {
            try AuditExport.isGivenUp(id, by: office.daemon) ? true : nil
        }
        bytes += connection.receiveAll()
        #expect(HTTPAnswer(parsing: bytes, isHead: false) == nil)
    }
}

/// A large answer to ask for.
private enum AuditExport {
    /// A daemon of its own: its memory is looked at, and one tenant's table breaks.
    static let daemon = Task { try await RunningDaemon.start(environment: ["KIIK_LOG_LEVEL": "info"]) }

    /// Events of some 1.2 KB each.
    static func fill(_ office: Office, _ count: Int) async throws {
        _ = try await office.daemon.sql(
            """
            INSERT INTO audit_events (tenant_id, id, occurred_at, actor, ip, request_id, action, resource, resource_id,
                after)
            SELECT \(office.id), (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008000'
                || lpad(to_hex(i), 12, '0'))::uuid, at, 'key:1', '', '', 'customers.create', 'customers', i,
                json_build_object('name', repeat(md5(i::text), 36))
            FROM (SELECT i, now() - interval '1 minute' - i * interval '1 second' AS at
                  FROM generate_series(1, \(count)) i) AS made
            """)
    }

    static func request(
        _ office: Office, _ format: String = "json", version: String = "1.1", more: [String] = []
    ) -> [UInt8] {
        let body = #"{"format": "\#(format)"}"#
        let lines =
            [
                "POST \(Path.auditExport) HTTP/\(version)", "Host: x", "Authorization: Bearer \(office.key.secret)",
                "Content-Type: application/json", "Content-Length: \(body.utf8.count)",
            ] + more
        return Array("\(lines.joined(separator: "\r\n"))\r\n\r\n\(body)".utf8)
    }

    static func requestID(_ bytes: [UInt8]) throws -> String {
        let head = String(decoding: bytes, as: UTF8.self)
        return String(try #require(head.firstMatch(of: /X-Request-Id: (req_[0-9a-z]+)/)).output.1)
    }

    static func isGivenUp(_ requestID: String, by daemon: RunningDaemon) throws -> Bool {
        try daemon.said().split(separator: "\n").contains {
            $0.contains("an answer was not taken whole") && $0.contains(requestID)
        }
    }
}

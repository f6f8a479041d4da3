import Foundation
import Glibc
import JSON
import Synchronization
import Testing

/// Clients that create invoices without pause and note what they were told.
private final class Load: Sendable {
    struct Heard {
        /// Ids of the invoices that were acknowledged with 201.
        var acknowledged: [Int64: String] = [:]
        /// Request ids of the answers that are uses of the key.
        var answers: [String] = []
        /// Requests that may be uses or none: never answered, or answered while nobody could know whose the key is.
        var unanswered = 0
        var statuses: [Int: Int] = [:]
    }

    let heard = Mutex(Heard())
    private let isOver = Mutex(false)
    private let workers = Mutex<[Task<Void, Never>]>([])

    init(_ office: Office, customer: Int64, clients: Int) {
        for client in 0..<clients {
            let worker = Task {
                var number = 0
                while !isOver.withLock({ $0 }) {
                    number += 1
                    // Some are refused, so that aborted creates are among them.
                    let target = number % 7 == 0 ? 999_999_999 : customer
                    do {
                        let answer = try await office.client.post(
                            Path.invoices,
                            #"{"customer_id": \#(target), "amount": \#(number), "description": "L\#(client)-\#(number)"}"#
                        )
                        note(answer)
                    } catch {
                        heard.withLock { $0.unanswered += 1 }
                        try? await Task.sleep(for: .milliseconds(20))
                    }
                }
            }
            workers.withLock { $0.append(worker) }
        }
    }

    private func note(_ answer: HTTPAnswer) {
        let json = try? answer.json
        heard.withLock { heard in
            heard.statuses[answer.status, default: 0] += 1
            // Without a database nobody may know whose key it is: the call is then nobody's.
            if answer.status == 503 {
                heard.unanswered += 1
            } else if let id = answer["x-request-id"] {
                heard.answers.append(id)
            }
            if answer.status == 201, let id = json?["id"]?.int64Value, let name = json?["invoice_number"]?.stringValue {
                heard.acknowledged[id] = name
            }
        }
    }

    var acknowledged: Int { heard.withLock { $0.acknowledged.count } }

    func stop() async -> Heard {
        isOver.withLock { $0 = true }
        for worker in workers.withLock({ $0 }) { await worker.value }
        return heard.withLock { $0 }
    }
}

@Suite(.serialized) struct `kill -9` {
    /// What must be true of the rows whatever was killed.
    private func check(_ office: Office, _ heard: Load.Heard) async throws {
        let daemon = office.daemon
        let rows = try await daemon.sql(
            "SELECT id || ' ' || number FROM invoices WHERE tenant_id = \(office.id) ORDER BY number")
        let stored = Dictionary(
            uniqueKeysWithValues: rows.split(separator: "\n").compactMap { line -> (Int64, String)? in
                let parts = line.split(separator: " ")
                return parts.count == 2 ? Int64(parts[0]).map { ($0, String(parts[1])) } : nil
            })
        #expect(heard.acknowledged.count > 20, "there was load: \(heard.statuses)")
        for (id, number) in heard.acknowledged { #expect(stored[id] == number, "an acknowledged invoice is there") }
        let numbers = stored.values.compactMap { $0.split(separator: "-").last.flatMap { Int($0) } }.sorted()
        #expect(numbers == Array(1...max(1, stored.count)), "numbers have no gap")
        #expect(
            try await daemon.sqlInt(
                "SELECT value FROM number_counters WHERE tenant_id = \(office.id) AND series = 'INV'")
                == stored.count)
        for table in ["audit_events", "outgoing_events"] {
            let halves = try await daemon.sqlInt(
                """
                SELECT count(*) FROM (SELECT i.id FROM invoices i LEFT JOIN \(table) e ON e.tenant_id = i.tenant_id
                    AND e.resource = 'invoices' AND e.resource_id = i.id
                    WHERE i.tenant_id = \(office.id) GROUP BY i.id HAVING count(e.id) <> 1) AS halves
                """)
            #expect(halves == 0, "every invoice has one row in \(table)")
            let all = try await daemon.sqlInt(
                "SELECT count(*) FROM \(table) WHERE tenant_id = \(office.id) AND resource = 'invoices'")
            #expect(all == stored.count, "\(table) has no row without an invoice")
        }
        let total = try await office.client.get(Path.invoiceList + "?limit=1")["x-total-count"]
        #expect(total == "\(stored.count)")
    }

    /// Every answered call is recorded once, and the count is the number of records: nothing lost, nothing twice.
    private func checkUsage(_ office: Office, _ heard: Load.Heard, others: Int) async throws {
        let daemon = office.daemon
        let answered = heard.answers.count
        func counts() async throws -> (records: Int, known: Int, uses: Int) {
            let known = heard.answers.map { "'\($0)'" }.joined(separator: ",")
            let file = "\(daemon.place.path)/usage.sql"
            try """
            SELECT count(*), count(*) FILTER (WHERE request_id IN (\(known))),
                (SELECT usage_count FROM api_key_usage WHERE key_id = \(office.key.id))
            FROM usage_records WHERE key_id = \(office.key.id)
            """.write(toFile: file, atomically: true, encoding: .utf8)
            let parts = try await daemon.sqlFile(file).split(separator: "|").map { Int($0) ?? -1 }
            try #require(parts.count == 3)
            return (parts[0], parts[1], parts[2])
        }
        var drained = try await counts()
        let deadline = ContinuousClock.now + .seconds(120)
        while drained.known < answered || drained.uses < answered + others, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(50))
            drained = try await counts()
        }
        try #require(
            drained.known >= answered && drained.uses >= answered + others, "\(drained) of \(answered) + \(others)")
        try await Task.sleep(for: .milliseconds(600))
        let later = try await counts()
        // A record whose answer the crash swallowed may still have been on its way; the bounds below hold for it too.
        #expect(later.records >= drained.records && later.uses >= drained.uses, "nothing is taken back")
        #expect(later.known == answered, "each answered call has one record")
        #expect(later.uses == later.records, "the count is the number of records")
        // A call may have been recorded whose answer the crash swallowed, and no other may.
        #expect(later.records >= answered + others)
        #expect(later.records <= answered + others + heard.unanswered)
        print(
            "S65 \(answered) answered, \(heard.unanswered) unanswered, \(later.records - others) recorded of the load; \(heard.statuses)"
        )
    }

    @Test func `S65 kill -9 of kiikd under load loses no acknowledged invoice, no number and no use`() async throws {
        let first = try await RunningDaemon.start()
        let opened = try await Office.open(on: first)
        let customer = try await opened.customer()
        let load = Load(opened, customer: customer, clients: 8)
        _ = try await eventually("some load", within: 180) { load.acknowledged >= 150 ? true : nil }
        try await first.crash()
        let heard = await load.stop()

        let began = ContinuousClock.now
        let second = try await RunningDaemon.start(in: first.place)
        print("S65 kiikd listens again \(ContinuousClock.now - began) after it was started")
        let office = Office(daemon: second, subdomain: opened.subdomain, id: opened.id, key: opened.key)
        try await check(office, heard)
        // The customer, and the list that `check` asked for.
        try await checkUsage(office, heard, others: 2)
        // Work goes on where it ended.
        let next = try await office.invoice(customer)
        let count = try await second.sqlInt("SELECT count(*) FROM invoices WHERE tenant_id = \(office.id)")
        #expect(next["invoice_number"]?.stringValue?.split(separator: "-").last.flatMap { Int($0) } == count)
        #expect(try await second.stop() == 0)
    }

    @Test func `S65 kill -9 of PostgreSQL under load loses no acknowledged invoice, and kiikd recovers by itself`()
        async throws
    {
        let daemon = try await RunningDaemon.start()
        let office = try await Office.open(on: daemon)
        let customer = try await office.customer()
        let load = Load(office, customer: customer, clients: 8)
        _ = try await eventually("some load", within: 180) { load.acknowledged >= 100 ? true : nil }
        let postmaster = try #require(daemon.postmaster)
        kill(postmaster, SIGKILL)
        let killed = ContinuousClock.now
        _ = try await eventually("a new server", within: 180) {
            daemon.postmaster.flatMap { $0 == postmaster ? nil : $0 }
        }
        let before = load.acknowledged
        _ = try await eventually("load after the recovery", within: 180) {
            load.acknowledged >= before + 50 ? true : nil
        }
        print("S65 invoices are made again \(ContinuousClock.now - killed) after PostgreSQL was killed")
        let heard = await load.stop()
        #expect(daemon.isAlive)
        #expect(Set(heard.statuses.keys).isSubset(of: [201, 400, 503, 409]), "\(heard.statuses)")
        try await check(office, heard)
        try await checkUsage(office, heard, others: 2)
        #expect(try await daemon.stop() == 0)
    }

    @Test func `S65 a daemon that was killed leaves a PostgreSQL that the next start takes over, and stops with it`()
        async throws
    {
        let first = try await RunningDaemon.start()
        let postmaster = try #require(first.postmaster)
        try await first.crash()
        let second = try await RunningDaemon.start(in: first.place)
        #expect(second.postmaster == postmaster, "the running server is used, not fought")
        #expect(try await second.stop() == 0)
        #expect(second.postmaster == nil)
    }
}

import Foundation
import Glibc
import JSON
import Testing

@testable import Persistence

@Suite struct `kiikd as a program` {
    @Test func `the command line works without a daemon and leaves no server behind`() async throws {
        let place = try Workplace()
        let tool = CommandLineTool(arguments: ["--data", place.data])
        let tenant = try await tool.run(
            "tenants", "create", "--subdomain", "acme", "--name", "ACME Corp", "--format", "json"
        ).json
        #expect(tenant["subdomain"] == "acme")
        let key = try await tool.run("keys", "create", "--tenant", "acme", "--name", "x", "--format", "json").json
        #expect(try await tool.run("tenants", "list", "--format", "json").json.column("subdomain") == ["acme"])
        #expect(!FileManager.default.fileExists(atPath: "\(place.data)/postgres/postmaster.pid"))
        let twice = try await tool.run("tenants", "create", "--subdomain", "acme", "--name", "Again")
        #expect(twice.status == 1)
        #expect(twice.error.contains("subdomain"), "\(twice.error)")

        // A daemon finds what was made without one.
        let daemon = try await RunningDaemon.start(in: place)
        #expect(try await daemon.client.with(key: key["key"]?.stringValue).get(Path.customerList).status == 200)
        #expect(try await daemon.stop() == 0)
    }

    @Test func `a second daemon on the same data directory is refused with a sentence`() async throws {
        let daemon = try await RunningDaemon.shared.value
        let result = try await CommandLineTool().run("serve", "--port", "0", "--data", daemon.place.data)
        #expect(result.status == 1)
        #expect(result.error.contains(daemon.place.data), "\(result.error)")
        #expect(daemon.isAlive)
    }

    @Test func `a port that is taken is named`() async throws {
        let daemon = try await RunningDaemon.shared.value
        let place = try Workplace()
        let result = try await CommandLineTool().run(
            "serve", "--host", "127.0.0.1", "--port", "\(daemon.port)", "--data", place.data, "--database-url",
            daemon.databaseURL(user: "kiik_app"))
        #expect(result.status == 1)
        #expect(result.error.contains("Port \(daemon.port) is taken"), "\(result.error)")
        #expect(result.error.contains("--port"))
    }

    @Test func `serve refuses a role that sees past the tenants' wall`() async throws {
        let daemon = try await RunningDaemon.shared.value
        let place = try Workplace()
        let result = try await CommandLineTool().run(
            "serve", "--port", "0", "--data", place.data, "--database-url", daemon.databaseURL(user: "kiik_admin"))
        #expect(result.status == 1)
        #expect(result.error.contains("superuser"), "\(result.error)")
    }

    @Test func `a setting that does not exist, and every one that cannot be meant, stops the start at once`()
        async throws
    {
        let place = try Workplace()
        let result = try await CommandLineTool().run(
            "serve", "--data", place.data,
            environment: [
                "KIIK_PROT": "80", "KIIK_PORT": "eighty", "KIIK_RATE_LIMIT": "fast", "KIIK_LOG_LEVEL": "loud",
                "KIIK_TRUSTED_PROXIES": "here", "KIIK_FETCH_ALLOWED": "10.0.0.0/8,there", "KIIK_FETCH_CA_FILE": "/none",
            ])
        #expect(result.status == 1)
        for name in [
            "KIIK_PROT", "KIIK_PORT", "KIIK_RATE_LIMIT", "KIIK_LOG_LEVEL", "KIIK_TRUSTED_PROXIES", "KIIK_FETCH_ALLOWED",
            "KIIK_FETCH_CA_FILE",
        ] {
            #expect(result.error.contains(name), "\(name): \(result.error)")
        }
        #expect(!FileManager.default.fileExists(atPath: "\(place.data)/postgres"))
    }

    @Test func `a flag goes before the environment, and the environment before the file`() async throws {
        let place = try Workplace()
        try FileManager.default.createDirectory(atPath: place.data, withIntermediateDirectories: true)
        try #"{"log": {"level": "loud"}}"#.write(toFile: "\(place.data)/kiikd.json", atomically: true, encoding: .utf8)
        let fromFile = try await CommandLineTool().run("doctor", "--data", place.data)
        #expect(fromFile.status == 1 && fromFile.output.contains("loud"), "\(fromFile.output)")
        try #"{"lgo": {"level": "info"}}"#.write(toFile: "\(place.data)/kiikd.json", atomically: true, encoding: .utf8)
        let unknown = try await CommandLineTool().run("doctor", "--data", place.data)
        #expect(unknown.status == 1 && unknown.output.contains("lgo.level"), "\(unknown.output)")
    }

    @Test func `a database that does not answer is a sentence that says what to do, without its password`() async throws
    {
        let place = try Workplace()
        let result = try await CommandLineTool().run(
            "tenants", "list", "--data", place.data, "--database-url", "postgres://kiik_app:topsecret@127.0.0.1:1/kiik")
        #expect(result.status == 1)
        #expect(result.error.contains("DATABASE_URL"), "\(result.error)")
        #expect(!result.error.contains("topsecret"))
    }

    @Test func `doctor finds a sound installation sound, beside the running daemon`() async throws {
        let daemon = try await RunningDaemon.shared.value
        let result = try await daemon.tool.run("doctor", "--format", "json")
        #expect(result.status == 0, "\(result.output)")
        let checks = try result.json
        #expect(checks.column("ok").allSatisfy { $0 == true }, "\(result.output)")
        #expect(
            Set(checks.column("check").compactMap { $0?.stringValue })
                == ["configuration", "disk", "database", "role", "migrations", "row-level security", "clock", "audit"])
    }

    @Test func `migrate --status says that every migration is applied`() async throws {
        let daemon = try await RunningDaemon.shared.value
        let json = try await daemon.tool.run("migrate", "--status", "--format", "json").json
        #expect(json.arrayValue?.isEmpty == false)
        #expect(json.column("applied").allSatisfy { $0 == true })
    }

    @Test(arguments: [["help"], ["help", "serve"], ["help", "keys", "create"], ["keys", "rotate", "--help"]])
    func `help explains`(words: [String]) async throws {
        let result = try await CommandLineTool().run(words)
        #expect(result.status == 0)
        #expect(result.output.contains("USAGE: kiikd"))
    }

    @Test func `serve --demo prints a key and two commands that work, and keeps them`() async throws {
        let first = try await RunningDaemon.start(options: ["--demo"])
        let text = try await eventually("the greeting") {
            try first.said().contains("Create an invoice:") ? try first.said() : nil
        }
        let secret = try String(#require(text.firstMatch(of: /fta_[0-9A-Za-z]{26}/)).output)
        let client = first.client.with(key: secret)
        #expect(try await client.get(Path.customerList).rows.isEmpty == false)
        let body = try String(#require(text.firstMatch(of: /-d '([^']+)'/)).output.1)
        #expect(try await client.post(Path.invoices, body).status == 201)
        #expect(try await first.stop() == 0)
        let second = try await RunningDaemon.start(in: first.place, options: ["--demo"])
        #expect(try await second.client.with(key: secret).get(Path.invoiceList).rows.count >= 1)
        #expect(try await second.stop() == 0)
    }

    @Test func `SIGTERM lets a request under way finish, and everything ends with status 0`() async throws {
        let daemon = try await RunningDaemon.start()
        let office = try await Office.open(on: daemon)
        let body = Array(#"{"name": "Just in time"}"#.utf8)
        let head =
            "POST \(Path.customers) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(office.key.secret)\r\nContent-Type: application/json\r\nContent-Length: \(body.count)\r\nExpect: 100-continue\r\n\r\n"
        let (port, pid) = (daemon.port, daemon.program.pid)
        let answer = try await onThread {
            let connection = try RawConnection(port: port)
            // An answer first: the connection is certainly the daemon's.
            try connection.send(Array("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            _ = try connection.receiveAnswer()
            try connection.send(Array(head.utf8))
            // It is under way once its body is asked for.
            #expect(try connection.receiveAnswer().status == 100)
            try connection.send(Array(body.prefix(5)))
            kill(pid, SIGTERM)
            // The stop has begun once nobody is let in any more.
            for _ in 0..<500 where (try? RawConnection(port: port)) != nil { usleep(20_000) }
            try connection.send(Array(body.dropFirst(5)))
            return try connection.receiveAnswer()
        }
        #expect(answer.status == 201, "\(answer.text)")
        #expect(try await daemon.program.end(within: 180) == 0)
        daemon.place.forget(pid)
        #expect(daemon.postmaster == nil)
        // Its use was written down before the end.
        #expect(try await office.uses(of: office.key) == 1)
    }

    @Test func `SIGTERM waits for work whose client has gone`() async throws {
        let daemon = try await RunningDaemon.start()
        let office = try await Office.open(on: daemon)
        let body = #"{"name": "Nobody waits for me"}"#
        let request =
            "POST \(Path.customers) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(office.key.secret)\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        func psql(_ text: String) async throws {
            let program = try PostgresBinaries.locate().program("psql")
            _ = try await CommandLineTool.run(
                [program, "-Xq", "-c", text, daemon.databaseURL(user: EmbeddedPostgres.adminRole)])
        }
        async let held: Void = psql("BEGIN; LOCK TABLE customers IN EXCLUSIVE MODE; SELECT pg_sleep(600)")
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'kiik_app' AND wait_event_type = 'Lock'"
        _ = try await eventually("the lock") {
            try await daemon.sqlInt(
                "SELECT count(*) FROM pg_locks WHERE mode = 'ExclusiveLock' AND relation = 'customers'::regclass AND granted"
            ) > 0 ? true : nil
        }
        let port = daemon.port
        let connection = try RawConnection(port: port)
        try connection.send(Array(request.utf8))
        _ = try await eventually("the request at the lock") { try await daemon.sqlInt(waiting) > 0 ? true : nil }
        connection.abandon()
        _ = consume connection
        kill(daemon.program.pid, SIGTERM)
        // The stop has begun once nobody is let in any more. Then the work may go on.
        _ = try await eventually("the end of listening") { (try? RawConnection(port: port)) == nil ? true : nil }
        // Its own time limit may have ended the work, and the daemon its database, before this.
        try await psql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()"
        )
        try await held
        #expect(try await daemon.program.end(within: 180) == 0)
        daemon.place.forget(daemon.program.pid)
        let said = try daemon.said()
        #expect(!said.contains("EventLoop"), "\(said)")
    }

    @Test func `a stop while clients come and go ends in order`() async throws {
        let shared = try await RunningDaemon.shared.value
        let office = try await Office.open(on: shared)
        let request = Array(
            "GET /verify HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(office.key.secret)\r\n\r\n".utf8)
        // One that is accepted at the very end of listening is handed to nobody; of several stops some have such.
        for _ in 0..<5 {
            let daemon = try await RunningDaemon.start(beside: shared)
            let port = daemon.port
            try await withThrowingTaskGroup(of: Void.self) { clients in
                for client in 0..<6 {
                    clients.addTask {
                        try await onThread {
                            while let connection = try? RawConnection(port: port) {
                                if client > 0 { try? connection.send(request) }
                                if client > 2 { _ = try? connection.receive() }
                            }
                        }
                    }
                }
                try await Task.sleep(for: .milliseconds(300))
                #expect(try await daemon.stop() == 0)
                try await clients.waitForAll()
            }
            let said = try daemon.said()
            #expect(!said.contains("EventLoop"), "\(said)")
        }
    }

    @Test func `a backup is restored into a new data directory by the commands of the handbook`() async throws {
        let old = try await RunningDaemon.shared.value
        let office = try await Office.open(on: old)
        let id = try await office.customer("Saved")
        let new = try await RunningDaemon.start()
        let dump = "\(new.place.path)/kiik.dump"
        func postgres(_ program: String, _ socket: String, _ words: String...) async throws {
            let path = try PostgresBinaries.locate().program(program)
            let options = ["-h", socket, "-p", "\(DataDirectory.port)", "-U", EmbeddedPostgres.adminRole]
            let result = try await CommandLineTool.run([path] + options + words)
            #expect(result.status == 0 && result.error.isEmpty, "\(program): \(result.error)")
        }
        try await postgres("pg_dump", old.socketDirectory, "-Fc", "-f", dump, "kiik")
        try await postgres("dropdb", new.socketDirectory, "--force", "kiik")
        try await postgres("pg_restore", new.socketDirectory, "-d", "postgres", "--create", dump)
        try await new.stop()
        let restarted = try await RunningDaemon.start(in: new.place)
        let client = restarted.client.with(key: office.key.secret)
        #expect(try await client.get("\(Path.customerList)\(id)/").json["name"] == "Saved")
        #expect(try await client.post(Path.customers, #"{"name": "After"}"#).status == 201)
        #expect(try await restarted.tool.run("doctor").status == 0)
        try await restarted.stop()
    }
}

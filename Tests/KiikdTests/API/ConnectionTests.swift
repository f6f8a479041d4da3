import Foundation
import JSON
import Testing

/// What one TCP connection may expect, byte by byte.
@Suite struct `One connection` {
    private static let office = Task { try await Office.open() }

    private static func request(
        _ method: String, _ target: String, _ more: [String] = [], version: String = "1.1", body: String? = nil
    ) -> [UInt8] {
        var lines = ["\(method) \(target) HTTP/\(version)", "Host: x"] + more
        if let body { lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"] }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8)
    }

    private static func connection<Value: Sendable>(
        _ office: Office, _ body: @escaping @Sendable (RawConnection, String) throws -> Value
    ) async throws -> Value {
        let (port, bearer) = (office.daemon.port, "Authorization: Bearer \(office.key.secret)")
        return try await onThread { try body(RawConnection(port: port), bearer) }
    }

    @Test func `requests sent together are answered in their order, whatever each of them takes`() async throws {
        let office = try await Office.open()
        let id = try await office.customer("First")
        let answers = try await Self.connection(office) { connection, bearer in
            var all: [UInt8] = []
            for index in 0..<100 {
                switch index % 4 {
                case 0: all += Self.request("GET", "\(Path.customerList)\(id)/", [bearer])
                case 1: all += Self.request("GET", "/nothing/\(index)")
                case 2: all += Self.request("POST", Path.customers, [bearer], body: #"{"name": "Customer \#(index)"}"#)
                default: all += Self.request("GET", "/verify", [bearer])
                }
            }
            try connection.send(all)
            return try (0..<100).map { _ in try connection.receiveAnswer() }
        }
        for (index, answer) in answers.enumerated() {
            switch index % 4 {
            case 0: #expect(try answer.json["id"] == .int(id))
            case 1: #expect(answer.status == 404)
            case 2:
                #expect(answer.status == 201)
                #expect(try answer.json["name"] == .string("Customer \(index)"))
            default: #expect(try answer.json["valid"] == true)
            }
        }
    }

    @Test func `a request that comes byte by byte is a request`() async throws {
        let answer = try await Self.connection(Self.office.value) { connection, bearer in
            for byte in Self.request("POST", "\(Path.customers)?dry_run=true", [bearer], body: #"{"name": "Slow"}"#) {
                try connection.send([byte])
            }
            return try connection.receiveAnswer()
        }
        #expect(answer.status == 200)
        #expect(try answer.json["name"] == "Slow")
    }

    @Test func `a body in chunks is a body`() async throws {
        let answer = try await Self.connection(Self.office.value) { connection, bearer in
            let head = Self.request(
                "POST", "\(Path.customers)?dry_run=true",
                [bearer, "Content-Type: application/json", "Transfer-Encoding: chunked"])
            try connection.send(head + Array("9\r\n{\"name\": \r\n".utf8))
            try connection.send(Array("8\r\n\"Parts\"}\r\n0\r\n\r\n".utf8))
            return try connection.receiveAnswer()
        }
        #expect(answer.status == 200)
        #expect(try answer.json["name"] == "Parts")
    }

    @Test func `a client that does not read its answers is not read from, and costs no memory`() async throws {
        // Of its own: whatever else a daemon serves takes memory too.
        let daemon = try await RunningDaemon.start()
        let office = try await Office.open(on: daemon)
        let before = try daemon.residentMegabytes
        let taken = try await Self.connection(office) { connection, _ in
            // Large, because the system takes some megabytes before it makes the client wait.
            let request = Self.request("GET", "/api/schema/", ["X-Padding: \(String(repeating: "x", count: 8000))"])
            let many = Array(repeating: request, count: 20).flatMap { $0 }
            connection.giveUpSending(after: 1)
            var taken = 0
            while taken < 10_000 {
                do { try connection.send(many) } catch { break }
                taken += 20
            }
            return taken
        }
        #expect(taken < 10_000)
        #expect(try daemon.residentMegabytes < before + 64)
        #expect(try await office.client.get(Path.customerList).status == 200)
        try await daemon.stop()
    }

    @Test func `Expect: 100-continue is answered when the body is wanted, and only then`() async throws {
        let office = try await Self.office.value
        let expects = ["Expect: 100-continue", "Content-Type: application/json"]
        let (interim, answer) = try await Self.connection(office) { connection, bearer in
            let body = Array(#"{"name": "Asked"}"#.utf8)
            try connection.send(
                Self.request(
                    "POST", "\(Path.customers)?dry_run=true", expects + [bearer, "Content-Length: \(body.count)"]))
            let interim = String(decoding: try connection.receive(), as: UTF8.self)
            try connection.send(body)
            return (interim, try connection.receiveAnswer())
        }
        #expect(interim == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(answer.status == 200)
        let refused = try await Self.connection(office) { connection, bearer in
            try ["Content-Length: 17", "\(bearer)\r\nContent-Length: 99999999"].map { more in
                let connection = try RawConnection(port: office.daemon.port)
                try connection.send(Self.request("POST", Path.customers, expects + [more]))
                return try connection.receiveAnswer().status
            }
        }
        #expect(refused == [401, 413])
    }

    @Test func `HTTP 1.0 ends after its answer unless the client asks to go on`() async throws {
        let office = try await Self.office.value
        let once = try await Self.connection(office) { connection, bearer in
            try connection.send(Self.request("GET", "/verify", [bearer], version: "1.0"))
            return String(decoding: connection.receiveAll(), as: UTF8.self)
        }
        #expect(once.hasPrefix("HTTP/1.1 200") && once.contains("\"valid\":true"))
        let twice = try await Self.connection(office) { connection, bearer in
            try (0..<2).map { _ in
                try connection.send(Self.request("GET", "/verify", [bearer, "Connection: keep-alive"], version: "1.0"))
                return try connection.receiveAnswer()
            }
        }
        #expect(twice.map(\.status) == [200, 200])
        #expect(twice[0]["connection"]?.lowercased() == "keep-alive")
    }

    @Test func `Connection: close is kept, and what follows is not answered`() async throws {
        let text = try await Self.connection(Self.office.value) { connection, bearer in
            try connection.send(
                Self.request("GET", "/verify", [bearer, "Connection: close"]) + Self.request("GET", "/nothing"))
            return String(decoding: connection.receiveAll(), as: UTF8.self)
        }
        #expect(text.matches(of: #/HTTP/1\.1 \d/#).count == 1)
        #expect(text.lowercased().contains("connection: close"))
    }

    static let malformed: [(name: String, head: String)] = [
        ("no Host", "GET /verify HTTP/1.1\r\n\r\n"),
        ("two Hosts", "GET /verify HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        ("two Authorizations", "GET /verify HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\nAuthorization: y\r\n\r\n"),
        ("an unknown method", "FROB /verify HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a target that is no path", "GET verify HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("an authority as the target", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
    ]

    @Test(arguments: malformed.map(\.name))
    func `a malformed request is refused in the dialect's form, with its request id`(name: String) async throws {
        let head = try #require(Self.malformed.first { $0.name == name }).head
        let answer = try await Self.connection(Self.office.value) { connection, _ in
            try connection.send(Array(head.utf8))
            let answer = try connection.receiveAnswer()
            // Nothing that comes after it is believed.
            try? connection.send(Self.request("GET", "/healthz"))
            #expect(connection.receiveAll().isEmpty)
            return answer
        }
        #expect(answer.status == 400)
        #expect(try answer.json["detail"]?.stringValue?.isEmpty == false)
        #expect(answer["x-request-id"]?.wholeMatch(of: /req_[0-9a-z]{24}/) != nil)
    }

    @Test func `an answer under way when the client says it will send no more still comes`() async throws {
        let answer = try await Self.connection(Self.office.value) { connection, bearer in
            try connection.send(Self.request("GET", Path.customerList, [bearer]))
            connection.finishSending()
            return try #require(HTTPAnswer(parsing: connection.receiveAll(), isHead: false))
        }
        #expect(answer.status == 200)
    }

    @Test func `an offer to change the protocol is passed over, and what follows is not swallowed`() async throws {
        let office = try await Self.office.value
        for upgrade in ["h2c", "websocket"] {
            try await Self.connection(office) { connection, bearer in
                let offer = ["Connection: Upgrade", "Upgrade: \(upgrade)"]
                try connection.send(Self.request("GET", "/verify", offer + [bearer]))
                let answer = try connection.receiveAnswer()
                #expect(answer.status == 200)
                // The client knows that this connection is of no more use.
                #expect(answer["connection"] == "close")
                #expect(connection.receiveAll().isEmpty)
            }
        }
    }

    @Test func `all that was asked before the client stopped sending is answered`() async throws {
        let statuses = try await Self.connection(Self.office.value) { connection, bearer in
            let list = Self.request("GET", Path.customerList, [bearer])
            let create = Self.request("POST", "\(Path.customers)?dry_run=true", [bearer], body: #"{"name": "x"}"#)
            try connection.send(list + create + list + Self.request("GET", "/nothing"))
            connection.finishSending()
            let text = String(decoding: connection.receiveAll(), as: UTF8.self)
            return text.matches(of: #/HTTP/1\.1 (\d+)/#).compactMap { Int($0.output.1) }
        }
        #expect(statuses == [200, 200, 200, 404])
    }

    @Test func `a large answer arrives whole on a connection that ends with it, however slowly it is read`()
        async throws
    {
        let office = try await Self.office.value
        let whole = try await office.client.get("/api/schema/")
        for closesEarly in [false, true] {
            let lengths = try await Self.connection(office) { connection, bearer in
                connection.shrinkReceiveBuffer()
                // So many in a row do not fit the system's buffers.
                for index in 1...60 {
                    try connection.send(
                        Self.request("GET", "/api/schema/", [bearer] + (index == 60 ? ["Connection: close"] : [])))
                }
                if closesEarly { connection.finishSending() }
                Thread.sleep(forTimeInterval: 2.5)
                return try (0..<60).map { _ in try connection.receiveAnswer().body.count }
            }
            #expect(Set(lengths) == [whole.body.count], "closes early: \(closesEarly)")
        }
    }

    @Test func `thousands of refused requests at once need no deep stack`() async throws {
        let office = try await Self.office.value
        let bad = try await Self.connection(office) { connection, bearer in
            let slow = Self.request("GET", Path.customerList, [bearer])
            let refused = Self.request("POST", Path.customers, [bearer], body: "{}")
            let count = 200_000 / refused.count
            try connection.send(slow + Array(repeating: refused, count: count).flatMap { $0 })
            #expect(try connection.receiveAnswer().status == 200)
            return try (0..<count).filter { _ in try connection.receiveAnswer().status != 400 }.count
        }
        #expect(bad == 0)
        #expect(office.daemon.isAlive)
    }

    @Test func `idle connections do not hold up a stop`() async throws {
        let daemon = try await RunningDaemon.start(beside: try await RunningDaemon.shared.value)
        let idle = try (0..<20).map { _ in try RawConnection(port: daemon.port) }
        for connection in idle.prefix(10) {
            try connection.send(Self.request("GET", "/healthz"))
            #expect(try connection.receiveAnswer().status == 200)
        }
        let begin = ContinuousClock.now
        #expect(try await daemon.stop() == 0)
        // The longest that a stop may take is 25 seconds.
        #expect(ContinuousClock.now - begin < .seconds(20))
        for connection in idle { #expect(connection.receiveAll().isEmpty) }
    }
}

import Foundation
import JSON
import Testing

@Suite struct `Hostile input` {
    private static let office = Task { try await Office.open() }

    /// The same process still answers.
    private func survives(_ office: Office) async throws {
        #expect(office.daemon.isAlive)
        #expect(try await office.client.get(Path.customerList).status == 200)
    }

    static let bodies: [(name: String, body: [UInt8])] = {
        func text(_ text: String) -> [UInt8] { Array(text.utf8) }
        func many(_ part: String, _ times: Int) -> String { String(repeating: part, count: times) }
        return [
            ("nothing", []), ("a space", text(" ")), ("half an object", text(#"{"name": "#)),
            ("half a string", text(#"{"name": "abc"#)),
            ("half an escape", text(#"{"name": "\u12"#)), ("a lone surrogate", text(#"{"name": "\ud800"}"#)),
            ("U+0000", text(#"{"name": "a\u0000b"}"#)), ("a raw control character", text("{\"name\": \"a\u{1}b\"}")),
            ("arrays 100,000 deep", text(many("[", 100_000))), ("objects 100,000 deep", text(many(#"{"a":"#, 100_000))),
            ("deep in a field", text(#"{"name": \#(many("[", 500))\#(many("]", 500))}"#)),
            ("a number of 100,000 digits", text(#"{"name": \#(many("9", 100_000))}"#)),
            ("a huge exponent", text(#"{"name": 1e999999999999}"#)),
            ("a tiny exponent", text(#"{"name": 1e-999999999999}"#)), ("NaN", text(#"{"name": NaN}"#)),
            ("a leading zero", text(#"{"name": 01}"#)),
            ("broken UTF-8", text(#"{"name": ""#) + [0xff, 0xfe] + text(#""}"#)),
            ("overlong UTF-8", text(#"{"name": ""#) + [0xc0, 0xaf] + text(#""}"#)),
            ("a UTF-8 surrogate", text(#"{"name": ""#) + [0xed, 0xa0, 0x80] + text(#""}"#)),
            ("cut UTF-8", text(#"{"name": ""#) + [0xe2, 0x82]),
            ("a byte order mark", [0xef, 0xbb, 0xbf] + text(#"{"name": "x"}"#)),
            ("UTF-16", [0xff, 0xfe, 0x7b, 0, 0x7d, 0]),
            ("a name twice", text(#"{"name": "a", "name": "b"}"#)), ("two values", text(#"{"name": "a"} {}"#)),
            ("a comma too many", text(#"{"name": "a",}"#)),
            ("an array", text("[]")), ("null", text("null")), ("a string", text(#""name""#)),
            ("bytes", [0, 1, 2, 3, 255]),
            ("60,000 unknown fields", text("{" + (0..<60_000).map { #""f\#($0)": 1"# }.joined(separator: ",") + "}")),
            ("a name of 900,000 characters", text(#"{"name": "\#(many("x", 900_000))"}"#)),
            ("a blank name", text(#"{"name": "  "}"#)),
        ]
    }()

    @Test(arguments: bodies.map(\.name))
    func `S60 a body is answered with 400 and the process lives`(name: String) async throws {
        let office = try await Self.office.value
        let body = try #require(Self.bodies.first { $0.name == name }).body
        let head =
            "POST \(Path.customers) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(office.key.secret)\r\nContent-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n"
        let port = office.daemon.port
        let answer = try await onThread {
            let connection = try RawConnection(port: port)
            try connection.send(Array(head.utf8) + body)
            return try connection.receiveAnswer()
        }
        #expect(answer.status == 400, "\(answer.text.prefix(200))")
        #expect(try answer.json.objectValue != nil)
        try await survives(office)
    }

    @Test func `S60 numbers beyond 64 bits are refused and never wrap`() async throws {
        let office = try await Self.office.value
        for number in [
            "9223372036854775808", "-9223372036854775809", "1e308", "1e-5", "1.5", "18446744073709551617", "-1", "0",
        ] {
            let answer = try await office.client.post(
                Path.invoices, #"{"customer_id": \#(number), "amount": 1, "description": "x"}"#)
            #expect(answer.status == 400, "\(number)")
            let days = try await office.client.post(
                Path.invoices,
                #"{"customer_id": 1, "amount": 1, "description": "x", "due_days": \#(number == "0" ? "3651" : number)}"#
            )
            #expect(days.status == 400, "\(number)")
            #expect(try days.json["due_days"] != nil, "\(number)")
        }
        try await survives(office)
    }

    @Test func `S60 a body over the limit is refused with 413, declared or not, and no more of it is read`()
        async throws
    {
        let office = try await Self.office.value
        let port = office.daemon.port
        let head =
            "POST \(Path.customers) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(office.key.secret)\r\nContent-Type: application/json\r\n"
        let declared = try await onThread {
            let connection = try RawConnection(port: port)
            try connection.send(Array("\(head)Content-Length: \(2 << 20)\r\n\r\n".utf8))
            // The answer comes before the body was sent.
            return try connection.receiveAnswer()
        }
        #expect(declared.status == 413)
        let sent = try await onThread {
            let connection = try RawConnection(port: port)
            try connection.send(Array("\(head)Content-Length: \(2 << 20)\r\n\r\n".utf8))
            try? connection.send([UInt8](repeating: 32, count: 2 << 20))
            return try connection.receiveAnswer()
        }
        #expect(sent.status == 413)
        let chunked = try await onThread {
            let connection = try RawConnection(port: port)
            try connection.send(Array("\(head)Transfer-Encoding: chunked\r\n\r\n".utf8))
            let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 32, count: 65_536) + Array("\r\n".utf8)
            for _ in 0..<32 { do { try connection.send(chunk) } catch { break } }
            return try connection.receiveAnswer()
        }
        #expect(chunked.status == 413)
        try await survives(office)
    }

    @Test func `S60 a body that ends early makes nothing, and the process lives`() async throws {
        let office = try await Office.open()
        let port = office.daemon.port
        for (length, body) in [("500", #"{"name": "Cut"}"#), ("15", #"{"name": "#)] {
            let head =
                "POST \(Path.customers) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(office.key.secret)\r\nContent-Type: application/json\r\nContent-Length: \(length)\r\n\r\n"
            let answer = try await onThread {
                let connection = try RawConnection(port: port)
                try connection.send(Array((head + body).utf8))
                connection.finishSending()
                return connection.receiveAll()
            }
            #expect(!String(decoding: answer, as: UTF8.self).contains(" 201 "))
        }
        #expect(try await office.client.get(Path.customerList).rows.isEmpty)
        try await survives(office)
    }

    @Test(arguments: [
        "", "text/plain", "application/x-www-form-urlencoded", "application/json-patch+json", "json", ";",
        "multipart/form-data; boundary=x",
    ])
    func `S60 a body that is not declared as JSON is refused with 415`(type: String) async throws {
        let office = try await Self.office.value
        let answer = try await office.client.post(Path.customers, #"{"name": "x"}"#, headers: ["Content-Type": type])
        #expect(answer.status == 415)
    }

    @Test(arguments: [
        "application/json", "application/json; charset=utf-8", "Application/JSON", "application/json;charset=UTF-8",
    ])
    func `JSON is taken however its type is written`(type: String) async throws {
        let office = try await Self.office.value
        let answer = try await office.client.post(
            Path.customers + "?dry_run=true", #"{"name": "x"}"#, headers: ["Content-Type": type])
        #expect(answer.status == 200)
    }

    static let heads: [(name: String, head: String)] = [
        (
            "a giant header",
            "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Big: \(String(repeating: "a", count: 200_000))\r\n\r\n"
        ),
        ("5,000 headers", "GET /healthz HTTP/1.1\r\nHost: x\r\n\((0..<5000).map { "X-\($0): 1\r\n" }.joined())\r\n"),
        ("a giant path", "GET /\(String(repeating: "a", count: 200_000)) HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("a giant method", "\(String(repeating: "A", count: 100_000)) / HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("no HTTP at all", "hello\r\n\r\n"), ("an unknown version", "GET / HTTP/9.9\r\nHost: x\r\n\r\n"),
        ("bytes", "\u{0}\u{1}\u{2}\u{3}\r\n\r\n"),
        ("two lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx"),
        ("a negative length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"),
        ("a length of 10^30", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000000000000000000000\r\n\r\n"),
        (
            "length and chunks",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        ("a broken chunk", "POST \(Path.customers) HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        ("a space in a header's name", "GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n"),
        ("a bare line feed", "GET /healthz HTTP/1.1\nX: y\rz\n\n"),
        ("a TLS greeting", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}"), ("nothing", ""),
    ]

    static let unfinished = ["nothing", "a TLS greeting"]

    @Test(arguments: heads.map(\.name))
    func `S60 a malformed request gets an error or an end, and the process lives`(name: String) async throws {
        let office = try await Self.office.value
        let head = try #require(Self.heads.first { $0.name == name }).head
        let port = office.daemon.port
        let answer = try await onThread {
            let connection = try RawConnection(port: port)
            try? connection.send(Array(head.utf8))
            // These could go on: the server waits until the client ends them.
            if Self.unfinished.contains(name) { connection.finishSending() }
            return connection.receiveAll()
        }
        let text = String(decoding: answer, as: UTF8.self)
        if !Self.unfinished.contains(name) { #expect(text.hasPrefix("HTTP/1.1 4"), "\(text.prefix(200))") }
        #expect(!text.hasPrefix("HTTP/1.1 2") && !text.hasPrefix("HTTP/1.1 5"), "\(text.prefix(200))")
        try await survives(office)
    }

    @Test func `S60 a body that was not read is never taken for the next request`() async throws {
        let office = try await Self.office.value
        let inner = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        let port = office.daemon.port
        for (target, status) in [(Path.customers, 401), ("/nothing", 404), (Path.context, 405)] {
            let request =
                "POST \(target) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: \(inner.utf8.count)\r\n\r\n\(inner)"
            let last = "GET /verify HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            let text = try await onThread {
                let connection = try RawConnection(port: port)
                try connection.send(Array((request + last).utf8))
                return String(decoding: connection.receiveAll(), as: UTF8.self)
            }
            let statuses = text.matches(of: /HTTP\/1\.1 (\d+)/).compactMap { Int($0.output.1) }
            #expect(statuses == [status, 401] || statuses == [status], "\(target): \(statuses)")
        }
        try await survives(office)
    }

    @Test func `S60 a connection serves one request after the other, also after a refusal`() async throws {
        let office = try await Self.office.value
        let port = office.daemon.port
        let key = office.key.secret
        let statuses = try await onThread {
            let connection = try RawConnection(port: port)
            return try [
                ("GET", Path.customerList), ("GET", "/nothing"), ("DELETE", Path.customerList),
                ("GET", Path.customerList),
            ].map { method, path in
                try connection.send(
                    Array("\(method) \(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(key)\r\n\r\n".utf8))
                return try connection.receiveAnswer().status
            }
        }
        #expect(statuses == [200, 404, 405, 200])
    }

    @Test(arguments: [
        "Bearer", "Bearer ", "bearer", "Bearer a b", "Basic YTpi", "fta_", "Bearer fta_",
        "Bearer \(String(repeating: "f", count: 10_000))",
        "Bearer fta_\(String(repeating: "A", count: 26))", "Bearer sk_live_", "Bearer \u{e9}\u{e9}", "Bearer null", ",",
        "Bearer\tx",
    ])
    func `S60 an odd Authorization header is 401`(header: String) async throws {
        let office = try await Self.office.value
        #expect(
            try await office.client.with(key: nil).get(Path.customerList, headers: ["Authorization": header]).status
                == 401)
        try await survives(office)
    }
}

import Foundation
import JSON
import Testing

struct HTTPAnswer: Sendable {
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]
    /// Bytes of all of it.
    let length: Int

    /// Nil until all of it is there.
    init?(parsing bytes: [UInt8], isHead: Bool) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
        let headers = lines.dropFirst().map { line -> (name: String, value: String) in
            let halves = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (halves[0].lowercased(), halves.count > 1 ? halves[1].trimmingCharacters(in: .whitespaces) : "")
        }
        let rest = bytes[end.upperBound...]
        if !isHead, headers.contains(where: { $0.name == "transfer-encoding" && $0.value == "chunked" }) {
            guard let (chunks, after) = Self.chunks(in: rest) else { return nil }
            (self.status, self.headers, body) = (status, headers, chunks.flatMap { rest[$0] })
            length = after
            return
        }
        let declared = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        let length = isHead || status == 204 || status == 304 ? 0 : declared
        guard rest.count >= length else { return nil }
        (self.status, self.headers, body) = (status, headers, Array(rest.prefix(length)))
        self.length = end.upperBound + length
    }

    /// Where the chunks lie, and where the body ends; nil until the last one is there.
    private static func chunks(in bytes: ArraySlice<UInt8>) -> (chunks: [Range<Int>], end: Int)? {
        var chunks: [Range<Int>] = []
        var place = bytes.startIndex
        while let feed = bytes[place...].firstIndex(of: UInt8(ascii: "\n")),
            let size = Int(String(decoding: bytes[place..<feed].dropLast(), as: UTF8.self), radix: 16)
        {
            let end = feed + 1 + size
            guard end + 2 <= bytes.endIndex else { return nil }
            if size == 0 { return (chunks, end + 2) }
            chunks.append(feed + 1..<end)
            place = end + 2
        }
        return nil
    }

    subscript(name: String) -> String? {
        headers.first { $0.name == name.lowercased() }?.value
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    var json: JSONValue {
        get throws { try JSONValue.parse(body) }
    }

    var rows: [JSONValue] {
        get throws { try #require(try json.arrayValue, "expected an array, got \(text)") }
    }

    /// The address in `Link: <…>; rel="next"`.
    var next: String? {
        guard let link = self["link"], link.hasSuffix("; rel=\"next\""), link.hasPrefix("<") else { return nil }
        return link.dropFirst().split(separator: ">").first.map(String.init)
    }
}

/// One request a connection, over a plain socket.
struct HTTPClient: Sendable {
    let port: Int
    var key: String?

    func send(
        _ method: String, _ target: String, body: String? = nil, headers: [String: String] = [:]
    ) async throws -> HTTPAnswer {
        var fields = headers
        if let key, fields["Authorization"] == nil { fields["Authorization"] = "Bearer \(key)" }
        if body != nil, fields["Content-Type"] == nil { fields["Content-Type"] = "application/json" }
        if let body { fields["Content-Length"] = String(body.utf8.count) }
        var text = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        for (name, value) in fields { text += "\(name): \(value)\r\n" }
        let request = Array("\(text)\r\n\(body ?? "")".utf8)
        let port = port
        return try await onThread {
            let connection = try RawConnection(port: port)
            try connection.send(request)
            return try connection.receiveAnswer(isHead: method == "HEAD")
        }
    }

    func get(_ target: String, headers: [String: String] = [:]) async throws -> HTTPAnswer {
        try await send("GET", target, headers: headers)
    }

    func post(_ target: String, _ body: String, headers: [String: String] = [:]) async throws -> HTTPAnswer {
        try await send("POST", target, body: body, headers: headers)
    }

    func patch(_ target: String, _ body: String) async throws -> HTTPAnswer {
        try await send("PATCH", target, body: body)
    }

    func put(_ target: String, _ body: String) async throws -> HTTPAnswer {
        try await send("PUT", target, body: body)
    }

    func with(key: String?) -> HTTPClient {
        HTTPClient(port: port, key: key)
    }
}

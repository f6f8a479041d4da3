import AuthCore
import Foundation
import JSON
import Testing

/// Whoever is logged in by a cookie, at a browser that says what it is told to say of the page that asks.
struct Browser: Sendable {
    /// What the cookie holds.
    let secret: String
    let csrf: String
    var client: HTTPClient

    static let cookie = "__Host-kiik-session"
    static let ownPage = ["Sec-Fetch-Site": "same-origin"]

    init(_ answer: HTTPAnswer, client: HTTPClient) throws {
        try #require(answer.status == 200, "\(answer.text)")
        let line = try #require(answer["set-cookie"])
        let pair = try #require(line.split(separator: ";").first).split(separator: "=", maxSplits: 1)
        try #require(pair.count == 2 && pair[0] == Self.cookie)
        secret = String(pair[1])
        csrf = try #require(try answer.json["data"]?["csrf_token"]?.stringValue)
        self.client = client
    }

    func on(_ daemon: RunningDaemon) -> Browser {
        var other = self
        other.client = daemon.client
        return other
    }

    func send(_ method: String, _ target: String, body: String? = nil, headers: [String: String] = Browser.ownPage)
        async throws -> HTTPAnswer
    {
        let cookie = ["Cookie": "theme=dark; \(Self.cookie)=\(secret); a=b"]
        return try await client.send(method, target, body: body, headers: headers.merging(cookie) { first, _ in first })
    }

    func get(_ target: String) async throws -> HTTPAnswer { try await send("GET", target, headers: [:]) }

    func post(_ target: String, _ body: String) async throws -> HTTPAnswer {
        try await send("POST", target, body: body)
    }

    /// The session's id, as the database knows it.
    func session(in office: Office) async throws -> Int {
        try await office.daemon.sqlInt("SELECT id FROM sessions WHERE cookie_digest = sha256('\(secret)')")
    }
}

extension Person {
    func browse(_ more: String = "", on daemon: RunningDaemon? = nil) async throws -> Browser {
        let answer = try await tryLogin(Person.password, #", "session": "cookie"\#(more)"#, on: daemon)
        return try Browser(answer, client: (daemon ?? office.daemon).client)
    }
}

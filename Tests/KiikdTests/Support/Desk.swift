import AuthCore
import Foundation
import Testing

@testable import kiikd

/// Somebody at the console's pages, in a browser without script.
struct Desk: Sendable {
    struct File: Sendable {
        let name: String
        let content: String
    }

    let browser: Browser

    init(_ person: Person) async throws { browser = try await person.browse() }

    private func send(_ method: String, _ path: String, body: String? = nil, type: String? = nil) async throws
        -> HTTPAnswer
    {
        var headers = Browser.ownPage.merging(["Cookie": "kiik-session=\(browser.secret)"]) { first, _ in first }
        if let type { headers["Content-Type"] = type }
        return try await browser.client.send(method, path, body: body, headers: headers)
    }

    func get(_ path: String) async throws -> HTTPAnswer { try await send("GET", path) }

    /// A page's form that is sent to that address, as it stands there.
    static func entries(_ answer: HTTPAnswer, _ action: String) throws -> [(String, String)] {
        let form = HTMLPage(answer.text).forms.first { $0.action == action }
        return try #require(form, "\(answer.status) \(answer.text.prefix(400))").entries(pressing: nil)
    }

    func post(_ path: String, _ entries: [(String, String)]) async throws -> HTTPAnswer {
        try await send(
            "POST", path, body: PercentEncoding.encode(entries), type: "application/x-www-form-urlencoded")
    }

    /// Fills in the form on the page with its own address, and sends it.
    func fill(_ path: String, _ typed: [String: String] = [:]) async throws -> HTTPAnswer {
        try await post(path, try Self.entries(try await get(path), path).typing(typed))
    }

    func upload(_ path: String, _ entries: [(String, String)], _ files: [File]) async throws -> HTTPAnswer {
        let boundary = "----\(UUID().uuidString)"
        var body = ""
        for (name, value) in entries {
            body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        for file in files {
            body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(file.name)\"\r\n"
            body += "Content-Type: application/octet-stream\r\n\r\n\(file.content)\r\n"
        }
        return try await send(
            "POST", path, body: body + "--\(boundary)--\r\n", type: "multipart/form-data; boundary=\(boundary)")
    }
}

extension [(String, String)] {
    func typing(_ typed: [String: String]) -> [(String, String)] {
        filter { typed[$0.0] == nil } + typed.map { ($0.key, $0.value) }
    }

    func without(_ name: String) -> [(String, String)] { filter { $0.0 != name } }
}

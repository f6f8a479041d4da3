import AuthCore
import Foundation
import Outgoing

/// A browser without script: follows redirects on one site, keeps that site's cookies, sends forms.
struct Visitor: Sendable {
    struct Page: Sendable {
        let url: String
        let answer: WebAnswer
        /// Statuses of the redirects that led here.
        let redirects: [Int]

        var html: HTMLPage { HTMLPage(String(decoding: answer.body, as: UTF8.self)) }
        var isHTML: Bool { answer["content-type"]?.lowercased().hasPrefix("text/html") == true }
        /// Where it leads, off this site or back to the app.
        var leadsTo: String? {
            (300..<400).contains(answer.status) ? answer["location"].flatMap { Visitor.absolute($0, from: url) } : nil
        }
    }

    let client: WebClient
    /// Whose redirects are not followed: the app's.
    let stopsAt: String
    private var cookies: [String: [String: String]] = [:]

    init(client: WebClient, stopsAt: String) {
        self.client = client
        self.stopsAt = stopsAt
    }

    /// - Parameter cookie: `name=value`.
    mutating func carry(_ cookie: String, to site: String) {
        let pair = cookie.split(separator: "=", maxSplits: 1)
        guard let name = pair.first, let value = pair.dropFirst().first else { return }
        cookies[Self.origin(site), default: [:]][String(name)] = String(value)
    }

    mutating func open(_ url: String) async throws(WebFailure) -> Page {
        try await follow(WebRequest("GET", url))
    }

    mutating func submit(_ form: HTMLPage.Form, pressing button: HTMLPage.Button?, on page: Page)
        async throws(WebFailure) -> Page
    {
        let target = form.action.flatMap { $0.isEmpty ? nil : Self.absolute($0, from: page.url) } ?? page.url
        let entries = PercentEncoding.encode(form.entries(pressing: button))
        guard form.method == "post" else {
            return try await open("\(target.prefix { $0 != "?" && $0 != "#" })?\(entries)")
        }
        return try await follow(
            WebRequest(
                "POST", target,
                fields: [
                    ("Content-Type", "application/x-www-form-urlencoded"), ("Origin", Self.origin(page.url)),
                    ("Sec-Fetch-Site", Self.origin(page.url) == Self.origin(target) ? "same-origin" : "cross-site"),
                ], body: Array(entries.utf8)))
    }

    private mutating func follow(_ first: WebRequest) async throws(WebFailure) -> Page {
        var request = first
        var redirects: [Int] = []
        while true {
            let site = Self.origin(request.url)
            var sent = request
            sent.fields += [("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"), ("Accept-Language", "en")]
            if let kept = cookies[site], !kept.isEmpty {
                sent.fields.append(("Cookie", kept.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")))
            }
            let answer = try await client.send(sent)
            keep(answer, of: site)
            let page = Page(url: request.url, answer: answer, redirects: redirects)
            guard let next = page.leadsTo, !isApp(next), Self.origin(next) == site, redirects.count < 10 else {
                return page
            }
            redirects.append(answer.status)
            // "307" and "308" are the request again; all others ask for the next page.
            request =
                answer.status == 307 || answer.status == 308
                ? WebRequest(request.method, next, fields: request.fields, body: request.body) : WebRequest("GET", next)
        }
    }

    func isApp(_ url: String) -> Bool {
        url == stopsAt || url.hasPrefix("\(stopsAt)?") || url.hasPrefix("\(stopsAt)#") || url.hasPrefix("\(stopsAt)&")
    }

    private mutating func keep(_ answer: WebAnswer, of site: String) {
        for field in answer.fields where field.name == "set-cookie" {
            let parts = field.value.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            guard let pair = parts.first?.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false),
                pair.count == 2
            else { continue }
            let isEnded = parts.dropFirst().contains { attribute in
                let words = attribute.lowercased().split(separator: "=", maxSplits: 1)
                return words.first == "max-age" && (words.last.flatMap { Int($0) } ?? 1) <= 0
            }
            cookies[site, default: [:]][String(pair[0])] = isEnded ? nil : String(pair[1])
        }
    }

    static func absolute(_ reference: String, from base: String) -> String? {
        URL(string: reference, relativeTo: URL(string: base))?.absoluteString
    }

    /// Scheme, host and port.
    static func origin(_ url: String) -> String {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme, let host = parts.host else {
            return ""
        }
        return "\(scheme)://\(host)\(parts.port.map { ":\($0)" } ?? "")".lowercased()
    }
}

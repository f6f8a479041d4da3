import AuthCore

/// Where a person goes on after a login. It stands in an address that anybody can write, so it is a page of ours or home.
struct NextPage: Sendable, Hashable {
    let address: String

    static let home = NextPage(nil)

    private static let longest = 2048
    /// What answers programs, and what only leads back to a login.
    private static let noPages: Set<Substring> = [
        "api", "healthz", "mcp", "oauth", "token", "verify", ".well-known", "login", "logout",
    ]
    private static let connectedApps = "/oauth/authorized"

    init(_ text: String?) {
        address = text.flatMap { Self.isPage($0) ? $0 : nil } ?? "/"
    }

    /// The login that leads there.
    var login: String { self == .home ? "/login" : "/login?next=\(PercentEncoding.encode(address))" }

    private static func isPage(_ text: String) -> Bool {
        guard text.utf8.count <= longest, text.utf8.first == UInt8(ascii: "/"),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return false }
        let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        if halves.count > 1, halves[1].contains(where: { "\\#<>\"".contains($0) }) { return false }
        return halves.first.map(isPath) ?? false
    }

    /// Browsers and proxies tidy paths up, each in its way: here nothing is left to tidy.
    private static func isPath(_ path: Substring) -> Bool {
        guard path.utf8.allSatisfy({ PercentEncoding.isUnreserved($0) || $0 == UInt8(ascii: "/") }) else {
            return false
        }
        var segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        if segments.last?.isEmpty == true { segments.removeLast() }
        guard segments.allSatisfy({ !["", ".", ".."].contains($0) }) else { return false }
        let isOfPrograms = segments.first.map { noPages.contains($0.lowercased()[...]) } ?? false
        return !isOfPrograms || "/\(segments.joined(separator: "/"))" == connectedApps
    }
}

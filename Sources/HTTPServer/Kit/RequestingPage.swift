/// Which page made a request, as far as its browser says. Browsers send cookies whoever asks; no page can make them lie
/// about who that is.
enum RequestingPage: Sendable {
    /// One of this origin.
    case own
    case foreign
    /// No browser, or one that says nothing.
    case unsaid

    /// Whether the browser itself says that a page of this origin asks. Pages of ours tell nobody their address
    /// (Referrer-Policy), and browsers have the forms of such a page say "null".
    static func isSurelyOwn(_ head: RequestHead, publicURL: String) -> Bool {
        if head.header("Origin") == "null" { return head.header("Sec-Fetch-Site") == "same-origin" }
        if case .own = RequestingPage(of: head, publicURL: publicURL) { return true }
        return false
    }

    /// - Parameter publicURL: where clients reach kiikd.
    init(of head: RequestHead, publicURL: String) {
        let site = head.header("Sec-Fetch-Site")
        if let site, site != "same-origin", site != "none" {
            self = .foreign
        } else if let text = head.header("Origin") {
            let isOwn = WebOrigin(text)?.isOwn(publicURL: publicURL, host: head.header("Host"))
            self = isOwn == true ? .own : .foreign
        } else {
            self = site == "same-origin" ? .own : .unsaid
        }
    }
}

/// Scheme, host and port, as an `Origin` header or the beginning of a URL has them.
struct WebOrigin: Sendable, Equatable {
    let scheme: String
    /// The host, and the port where it is not the scheme's.
    let authority: String

    init?(_ url: String) {
        guard let mark = url.firstRange(of: "://") else { return nil }
        self.init(scheme: url[..<mark.lowerBound].lowercased(), authority: url[mark.upperBound...].prefix { $0 != "/" })
    }

    private init?(scheme: String, authority: Substring) {
        let ports = ["http": ":80", "https": ":443"]
        guard let port = ports[scheme], !authority.isEmpty, !authority.contains("@") else { return nil }
        let authority = authority.lowercased()
        self.scheme = scheme
        self.authority = authority.hasSuffix(port) ? String(authority.dropLast(port.count)) : authority
    }

    /// Whether a page of this origin is kiikd's: it is where clients reach it, or whom the request was sent to.
    func isOwn(publicURL: String, host: String?) -> Bool {
        guard let known = WebOrigin(publicURL) else { return false }
        return self == known
            || host.flatMap { WebOrigin(scheme: known.scheme, authority: $0[...]) } == self
    }
}

/// Where an authorization's answer is sent: an absolute URI that the client registered (RFC 6749, 3.1.2).
///
/// "The authorization server MUST … compare the two URIs using simple string comparison" (RFC 9700, 4.1.3): what is
/// presented is equal byte for byte to what is registered. Only the port of a loopback address may differ.
public struct RedirectURI: Sendable, Hashable {
    /// As it was registered.
    public let text: String
    /// Lowercase.
    public let scheme: String
    /// Whom people are sent to: the host, with its port where there is one; for an app's own scheme the scheme.
    public let destination: String
    /// A program on the person's own machine: nobody can prove that it is the one that registered (RFC 8252, 8.6).
    public let isNative: Bool

    private static let longest = 2000
    /// What a browser runs, reads or opens by itself.
    private static let refusedSchemes: Set<String> = [
        "javascript", "data", "vbscript", "file", "about", "blob", "filesystem", "view-source", "ftp", "ws", "wss",
        "mailto", "tel", "sms", "jar", "intent", "content", "chrome", "resource",
    ]
    private static let loopbackHosts: Set<String> = ["127.0.0.1", "[::1]", "localhost"]

    /// Takes an address for registration.
    public init(_ text: String) throws(RedirectURIError) {
        guard !text.isEmpty, text.utf8.count <= Self.longest else { throw .length }
        // No space, no control character, nothing beyond ASCII, and no quote or backslash that browsers mend.
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.unsafe.contains($0) }) else { throw .form }
        guard let colon = text.firstIndex(of: ":"), Self.isScheme(text[..<colon]) else { throw .form }
        let scheme = text[..<colon].lowercased()
        // "MUST NOT include a fragment component" (RFC 6749, 3.1.2)
        guard !text.utf8.contains(UInt8(ascii: "#")) else { throw .fragment }
        guard !Self.refusedSchemes.contains(scheme) else { throw .scheme }
        let rest = text[text.index(after: colon)...]
        (self.text, self.scheme) = (text, scheme)
        guard scheme == "https" || scheme == "http" else {
            // com.example.app:/callback, cursor://anysphere/callback
            guard rest.utf8.count > 1, rest.hasPrefix("/") else { throw .form }
            (destination, isNative) = (scheme, true)
            return
        }
        guard rest.hasPrefix("//") else { throw .form }
        let authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { throw .userInfo }
        guard let host = Self.host(of: authority) else { throw .form }
        let isLoopback = Self.loopbackHosts.contains(host.lowercased())
        guard scheme == "https" || isLoopback else { throw .insecure }
        destination = authority.lowercased()
        isNative = isLoopback
    }

    /// Whether what an authorization request presents is this address.
    public func matches(_ presented: String) -> Bool {
        if presented.isIdentical(to: text) { return true }
        // "The authorization server MUST allow any port to be specified at the time of the request for loopback IP
        // redirect URIs" (RFC 8252, 7.3)
        guard let own = Self.loopbackParts(text), let theirs = Self.loopbackParts(presented) else { return false }
        return own.host.elementsEqual(theirs.host) && own.rest.elementsEqual(theirs.rest)
    }

    /// Host, and what follows the port, of `http://127.0.0.1:1234/callback`; nil for all else.
    private static func loopbackParts(_ text: String) -> (host: Substring.UTF8View, rest: Substring.UTF8View)? {
        guard text.utf8.starts(with: "http://".utf8) else { return nil }
        let behind = text.utf8.dropFirst(7)
        guard let host = loopbackHosts.first(where: { behind.starts(with: $0.utf8) }) else { return nil }
        var rest = behind.dropFirst(host.utf8.count)
        if rest.first == UInt8(ascii: ":") {
            rest = rest.dropFirst()
            let digits = rest.prefix { (48...57).contains($0) }
            guard (1...5).contains(digits.count), let port = Int(String(Substring(digits))), port <= 65_535 else {
                return nil
            }
            rest = rest.dropFirst(digits.count)
        }
        guard rest.isEmpty || rest.first == UInt8(ascii: "/") || rest.first == UInt8(ascii: "?") else { return nil }
        return (behind.prefix(host.utf8.count), rest)
    }

    private static let unsafe = Set("\"<>\\^`{|}".utf8)

    /// "scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )" (RFC 3986, 3.1)
    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, (65...90).contains(first & 0xDF) else { return false }
        return text.utf8.allSatisfy {
            (65...90).contains($0 & 0xDF) || (48...57).contains($0) || $0 == 43 || $0 == 45 || $0 == 46
        }
    }

    /// The host of `host:port` or `[::1]:port`; nil where there is none, or the port is no number.
    private static func host(of authority: Substring) -> Substring? {
        let end: Substring.Index
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { return nil }
            end = authority.index(after: bracket)
        } else {
            end = authority.firstIndex(of: ":") ?? authority.endIndex
        }
        let (host, port) = (authority[..<end], authority[end...])
        guard !host.isEmpty, host != "[]" else { return nil }
        if port.isEmpty { return host }
        guard port.hasPrefix(":"), let number = UInt16(port.dropFirst()), number > 0,
            port.dropFirst().utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return host
    }
}

/// Why an address cannot be registered.
public enum RedirectURIError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Empty, or longer than 2000 characters.
    case length
    /// No absolute URI, or with characters that have to be escaped.
    case form
    /// It has a fragment.
    case fragment
    /// Its scheme is one that browsers act on by themselves.
    case scheme
    /// It has a user or a password.
    case userInfo
    /// `http` to another machine.
    case insecure

    /// A sentence that says what to change.
    public var description: String {
        switch self {
        case .length: "a redirect URI has 1 to 2000 characters"
        case .form: "a redirect URI is absolute, like https://app.example/callback, in plain ASCII"
        case .fragment: "a redirect URI has no fragment (#)"
        case .scheme: "a redirect URI is https, http on the loopback interface, or of the app's own scheme"
        case .userInfo: "a redirect URI has no user or password"
        case .insecure: "a redirect URI is http only on 127.0.0.1, [::1] or localhost; use https"
        }
    }
}

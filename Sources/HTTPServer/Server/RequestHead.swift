import AuthCore
import HTTPTypes
import NIOHTTP1

/// A request without its body, as the gate and the handlers see it.
struct RequestHead: Sendable {
    let method: HTTPRequest.Method
    /// As the caller sent it, without the query.
    let path: Substring
    /// What follows the `?`.
    let query: Substring?
    let authorization: String?
    let contentType: String?
    private let headers: HTTPHeaders
    /// Who asks: the peer, or whom a trusted proxy names.
    let address: IPAddress?
    /// `address` as text; empty where there is none.
    let ip: String
    let requestID: String

    /// A header that is missing here, has no place to be, or is there too often.
    struct Malformed: Error {
        let sentence: String
    }

    init(_ head: HTTPRequestHead, from peer: Peer, requestID: String) throws(Malformed) {
        var authorization: String?
        var contentType: String?
        var hosts = 0
        for (name, value) in head.headers {
            // By length first: most names are none of these.
            switch name.utf8.count {
            case 4 where name.isHeader("host"): hosts += 1
            case 12 where name.isHeader("content-type"): contentType = value
            case 13 where name.isHeader("authorization"):
                guard authorization == nil else { throw Malformed(sentence: "There are two Authorization headers.") }
                authorization = value
            default: break
            }
        }
        // RFC 9112, 3.2.
        guard hosts == 1 || (hosts == 0 && head.version != .http1_1) else {
            throw Malformed(sentence: "There must be one Host header.")
        }
        guard let target = Self.originForm(head.uri) else {
            throw Malformed(sentence: "The request's target is not a path.")
        }
        let mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        path = target[..<(mark ?? target.endIndex)]
        query = mark.map { target[target.utf8.index(after: $0)...] }
        method = HTTPRequest.Method(head.method)
        headers = head.headers
        self.authorization = authorization
        self.contentType = contentType
        (address, ip) = peer.client(head.headers)
        self.requestID = requestID
    }

    /// What the same caller asks of another endpoint, with no headers but these.
    init(
        _ head: RequestHead, instead method: HTTPRequest.Method, _ path: String, query: String,
        headers: [(String, String)]
    ) {
        self.method = method
        self.path = path[...]
        self.query = query.isEmpty ? nil : query[...]
        (authorization, contentType) = (nil, nil)
        self.headers = HTTPHeaders(headers)
        (address, ip, requestID) = (head.address, head.ip, head.requestID)
    }

    /// The same browser's for a page, once it has taken these cookies.
    func asking(for path: String, keeping cookies: [String]) -> RequestHead {
        let new = cookies.map { String($0.prefix { $0 != ";" }) }
        func name(_ pair: String) -> Substring { pair.prefix { $0 != "=" } }
        let old = headers["Cookie"].flatMap { $0.split(separator: ";") }.map { String($0.drop { $0 == " " }) }
            .filter { pair in !new.contains { name($0) == name(pair) } }
        var kept = [("Cookie", (old + new).joined(separator: "; "))]
        for name in ["Host", "Accept-Language", "User-Agent"] {
            if let value = header(name) { kept.append((name, value)) }
        }
        return RequestHead(self, instead: .get, path, query: "", headers: kept)
    }

    /// A header's value; where it comes several times, the values with commas between them (RFC 9110, 5.3).
    func header(_ name: String) -> String? {
        let values = headers[name]
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The values of the cookies of that name, in all Cookie headers (RFC 6265, 5.4).
    func cookies(_ name: String) -> [Substring] {
        headers["Cookie"].flatMap { header in
            // By bytes: what stands behind a semicolon may make one character with it.
            header.utf8.split(separator: UInt8(ascii: ";")).compactMap { pair -> Substring? in
                let halves = pair.split(
                    separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
                guard halves.count == 2, halves[0].trimmed.elementsEqual(name.utf8) else { return nil }
                return Substring(halves[1].trimmed)
            }
        }
    }

    /// The path and query of a target: the whole of `/a?b`, or what follows the authority of `http://host/a?b`.
    private static func originForm(_ target: String) -> Substring? {
        if target.utf8.first == UInt8(ascii: "/") || target == "*" { return target[...] }
        for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
            let rest = target.dropFirst(scheme.count)
            guard let end = rest.firstIndex(where: { "/?#".contains($0) }) else { return "/" }
            return rest[end] == "/" ? rest[end...] : "/\(rest[end...])"[...]
        }
        return nil
    }
}

extension Substring.UTF8View {
    fileprivate var trimmed: Substring.UTF8View {
        func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return self[endIndex...]
        }
        return self[first...last]
    }
}

extension String {
    /// Header names are ASCII and differ in nothing but case. `lowercase` is.
    fileprivate func isHeader(_ lowercase: StaticString) -> Bool {
        guard utf8.count == lowercase.utf8CodeUnitCount else { return false }
        return lowercase.withUTF8Buffer { utf8.elementsEqual($0) { $0 | 0x20 == $1 } }
    }
}

extension HTTPRequest.Method {
    fileprivate init(_ method: HTTPMethod) {
        switch method {
        case .GET: self = .get
        case .POST: self = .post
        case .PATCH: self = .patch
        case .PUT: self = .put
        case .DELETE: self = .delete
        case .HEAD: self = .head
        case .OPTIONS: self = .options
        // Whatever llhttp knows is a token.
        default: self = HTTPRequest.Method(rawValue: method.rawValue) ?? .trace
        }
    }
}

import HTTPTypes

/// Finds the endpoint for a method and a path. Every path is answered with and without its trailing slash.
struct RouteTable: Sendable {
    struct Node: Sendable {
        var endpoints: [(method: HTTPRequest.Method, endpoint: Endpoint)] = []

        /// The methods there are, for `Allow`.
        var allowed: [String] {
            var names = endpoints.map(\.method.rawValue)
            if names.contains("GET") { names.append("HEAD") }
            return names + ["OPTIONS"]
        }
    }

    enum Match {
        case endpoint(Endpoint, id: Int64)
        case otherMethods([String])
        /// The path would match, but what stands in the place of an id cannot be one.
        case noSuchID(Endpoint, String)
        case none
    }

    /// Paths without a variable part, without their trailing slash.
    private var fixed: [String: Node] = [:]
    /// What stands before `{id}`, and what stands after it.
    private var variable: [String: [(suffix: String, node: Node)]] = [:]

    init(_ endpoints: [Endpoint]) {
        for endpoint in endpoints {
            let path = Self.trimmed(endpoint.path[...])
            guard let place = path.firstRange(of: "{id}") else {
                fixed[String(path), default: Node()].endpoints.append((endpoint.method, endpoint))
                continue
            }
            let before = String(path[..<place.lowerBound])
            let after = String(path[place.upperBound...])
            var nodes = variable[before] ?? []
            if let index = nodes.firstIndex(where: { $0.suffix == after }) {
                nodes[index].node.endpoints.append((endpoint.method, endpoint))
            } else {
                nodes.append((after, Node(endpoints: [(endpoint.method, endpoint)])))
            }
            variable[before] = nodes
        }
    }

    func match(_ method: HTTPRequest.Method, _ path: Substring) -> Match {
        let path = Self.trimmed(path)
        if let node = fixed[String(path)] { return pick(method, node, id: 0) }
        // The last segment, or the one before it, may be an id.
        var head = path
        var suffix = ""
        for _ in 0..<2 {
            guard let slash = head.lastIndex(of: "/") else { break }
            let segment = head[head.index(after: slash)...]
            if let nodes = variable[String(head[...slash])],
                let node = nodes.first(where: { $0.suffix == suffix })?.node
            {
                switch pick(method, node, id: 0) {
                case .endpoint(let endpoint, _):
                    guard let id = Self.id(segment) else { return .noSuchID(endpoint, String(segment)) }
                    return .endpoint(endpoint, id: id)
                case let other: return other
                }
            }
            suffix = "/\(segment)\(suffix)"
            head = head[..<slash]
        }
        return .none
    }

    private func pick(_ method: HTTPRequest.Method, _ node: Node, id: Int64) -> Match {
        let wanted = method == .head ? .get : method
        for entry in node.endpoints where entry.method == wanted { return .endpoint(entry.endpoint, id: id) }
        return .otherMethods(node.allowed)
    }

    /// Plain decimal digits of a positive 64-bit number; no sign, no leading zero.
    private static func id(_ text: Substring) -> Int64? {
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), text.first != "0" else { return nil }
        return Int64(text)
    }

    private static func trimmed(_ path: Substring) -> Substring {
        path.utf8.count > 1 && path.utf8.last == UInt8(ascii: "/") ? path.dropLast() : path
    }
}

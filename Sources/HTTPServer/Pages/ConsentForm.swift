/// What comes back from a ``ConsentPage``.
struct ConsentForm: Sendable {
    enum Decision: String, Sendable {
        case allow, deny
    }

    /// All but what comes as often as it was ticked; another name that comes twice is a fault there.
    let fields: QueryParameters
    private let lists: [String: [String]]

    private static let repeated: Set<Substring> = ["scope", "customer", "project"]
    /// Of each: more than a page can show.
    private static let most = 200

    /// - Throws: ``Refusal/malformed(_:)`` where a list is too long, or not percent-encoded UTF-8.
    init(_ body: [UInt8]) throws(Refusal) {
        guard let text = String(validating: body, as: UTF8.self) else {
            throw .malformed("The form is not UTF-8.")
        }
        var lists: [String: [String]] = [:]
        var others: [Substring] = []
        for pair in text.split(separator: "&") {
            let name = pair.prefix { $0 != "=" }
            guard Self.repeated.contains(name) else {
                others.append(pair)
                continue
            }
            guard let value = QueryParameters.decoded(pair[name.endIndex...].utf8.dropFirst()) else {
                throw .malformed("The form is not valid percent-encoded UTF-8.")
            }
            lists[String(name), default: []].append(value)
            guard lists[String(name), default: []].count <= Self.most else {
                throw .malformed("There are more than \(Self.most) values of \(name).")
            }
        }
        self.lists = lists
        fields = QueryParameters(others.joined(separator: "&")[...])
    }

    /// Nil where no button of the page was pressed.
    var decision: Decision? { fields["decision"].flatMap(Decision.init(rawValue:)) }
    var tenant: String? { fields["tenant"] }
    /// Those that are ticked.
    var scopes: [String] { lists["scope"] ?? [] }
    /// True where access is limited to the customers and projects that are ticked.
    var isLimited: Bool { fields["reach"] == "chosen" }
    var customers: [String] { lists["customer"] ?? [] }
    var projects: [String] { lists["project"] ?? [] }
}

import Domain

/// One product's HTTP contract: its paths, its endpoints and its form of error.
package struct Dialect: Sendable {
    /// Which request is refused, and when, and in which language: some forms of error say it.
    struct Occasion: Sendable {
        let requestID: String
        let now: Timestamp
        var acceptLanguage: String?
        /// The path and query that were asked for; empty where a form was sent.
        var address = ""
    }

    package let name: String
    /// What begins with one of these is answered in this dialect, unknown paths included.
    package let prefixes: [String]
    package let endpoints: [Endpoint]
    let render: @Sendable (Refusal, Occasion) -> Answer
    /// True where whatever a browser asks for that no other dialect has is answered in this one.
    let isForPeople: Bool

    init(
        name: String, prefixes: [String], endpoints: [Endpoint], isForPeople: Bool = false,
        render: @escaping @Sendable (Refusal, Occasion) -> Answer
    ) {
        self.name = name
        self.prefixes = prefixes
        self.endpoints = endpoints
        self.isForPeople = isForPeople
        self.render = render
    }
}

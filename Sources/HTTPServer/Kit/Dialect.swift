import Domain

/// One product's HTTP contract: its paths, its endpoints and its form of error.
package struct Dialect: Sendable {
    /// Which request is refused, and when, and in which language: some forms of error say it.
    struct Occasion: Sendable {
        let requestID: String
        let now: Timestamp
        var acceptLanguage: String?
    }

    package let name: String
    /// What begins with one of these is answered in this dialect, unknown paths included.
    package let prefixes: [String]
    package let endpoints: [Endpoint]
    let render: @Sendable (Refusal, Occasion) -> Answer

    init(
        name: String, prefixes: [String], endpoints: [Endpoint],
        render: @escaping @Sendable (Refusal, Occasion) -> Answer
    ) {
        self.name = name
        self.prefixes = prefixes
        self.endpoints = endpoints
        self.render = render
    }
}

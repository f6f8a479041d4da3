/// One product's HTTP contract: its paths, its endpoints and its form of error.
package struct Dialect: Sendable {
    package let name: String
    /// What begins with one of these is answered in this dialect, unknown paths included.
    package let prefixes: [String]
    package let endpoints: [Endpoint]
    let render: @Sendable (Refusal) -> Answer

    init(
        name: String, prefixes: [String], endpoints: [Endpoint], render: @escaping @Sendable (Refusal) -> Answer
    ) {
        self.name = name
        self.prefixes = prefixes
        self.endpoints = endpoints
        self.render = render
    }
}

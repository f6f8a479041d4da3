import AuthCore
package import Domain
package import HTTPTypes
import JSON

/// An operation bound to a method, a path and a dialect's wire types.
///
/// Routes, OpenAPI documents and the catalogue of actions are made from these; nothing is described twice.
package struct Endpoint: Sendable {
    package let method: HTTPRequest.Method
    /// Such as `/api/ai-actions/actions/customers/{id}/`, with its trailing slash.
    package private(set) var path: String
    package let operation: EndpointOperation
    let documentation: EndpointDocumentation
    let handler: Handler
    /// For which of an app's tokens it is; nearly all are for those of the whole server.
    private(set) var audiences: Set<TokenAudience> = [.server, .api]
    /// True for a page of people's: who asks is known by the cookie of their session alone, and a refusal is a page.
    private(set) var isPage = false
    /// What a page asks its visitor for, all of it.
    private(set) var needs: [Permission] = []
    /// Refuses a request by its head, whoever asks.
    var precondition: (@Sendable (RequestHead) throws(Refusal) -> Void)?

    enum Handler: Sendable {
        /// Waits for nothing: the event loop runs it where the request came in.
        case atOnce(@Sendable (Call) throws -> Answer)
        case waiting(@Sendable (Call) async throws -> Answer)
    }

    init(
        _ method: HTTPRequest.Method, _ path: String, _ operation: EndpointOperation,
        _ documentation: EndpointDocumentation, _ handler: Handler
    ) {
        self.method = method
        self.path = path
        self.operation = operation
        self.documentation = documentation
        self.handler = handler
    }

    static func atOnce(
        _ method: HTTPRequest.Method, _ path: String, _ operation: EndpointOperation,
        _ documentation: EndpointDocumentation, _ handle: @escaping @Sendable (Call) throws -> Answer
    ) -> Endpoint {
        Endpoint(method, path, operation, documentation, .atOnce(handle))
    }

    static func waiting(
        _ method: HTTPRequest.Method, _ path: String, _ operation: EndpointOperation,
        _ documentation: EndpointDocumentation, _ handle: @escaping @Sendable (Call) async throws -> Answer
    ) -> Endpoint {
        Endpoint(method, path, operation, documentation, .waiting(handle))
    }

    /// The same at another path.
    func at(_ path: String) -> Endpoint {
        var endpoint = self
        endpoint.path = path
        return endpoint
    }

    /// The same, for people's browsers.
    func asPage(needing needs: [Permission]) -> Endpoint {
        var endpoint = self
        endpoint.isPage = true
        endpoint.needs = needs
        return endpoint
    }

    /// The same, for tokens of these audiences.
    func taking(_ audiences: Set<TokenAudience>) -> Endpoint {
        var endpoint = self
        endpoint.audiences = audiences
        return endpoint
    }

    /// True where a request's body is read.
    var takesBody: Bool { documentation.input != nil }
    /// True where that body is a form with a file.
    var isUpload: Bool { documentation.body == .form }
}

/// Who may call an endpoint.
package enum EndpointOperation: Sendable {
    /// Whoever has the operation's permission.
    case needs(Operation)
    /// Whoever has a credential; the name stands in the usage records.
    case authenticated(name: String, summary: String)
    /// Anyone.
    case open(name: String, summary: String)

    package var name: String {
        switch self {
        case .needs(let operation): operation.name
        case .authenticated(let name, _), .open(let name, _): name
        }
    }

    package var summary: String {
        switch self {
        case .needs(let operation): operation.summary
        case .authenticated(_, let summary), .open(_, let summary): summary
        }
    }

    package var declared: Operation? {
        if case .needs(let operation) = self { operation } else { nil }
    }
}

/// How a request's body is written.
enum BodyKind: String, Sendable {
    case json = "application/json"
    /// Files: larger than anything else.
    case form = "multipart/form-data"
    /// What browsers send of plain forms, and OAuth's clients.
    case urlEncoded = "application/x-www-form-urlencoded"
}

/// What an endpoint's documentation says beyond its operation.
struct EndpointDocumentation: Sendable {
    struct Parameter: Sendable {
        let name: String
        let place: String
        let text: String
        let schema: JSONValue
    }

    struct Named: Sendable {
        let name: String
        let schema: JSONValue
        /// False for a body that may be left out.
        var isRequired = true
    }

    var tag: String
    var parameters: [Parameter] = []
    var input: Named?
    var body = BodyKind.json
    var example: JSONValue?
    var output: Named
    var outputMediaTypes = ["application/json"]
    var isList = false
    /// Whether a list says how many rows there are in all.
    var hasTotal = true
    var successStatus = 200
    var isChange = false
    var hasID: Bool { parameters.contains { $0.place == "path" } }

    /// What a caller may say: the body's schema, or, where there is no body, that of what stands in the address.
    var catalogueSchema: JSONValue {
        if let input { return input.schema }
        return [
            "type": "object",
            "properties": .object(JSONObject(said.map { ($0.name, $0.schema) })),
            "required": .array(said.filter { $0.place == "path" }.map { .string($0.name) }),
        ]
    }

    var catalogueExample: JSONValue {
        if input != nil { return example ?? [:] }
        return .object(
            JSONObject(said.compactMap { parameter in Self.examples[parameter.name].map { (parameter.name, $0) } }))
    }

    private var said: [Parameter] { parameters.filter { $0.place != "header" } }

    private static let examples: [String: JSONValue] = ["id": 1, "limit": 10, "year": 2026]
}

/// A request on its way through an endpoint.
struct Call: Sendable {
    let services: Services
    let head: RequestHead
    let query: QueryParameters
    /// The `{id}` of the path; 0 where the path has none.
    let id: Int64
    /// Nil for open endpoints.
    let principal: Principal?
    /// The proof of permission; nil where the operation needs none.
    let authorization: Authorization?
    let body: [UInt8]
    /// True where a model asks and not a program or a person.
    var isByAssistant = false
    /// What was typed into this page's form before it was lost.
    var kept: KeptForm?
    /// Of a form of the console, the page it is on, else the nearest one above.
    var page: String?

    /// For operations that need a permission the gate has made sure of it.
    func authorized() throws(Refusal) -> Authorization {
        guard let authorization else { throw .problem(.unauthenticated(.missing)) }
        return authorization
    }
}

/// What the endpoints work with.
package struct Services: Sendable {
    package let store: any Store
    package let runner: ActionRunner
    package let clock: Clock
    package let archive: DocumentArchive
    package let logins: Logins
    package let oauth: OAuthServer
    package let audit: any AuditStore
    package let usage: any UsageStatistics
    package let undo: any Undoing
    package let connections: any ConnectionTesting
    package let setup: Setup
    /// Nil where no address's country is known.
    package let countries: (any Countries)?
    /// False where mails lie as files, and reach nobody.
    package let hasMailServer: Bool
    /// True where the database answers.
    package let isReady: @Sendable () async -> Bool

    package init(
        store: any Store, clock: Clock, archive: DocumentArchive, logins: Logins, oauth: OAuthServer,
        audit: any AuditStore, usage: any UsageStatistics, undo: any Undoing, connections: any ConnectionTesting,
        setup: Setup, countries: (any Countries)?, hasMailServer: Bool,
        isReady: @escaping @Sendable () async -> Bool
    ) {
        self.store = store
        self.clock = clock
        self.archive = archive
        self.logins = logins
        self.oauth = oauth
        self.audit = audit
        self.usage = usage
        self.undo = undo
        self.connections = connections
        self.setup = setup
        self.countries = countries
        self.hasMailServer = hasMailServer
        self.isReady = isReady
        runner = ActionRunner(store: store, clock: clock)
    }
}

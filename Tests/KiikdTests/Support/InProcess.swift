import AuthCore
import Domain
import Foundation
import HTTPTypes
import JSON
import Logging
import NIOCore
import NIOHTTP1
import Storage
import Testing

@testable import HTTPServer
@testable import Persistence
@testable import kiikd

/// Calls endpoints as they are called for a model: in this process, on a running daemon's database.
struct InProcess: Sendable {
    struct Reply: Sendable {
        let status: Int
        let body: [UInt8]

        var json: JSONValue { get throws { try JSONValue.parse(body) } }
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let office: Office
    private let services: Services
    private let authenticator: Authenticator
    private static let dialects = [
        KiikDialect.make(assets: nil), ServiceDeskDialect.make(), SecretaryDialect.make(), CredKitDialect.make(),
    ]

    static func with(_ office: Office, _ body: (InProcess) async throws -> Void) async throws {
        let logger = Logger(label: "tests")
        let url = office.daemon.databaseURL(user: "kiik_app")
        let client = PostgresClient(configuration: try PostgresConfiguration(url: url), logger: logger)
        client.start()
        do {
            try await body(try InProcess(office, client, logger))
            await client.shutdown()
        } catch {
            await client.shutdown()
            throw error
        }
    }

    private init(_ office: Office, _ client: PostgresClient, _ logger: Logger) throws {
        self.office = office
        var settings = Settings()
        settings.masterKeyFile = "\(office.daemon.databaseOwner.data)/master-key"
        let database = Database(
            client: client, embedded: nil, store: PostgresStore(client: client, logger: logger),
            access: PostgresAccess(client: client, logger: logger), logger: logger)
        authenticator = Authenticator(store: PostgresCredentials(client: client, logger: logger), clock: .system)
        let logins = try database.logins(settings)
        services = Services(
            store: database.store, clock: .system,
            archive: DocumentArchive(
                storage: LocalFolder(path: "\(office.daemon.databaseOwner.data)/documents", logger: logger),
                extractor: DocumentText(logger: logger)), logins: logins, oauth: database.oauth(settings, logins),
            audit: PostgresAudit(client: client, logger: logger)
        ) { true }
    }

    func send(
        _ method: HTTPMethod, _ target: String, _ body: String, headers: [(String, String)] = []
    ) async throws -> Reply {
        let head = try RequestHead(
            HTTPRequestHead(
                version: .http1_1, method: method, uri: target, headers: HTTPHeaders([("Host", "localhost")] + headers)),
            from: Peer(nil, trusting: CIDRAllowlist([])), requestID: "req_assistant")
        let parts = head.path.split(separator: "/").map(String.init)
        let id = parts.compactMap { Int64($0) }.first ?? 0
        let path = "/" + parts.map { Int64($0) == nil ? $0 : "{id}" }.joined(separator: "/") + "/"
        let dialect = try #require(Self.dialects.first { $0.endpoints.contains { $0.path == path } })
        let endpoint = try #require(
            dialect.endpoints.first { $0.path == path && $0.method.rawValue == method.rawValue })
        guard
            case .admitted(let principal, _) = try await authenticator.verdict(
                on: Array(office.key.secret.utf8), from: nil), case .waiting(let handle) = endpoint.handler
        else { throw CocoaError(.featureUnsupported) }
        let permission = try #require(endpoint.operation.declared).permission
        let call = Call(
            services: services, head: head, query: QueryParameters(head.query), id: id, principal: principal,
            authorization: try principal.authorize(permission, at: services.clock.now()), body: Array(body.utf8),
            isByAssistant: true)
        let answer: Answer
        do {
            answer = try await handle(call)
        } catch let problem as Problem {
            answer = dialect.render(.problem(problem), .init(requestID: head.requestID, now: services.clock.now()))
        } catch let refusal as Refusal {
            answer = dialect.render(refusal, .init(requestID: head.requestID, now: services.clock.now()))
        }
        return Reply(status: answer.status.code, body: answer.body)
    }
}

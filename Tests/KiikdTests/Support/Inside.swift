import AuthCore
import Domain
import Foundation
import Logging
import Storage
import Synchronization
import Testing

@testable import HTTPServer
@testable import Persistence
@testable import kiikd

/// What pages work with, in this process on a running daemon's database. Nothing is cached: no announcements arrive here.
struct Inside: Sendable {
    let database: Database
    let services: Services
    let authenticator: Authenticator

    static let here = Logins.Origin(
        address: IPAddress("127.0.0.1"), ip: "127.0.0.1", userAgent: "Tests", requestID: "req_inside")

    static func with<Value: Sendable>(
        _ daemon: RunningDaemon, publicURL: String = "http://localhost:8000", _ body: (Inside) async throws -> Value
    ) async throws -> Value {
        let logger = Logger(label: "tests")
        let client = PostgresClient(
            configuration: try PostgresConfiguration(url: daemon.databaseURL(user: "kiik_app")), logger: logger)
        client.start()
        do {
            let value = try await body(try Inside(daemon, publicURL, client, logger))
            await client.shutdown()
            return value
        } catch {
            await client.shutdown()
            throw error
        }
    }

    private init(_ daemon: RunningDaemon, _ publicURL: String, _ client: PostgresClient, _ logger: Logger) throws {
        var settings = Settings()
        settings.masterKeyFile = "\(daemon.databaseOwner.data)/master-key"
        settings.documents = "\(daemon.databaseOwner.data)/documents"
        settings.publicURL = publicURL
        settings.loginLimit = .perMinute(100_000)
        database = Database(
            client: client, embedded: nil, store: PostgresStore(client: client, logger: logger),
            access: PostgresAccess(client: client, logger: logger), logger: logger)
        services = try database.services(settings)
        authenticator = Authenticator(
            store: PostgresCredentials(client: client, logger: logger),
            sessions: SessionTokens(logins: services.logins), clock: .system)
    }

    func principal(ofCookie secret: String) async throws -> Principal {
        switch try await authenticator.verdict(onCookie: Array(secret.utf8), from: Self.here.address) {
        case .admitted(let principal, _): return principal
        case .refused(let problem, _, _): throw problem
        }
    }

    func principal(of person: Person) async throws -> Principal {
        try await principal(ofCookie: try await person.browse().secret)
    }

    func authorization(_ person: Person, _ action: PermissionAction, _ resource: Resource) async throws -> Authorization
    {
        try await principal(of: person).authorize(.of(action, resource), at: services.clock.now())
    }

    func run<Input: Sendable, Output: Sendable>(
        _ action: Action<Input, Output>, _ input: Input, as person: Person
    ) async throws {
        try await run(action, input, as: principal(of: person))
    }

    @discardableResult
    func run<Input: Sendable, Output: Sendable>(
        _ action: Action<Input, Output>, _ input: Input, as principal: Principal
    ) async throws -> Output {
        let caller = try principal.authorize(action.operation.permission, at: services.clock.now())
        let made = Made<Output>()
        _ = try await services.runner.run(
            action, input, .init(caller: caller, ip: "127.0.0.1", requestID: "req_inside")
        ) { decision in
            made.value.withLock { $0 = decision.output }
            return []
        }
        return try #require(made.value.withLock { $0 })
    }
}

extension Inside {
    /// The rows of the audit that an action left.
    func events(_ action: String, of office: Office) async throws -> [AuditEvent] {
        var filter = AuditFilter()
        filter.action = action
        return try await services.audit.page(filter, limit: 100, of: office.scope).events
    }
}

extension Logins.Grant {
    /// What the cookie holds.
    var cookie: String {
        get throws {
            guard case .cookie(let secret, _) = credential else { throw CocoaError(.coderValueNotFound) }
            return secret.exposed
        }
    }
}

private final class Made<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}

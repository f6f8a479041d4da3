import AuthCore
import Domain
import HTTPServer
import Logging
import Outgoing
import Persistence
import ServiceLifecycle
import Storage
import UnixSignals

/// The daemon's parts, put together: the only place that knows all of them.
struct Daemon: Sendable {
    let settings: Settings
    let database: Database
    let spool: Spool
    let logger: Logger
    let authenticator: Authenticator
    let services: Services

    init(settings: Settings, database: Database, spool: Spool, logger: Logger) throws {
        self.settings = settings
        self.database = database
        self.spool = spool
        self.logger = logger
        var configuration = Authenticator.Configuration()
        configuration.keyLimit = settings.rateLimit
        services = try database.services(settings)
        let client = database.client
        authenticator = Authenticator(
            store: PostgresCredentials(client: client, logger: logger),
            sessions: SessionTokens(logins: services.logins), apps: PostgresOAuth(client: client, logger: logger),
            clock: .system, configuration: configuration)
        // Behind a pooler announcements need a connection past it; without one every credential is looked up.
        if settings.pooler == .none || settings.directDatabaseURL != nil {
            AccessAnnouncements.deliver(from: client, to: authenticator)
        }
    }

    /// Runs until it is told to stop; what is under way is finished first.
    func run(onListening: @escaping @Sendable (String, Int) -> Void) async throws {
        await services.logins.prepare(logger)
        if let fault = settings.countriesFault { logger.warning("\(fault)") }
        var http = HTTPService.Configuration()
        http.host = settings.host
        http.port = settings.port
        http.bodyLimit = settings.bodyLimit
        http.uploadLimit = settings.uploadLimit
        http.trustedProxies = settings.trustedProxies
        let server = HTTPService(
            dialects: [
                KiikDialect.make(assets: DocumentationAssets(directory: settings.assets)), ServiceDeskDialect.make(),
                SecretaryDialect.make(), CredKitDialect.make(), WellKnown.make(), AccountPages.make(),
                OAuthDialect.make(), OAuthPages.make(), SignInPages.make(), Console.make(),
                SetupPages.make(),
                MCPDialect.make(
                    publicURL: settings.publicURL, origins: settings.mcpOrigins, appsChallenge: settings.appsChallenge),
            ],
            authenticator: authenticator, services: services, usage: UsageSpool(spool), configuration: http,
            logger: logger, onListening: { host, port in onListening(host, port) })
        // Stopped in reverse: first no more requests, then what they left behind, the database last.
        var parts: [any Service] = [
            database.client, Housekeeping(client: database.client, logger: logger),
            UsageDrain(spool: spool, client: database.client, logger: logger), server,
        ]
        let refusals = RefusalLog(
            refusals: services.logins.refusals, client: database.client, clock: .system, logger: logger)
        let transport: any MailTransport =
            if let smtp = settings.smtp {
                SMTP(url: smtp.url, host: smtp.host, from: settings.mailFrom)
            } else {
                MailFolder(path: settings.mailFolder, from: settings.mailFrom)
            }
        let mail = MailDelivery(
            client: database.client, logins: services.logins, transport: transport, logger: logger)
        let notices = KeyExpiryNotices(logins: services.logins, logger: logger)
        let more: [any Service] = [try sealer(), refusals, mail, notices]
        parts.insert(contentsOf: more, at: parts.count - 1)
        if let embedded = database.embedded { parts.insert(embedded, at: 0) }
        var stopping = ServiceGroupConfiguration(
            services: parts, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        stopping.maximumGracefulShutdownDuration = .seconds(25)
        do {
            try await ServiceGroup(configuration: stopping).run()
        } catch {
            throw Self.explained(error, settings)
        }
    }

    /// Seals the audit; the key and the last checkpoint are files, out of the database's reach.
    private func sealer() throws -> AuditSealer {
        let key: SigningKey
        do {
            key =
                settings.auditKey == nil
                ? try AuditKey.readOrMake(settings.auditKeyPath) : try AuditKey.read(settings.auditKeyPath)
        } catch { throw Failure("\(error)") }
        return AuditSealer(
            client: database.client, key: key, mark: "\(settings.data)/audit-checkpoint", clock: .system, logger: logger
        )
    }

    private static func explained(_ error: any Error, _ settings: Settings) -> any Error {
        let text = "\(error)"
        if text.contains("errno: 98") {
            return Failure(
                "Port \(settings.port) is taken by another program. Stop it, or choose another one with --port.")
        }
        if text.contains("errno: 13") {
            return Failure("Port \(settings.port) is only for root. Choose one from 1024 on with --port.")
        }
        if text.contains("errno: 99") {
            return Failure("\(settings.host) is no address of this machine. Choose another one with --host.")
        }
        return error
    }
}

import Domain
import Foundation
import HTTPServer
import Logging
import Persistence
import Storage

extension Database {
    /// Logins on this database, under this node's master key.
    func logins(_ settings: Settings) throws -> Logins {
        Logins(
            logins: PostgresLogins(client: client, logger: logger), store: store,
            ring: try MasterKey.load(settings.masterKeyFile),
            checks: PasswordChecks(threads: ProcessInfo.processInfo.activeProcessorCount), clock: .system,
            issuer: settings.publicURL, limit: settings.loginLimit)
    }
}

extension Database {
    /// The authorization server on this database. One for a node: it bounds what is fetched at once.
    func oauth(_ settings: Settings, _ logins: Logins) -> OAuthServer {
        OAuthServer(
            oauth: PostgresOAuth(client: client, logger: logger), store: store, logins: logins,
            documents: WebDocuments(fetcher: settings.documentFetcher), clock: .system,
            registrationLimit: settings.registrationLimit)
    }
}

extension Database {
    /// How many events a page takes back at once: a person waits for it.
    private static let mostUndone = 10_000

    /// What the endpoints work with, on this database.
    func services(_ settings: Settings) throws -> Services {
        let logins = try logins(settings)
        let oauth = oauth(settings, logins)
        return Services(
            store: store, clock: .system,
            archive: DocumentArchive(
                storage: LocalFolder(path: settings.documents, logger: logger), extractor: DocumentText(logger: logger),
                mostBytes: settings.uploadLimit),
            logins: logins, oauth: oauth, audit: PostgresAudit(client: client, logger: logger),
            usage: PostgresUsageStatistics(client: client, logger: logger), undo: undo(atMost: Self.mostUndone),
            connections: ConnectionTester(
                logins: logins, oauth: oauth, publicURL: settings.publicURL, authorities: settings.fetchAuthorities),
            setup: Setup(store: PostgresSetup(client: client, logger: logger), logins: logins),
            countries: settings.countries, hasMailServer: settings.smtp != nil
        ) { [client] in
            (try? await client.read(Statement("SELECT 1"), timeout: .seconds(2))) != nil
        }
    }
}

extension Logins {
    /// Makes the first signing key, and says so where this node cannot sign.
    func prepare(_ logger: Logger) async {
        do {
            _ = try await keys.signing()
        } catch {
            logger.warning(
                """
                Nobody can log in on this node: the signing key does not open with its master key, or the database does \
                not answer. Give all nodes one KIIK_MASTER_KEY_FILE, or run `kiikd signing-keys rotate` with this one's.
                """)
        }
    }
}

package import Logging

/// Brings a database's schema up to this version. Run with an administrator's connection.
package struct Migrator: Sendable {
    private let client: PostgresClient
    private let migrations: [Migration]
    private let logger: Logger

    package init(client: PostgresClient, migrations: [Migration] = Migration.all, logger: Logger) {
        self.client = client
        self.migrations = migrations
        self.logger = logger
    }

    package struct Status: Sendable {
        package let version: Int
        package let name: String
        package let isApplied: Bool
    }

    /// Held for the whole run, so that of two daemons that start at once one migrates and the other finds it done.
    static let lock: Query = "SELECT pg_advisory_lock(7811171)"
    private static let unlock: Query = "SELECT pg_advisory_unlock(7811171)"

    /// Applies what is missing, each step in a transaction of its own.
    /// - Returns: the names of the steps that were applied.
    package func migrate() async throws -> [String] {
        try await client.withSession(timeout: .seconds(600)) { session in
            _ = try await session.run(Statement(Self.lock))
            do {
                let applied = try await apply(in: session)
                _ = try await session.run(Statement(Self.unlock))
                return applied
            } catch {
                // The session is closed either way, and its lock with it.
                _ = try? await session.run(Statement(Self.unlock))
                throw error
            }
        }
    }

    private func apply(in session: PostgresTransaction) async throws -> [String] {
        try await session.run(
            script: """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    version    integer PRIMARY KEY,
                    name       text NOT NULL,
                    checksum   text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now()
                );
                """)
        let applied = try await Self.applied(session.run(Self.readApplied))
        try check(applied)
        var names: [String] = []
        let missing = migrations.filter { applied[$0.version] == nil }
        if !missing.isEmpty { try await session.run(script: Self.lendSchema) }
        for migration in missing {
            logger.info("migrating the database: \(migration.version) \(migration.name)")
            // The name and checksum are ours, so quoting them here is safe.
            try await session.run(
                script: """
                    BEGIN;
                    SET LOCAL lock_timeout = '5s';
                    \(migration.sql);
                    INSERT INTO schema_migrations (version, name, checksum)
                        VALUES (\(migration.version), '\(migration.name)', '\(migration.checksum)');
                    GRANT SELECT ON schema_migrations TO kiik_app;
                    COMMIT;
                    """)
            names.append(migration.name)
        }
        if !missing.isEmpty { try await session.run(script: Self.takeSchemaBack) }
        return names
    }

    /// An administrator who is no superuser may hand a view to a role only while that role could make one itself. So
    /// the roles are made ahead of the first step, and may create while the steps run; nobody logs in as them.
    private static let lendSchema = """
        DO $$
        DECLARE name text;
        BEGIN
            FOREACH name IN ARRAY ARRAY['kiik_auth', 'kiik_search', 'kiik_drain'] LOOP
                BEGIN
                    EXECUTE format('CREATE ROLE %I NOLOGIN', name);
                EXCEPTION WHEN duplicate_object OR unique_violation THEN
                    NULL;
                END;
                EXECUTE format('GRANT CREATE ON SCHEMA public TO %I', name);
            END LOOP;
        END
        $$
        """
    private static let takeSchemaBack = "REVOKE CREATE ON SCHEMA public FROM kiik_auth, kiik_search, kiik_drain"

    private static let readApplied: Statement = "SELECT version, checksum FROM schema_migrations"

    private static func applied(_ rows: Rows) throws(PostgresError) -> [Int: String] {
        let pairs = try rows.decode { row throws(PostgresError) in try (Int(row.int32()), row.text()) }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    private func check(_ applied: [Int: String]) throws(MigrationError) {
        for migration in migrations {
            if let checksum = applied[migration.version], checksum != migration.checksum {
                throw .edited(version: migration.version, name: migration.name)
            }
        }
        let newest = migrations.map(\.version).max() ?? 0
        if let later = applied.keys.max(), later > newest { throw .newerDatabase(version: later, known: newest) }
    }

    /// What is applied and what is not; works with the daemon's own connection too.
    package func status() async throws -> [Status] {
        let exists: Statement = "SELECT to_regclass('schema_migrations') IS NOT NULL"
        let isThere = try await client.read(exists).decodeFirst { row throws(PostgresError) in try row.bool() }
        let applied = isThere == true ? try Self.applied(await client.read(Self.readApplied)) : [:]
        try check(applied)
        return migrations.map { Status(version: $0.version, name: $0.name, isApplied: applied[$0.version] != nil) }
    }
}

package enum MigrationError: Error, Sendable, CustomStringConvertible {
    case edited(version: Int, name: String)
    case newerDatabase(version: Int, known: Int)

    package var description: String {
        switch self {
        case .edited(let version, let name):
            """
            Migration \(version) (\(name)) was edited after this database applied it. Applied migrations are never \
            changed: restore its text and put the change into a new migration.
            """
        case .newerDatabase(let version, let known):
            """
            The database is at migration \(version), this kiikd knows only \(known). Install the newer kiikd, or point \
            DATABASE_URL at another database.
            """
        }
    }
}

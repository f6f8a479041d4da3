import AuthCore
import Testing

@testable import Domain
@testable import Persistence

@Suite struct `Migrations` {
    @Test func `two daemons that start at once migrate once`() async throws {
        let database = try await TestDatabase.make(isMigrated: false)
        let applied = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<3 {
                group.addTask {
                    try await database.admin { try await Migrator(client: $0, logger: TestDatabase.quiet).migrate() }
                }
            }
            return try await group.reduce(into: [String]()) { $0 += $1 }
        }
        #expect(applied == Migration.all.map(\.name))
    }

    @Test func `an administrator who is no superuser migrates, as on a managed server`() async throws {
        let database = try await TestDatabase.make(isMigrated: false)
        let name = try #require(try Conninfo(database.adminURL)["dbname"])
        let admin = "kiik_plain_\(UInt32.random(in: .min ... .max))"
        try await database.admin { (superuser: PostgresClient) async throws in
            try await superuser.withSession { session in
                try await session.run(
                    script:
                        "CREATE ROLE \(admin) LOGIN CREATEROLE PASSWORD 'x'; ALTER DATABASE \(name) OWNER TO \(admin)")
            }
        }
        try await TestDatabase.with(database.url(user: admin, password: "x")) { (plain: PostgresClient) async throws in
            #expect(
                try await Migrator(client: plain, logger: TestDatabase.quiet).migrate() == Migration.all.map(\.name))
            try await DatabaseRole(client: plain).grantDaemon(to: "\(admin)_app", password: "y")
        }
        try await TestDatabase.with(database.url(user: "\(admin)_app", password: "y")) {
            (app: PostgresClient) async throws in
            #expect(try await DatabaseRole(client: app).faults().isEmpty)
            let store = PostgresStore(client: app, logger: TestDatabase.quiet)
            _ = try await store.commit(Fixture.commit(1, [.create(Fixture.customer(1, "Ada"))]))
            #expect(try await store.customers.find(1, in: TenantScope(id: 1))?.name == "Ada")
        }
        try await database.admin { (superuser: PostgresClient) async throws in
            let creating = try await superuser.texts(
                """
                SELECT rolname::text FROM pg_roles WHERE rolname IN ('kiik_auth', 'kiik_search', 'kiik_drain', 'kiik_app')
                AND has_schema_privilege(rolname, 'public', 'CREATE')
                """)
            #expect(creating == [])
        }
    }

    @Test func `what a database had before keys had roles is there after, and its keys may do what they might`()
        async throws
    {
        let database = try await TestDatabase.make(isMigrated: false)
        try await database.admin { (admin: PostgresClient) async throws in
            let before = Migration.all.filter { $0.version <= 12 }
            _ = try await Migrator(client: admin, migrations: before, logger: TestDatabase.quiet).migrate()
            try await admin.withSession { session in
                try await session.run(
                    script: """
                        INSERT INTO tenants (id, subdomain, name, test_of, created_at)
                        VALUES (1, 'acme', 'Acme', NULL, now()), (2, 'acme--test', 'Acme (test)', 1, now());
                        INSERT INTO api_keys (tenant_id, id, uuid, name, family, prefix, digest, scopes, integration, created_at)
                        SELECT 1 + i % 2, i, gen_random_uuid(), 'k', 'kiik', 'p', sha256(i::text::bytea),
                            ARRAY['customers:read'], CASE WHEN i < 3 THEN 'n8n' ELSE '' END, now()
                        FROM generate_series(1, 4) i;
                        """)
            }
            #expect(
                try await Migrator(client: admin, logger: TestDatabase.quiet).migrate()
                    == Migration.all.filter { $0.version > 12 }.map(\.name))
            let roles = try await admin.texts("SELECT tenant_id || ' ' || name FROM roles ORDER BY id")
            #expect(roles == ["Owner", "Manager", "Support", "Accounting", "Read-only"].map { "1 \($0)" })
            let linked = try await admin.texts(
                """
                SELECT k.id || ' ' || coalesce(i.name, '-') FROM api_keys k
                LEFT JOIN integrations i ON i.tenant_id = k.account_id AND i.id = k.integration_id ORDER BY k.id
                """)
            #expect(linked == ["1 n8n", "2 n8n", "3 -", "4 -"])
            #expect(try await admin.texts("SELECT DISTINCT account_id::text FROM api_keys") == ["1"])
        }
        try await database.app { (app: PostgresClient) async throws in
            let credentials = PostgresCredentials(client: app, logger: TestDatabase.quiet)
            let found = try await credentials.credential(for: .init(hashing: "1"))
            #expect(found.map { Permission.catalog.names(of: $0.permissions) } == ["customers:read"])
        }
    }

    @Test func `two that give the daemon its role at once both succeed`() async throws {
        let database = try await TestDatabase.make()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await database.admin {
                        try await DatabaseRole(client: $0).grantDaemon(to: "kiik_app", password: nil)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `an applied migration that was edited stops the start`() async throws {
        let database = try await TestDatabase.make()
        try await database.admin { (admin: PostgresClient) async throws in
            var edited = Migration.all
            edited[1] = Migration(2, "api_keys", Array("SELECT 1".utf8))
            let migrator = Migrator(client: admin, migrations: edited, logger: TestDatabase.quiet)
            await #expect(throws: MigrationError.self) { _ = try await migrator.migrate() }
            await #expect(throws: MigrationError.self) { _ = try await migrator.status() }
        }
    }

    @Test func `an older kiikd refuses a newer database`() async throws {
        let database = try await TestDatabase.make()
        try await database.admin { (admin: PostgresClient) async throws in
            let older = Migrator(client: admin, migrations: Array(Migration.all.dropLast()), logger: TestDatabase.quiet)
            await #expect(throws: MigrationError.self) { _ = try await older.migrate() }
        }
    }

    @Test func `a migration that fails leaves nothing of itself`() async throws {
        let database = try await TestDatabase.make()
        try await database.admin { (admin: PostgresClient) async throws in
            let broken = Migration(99, "broken", Array("CREATE TABLE half (id int); SELECT 1 / 0".utf8))
            let migrator = Migrator(client: admin, migrations: Migration.all + [broken], logger: TestDatabase.quiet)
            await #expect(throws: PostgresError.self) { _ = try await migrator.migrate() }
            #expect(try await admin.texts("SELECT coalesce(to_regclass('half')::text, 'none')") == ["none"])
            #expect(try await migrator.status().last?.isApplied == false)
        }
    }
}

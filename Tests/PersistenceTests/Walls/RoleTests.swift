import Testing

@testable import Persistence

/// `serve` starts only as a role that cannot pass the wall.
@Suite(.serialized) struct `The daemon's role` {
    /// Makes a login role by a script in which `%` stands for its name, and asks what is wrong with it.
    private func faults(_ script: String) async throws -> [String] {
        let database = try await TestDatabase.make()
        let name = "kiik_role_\(UInt32.random(in: .min ... .max))"
        try await database.admin { (admin: PostgresClient) async throws in
            try await admin.withSession {
                try await $0.run(
                    script: "CREATE ROLE \(name) LOGIN PASSWORD 'kiik-tests';"
                        + script.replacing("%", with: name))
            }
        }
        var own = try Conninfo(database.appURL)
        own["user"] = name
        let text = own.settings.map { "\($0.keyword)='\($0.value)'" }.joined(separator: " ")
        let faults = try await TestDatabase.with(text) { try await DatabaseRole(client: $0).faults() }
        try await database.admin { (admin: PostgresClient) async throws in
            try await admin.withSession {
                try await $0.run(
                    script: "REASSIGN OWNED BY \(name) TO CURRENT_USER; DROP OWNED BY \(name);"
                        + "DROP ROLE \(name); DROP ROLE IF EXISTS \(name)_boss")
            }
        }
        return faults
    }

    @Test func `S46 a member of kiik_app and of nothing else is accepted`() async throws {
        #expect(try await faults("GRANT kiik_app TO %") == [])
    }

    @Test(arguments: [
        (why: "superuser", script: "GRANT kiik_app TO %; ALTER ROLE % SUPERUSER"),
        (why: "BYPASSRLS", script: "GRANT kiik_app TO %; ALTER ROLE % BYPASSRLS"),
        (why: "kiik_owner", script: "GRANT kiik_app TO %; GRANT kiik_owner TO %"),
        (why: "owns", script: "GRANT kiik_app TO %; CREATE TABLE mine (i int); ALTER TABLE mine OWNER TO %"),
        (why: "not a member of kiik_app", script: "SELECT 1"),
    ])
    func `S46 a role that could pass the wall, or is a stranger, is refused and told why`(
        _ role: (why: String, script: String)
    ) async throws {
        let faults = try await faults(role.script)
        #expect(faults.count == 1)
        #expect(faults.first?.contains(role.why) == true, "\(faults)")
    }

    @Test(arguments: ["kiik_auth", "kiik_search", "kiik_drain"])
    func `S46 a role that can become one of those that see every tenant is refused`(_ passing: String) async throws {
        #expect(try await faults("GRANT kiik_app TO %; GRANT \(passing) TO %").count == 1)
    }

    @Test func `S46 a role that can become a superuser is refused`() async throws {
        #expect(
            try await faults("GRANT kiik_app TO %; CREATE ROLE %_boss SUPERUSER; GRANT %_boss TO %").count == 1)
    }
}

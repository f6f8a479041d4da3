import ArgumentParser
import AuthCore
import Domain
import JSON
import Logging
import Persistence

struct Roles: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Create and change a tenant's roles.",
        subcommands: [Create.self, Grant.self, Revoke.self, Delete.self, List.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Create a role.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "The role's name.") var name: String
        @Option(help: "What it is for.") var description = ""
        @Option(help: "Permissions by commas, in either spelling; `kiikd permissions` lists them.") var permissions = ""

        func run() async throws {
            try await Roles.change(common) { office in
                var fields = RoleActions.Fields()
                fields.name = name
                fields.description = description
                fields.permissions = Keys.list(permissions)
                return try await office.run(RoleActions.create, fields, in: office.tenant(tenant))
            } text: {
                "Created role \($0.id) (\($0.name)): \($0.permissions.joined(separator: ", "))"
            }
        }
    }

    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give a role more permissions.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "The role's id or name.") var role: String
        @Option(help: "Permissions by commas.") var permissions: String

        func run() async throws { try await Roles.grant(common, tenant, role, permissions, isRevoked: false) }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take permissions from a role: from its members and keys too, from the next request on.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "The role's id or name.") var role: String
        @Option(help: "Permissions by commas.") var permissions: String

        func run() async throws { try await Roles.grant(common, tenant, role, permissions, isRevoked: true) }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a role that no member, invitation or key has.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "The role's id or name.") var role: String

        func run() async throws {
            try await Roles.change(common) { office in
                let tenant = try await office.tenant(tenant)
                let role = try await office.role(role, in: tenant)
                return try await office.run(RoleActions.delete, Update(id: role.id, fields: ()), in: tenant)
            } text: {
                "Deleted role \($0.id) (\($0.name))."
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List a tenant's roles.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String

        func run() async throws {
            let settings = try await common.settings()
            let roles = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                try await database.access.roles(of: Operator(database: database).tenant(tenant))
            }
            switch common.format {
            case .json: Output.json(.array(roles.map(Roles.json)))
            case .text:
                Output.table(
                    ["ID", "NAME", "BUILT-IN", "PERMISSIONS"],
                    roles.map {
                        [
                            String($0.id), $0.name, $0.builtin == nil ? "" : "yes",
                            Roles.scopes($0).joined(separator: ","),
                        ]
                    })
            }
        }
    }

    private static func grant(
        _ common: CommonOptions, _ tenant: String, _ role: String, _ permissions: String, isRevoked: Bool
    ) async throws {
        try await change(common) { office in
            let tenant = try await office.tenant(tenant)
            let role = try await office.role(role, in: tenant)
            let grant = RoleActions.Grant(Keys.list(permissions), isRevoked: isRevoked)
            return try await office.run(RoleActions.grant, Update(id: role.id, fields: grant), in: tenant)
        } text: {
            "Role \($0.id) (\($0.name)) has: \($0.permissions.joined(separator: ", "))"
        }
    }

    private static func change(
        _ common: CommonOptions, _ body: (Operator) async throws -> Role, text: (Role) -> String
    ) async throws {
        let settings = try await common.settings()
        let role = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
            try await body(Operator(database: database))
        }
        switch common.format {
        case .json: Output.json(json(role))
        case .text: Output.line(text(role))
        }
    }

    private static func scopes(_ role: Role) -> [String] { role.builtin?.scopes ?? role.permissions }

    private static func json(_ role: Role) -> JSONValue {
        [
            "id": .int(role.id), "name": .string(role.name), "description": .string(role.description),
            "builtin": .bool(role.builtin != nil), "permissions": .array(scopes(role).map(JSONValue.string)),
            "created_at": .timestamp(role.createdAt),
        ]
    }
}

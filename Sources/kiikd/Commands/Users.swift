import ArgumentParser
import AuthCore
import Domain
import Foundation
import JSON
import Logging
import Persistence

struct Users: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Create and change users and their memberships.",
        subcommands: [
            Create.self, Invite.self, SetRole.self, Remove.self, Lock.self, Unlock.self, ResetPassword.self,
            ResetSecondFactor.self,
            List.self,
        ])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a user, or make one who is known elsewhere a member of the tenant.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "The user's email address.") var email: String
        @Option(help: "The person's name.") var name = ""
        @Option(help: "The role, by id or name.") var role: String
        @Flag(name: .customLong("password-stdin"), help: "Read the password from standard input.")
        var readsPassword = false

        func run() async throws {
            let password = try readsPassword ? Users.readPassword() : nil
            try await Users.change(common, tenant, email) { office, tenant in
                let role = try await office.role(role, in: tenant)
                if let known = try await office.database.access.user(email: email) {
                    guard password == nil else {
                        throw Failure("\(email) has a login already. Leave out --password-stdin to make them a member.")
                    }
                    let addition = UserActions.Addition(userID: known.id, roleID: role.id)
                    _ = try await office.run(UserActions.add, addition, in: tenant)
                } else {
                    let draft = UserActions.Draft(email: email, name: name, roleID: role.id, password: password)
                    _ = try await office.run(UserActions.create, draft, in: tenant)
                }
            }
        }
    }

    struct Invite: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a user who chooses a password by a link in a mail; or tell one who is known elsewhere.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "The user's email address.") var email: String
        @Option(help: "The person's name.") var name = ""
        @Option(help: "The role, by id or name.") var role: String

        func run() async throws {
            let settings = try await common.settings()
            try await Users.change(common, tenant, email) { office, tenant in
                let role = try await office.role(role, in: tenant)
                let logins = try office.database.logins(settings)
                if let known = try await office.database.access.user(email: email) {
                    let addition = UserActions.Addition(userID: known.id, roleID: role.id)
                    _ = try await office.run(logins.adding(email, to: tenant.name), addition, in: tenant)
                } else {
                    let draft = UserActions.Draft(email: email, name: name, roleID: role.id)
                    _ = try await office.run(logins.inviting(to: tenant.name), draft, in: tenant)
                }
            }
        }
    }

    struct SetRole: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a member another role. Their keys narrow with it from the next request on.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "The user's email address.") var email: String
        @Option(help: "The role, by id or name.") var role: String

        func run() async throws {
            try await Users.change(common, tenant, email) { office, tenant in
                let role = try await office.role(role, in: tenant)
                let member = try await office.member(email, of: tenant)
                _ = try await office.run(
                    UserActions.setRole, Update(id: member.membershipID, fields: role.id), in: tenant)
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a membership. The member's keys of this tenant do nothing from the next request on.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "The user's email address.") var email: String

        func run() async throws {
            try await Users.change(common, tenant, email) { office, tenant in
                let member = try await office.member(email, of: tenant)
                _ = try await office.run(
                    UserActions.setRole, Update(id: member.membershipID, fields: nil), in: tenant)
            }
        }
    }

    struct Lock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lock a user out, of every tenant. Their keys do nothing from the next request on.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The user's email address.") var email: String

        func run() async throws { try await Users.lock(common, email, true) }
    }

    struct Unlock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a locked user in again.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The user's email address.") var email: String

        func run() async throws { try await Users.lock(common, email, false) }
    }

    struct ResetPassword: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset-password", abstract: "Set a user's password, read from standard input.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The user's email address.") var email: String

        func run() async throws {
            let password = try Users.readPassword()
            try await Users.change(common, email) { office, id, home in
                try await office.run(UserActions.setPassword, Update(id: id, fields: password), in: home)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List a tenant's members.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String

        func run() async throws {
            let settings = try await common.settings()
            let members = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                try await database.access.members(of: Operator(database: database).tenant(tenant))
            }
            switch common.format {
            case .json: Output.json(.array(members.map(Users.json)))
            case .text:
                Output.table(
                    ["ID", "EMAIL", "ROLE", "STATUS", "NAME"],
                    members.map { [String($0.userID), $0.email, $0.roleName, Users.status($0), $0.name] })
            }
        }
    }

    private static func lock(_ common: CommonOptions, _ email: String, _ isLocked: Bool) async throws {
        try await change(common, email) { office, id, home in
            try await office.run(UserActions.lock, Update(id: id, fields: isLocked), in: home)
        }
    }

    /// Changes a user wherever their row is kept.
    private static func change(
        _ common: CommonOptions, _ email: String, _ body: (Operator, Int64, Tenant) async throws -> User
    ) async throws {
        let settings = try await common.settings()
        let user = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
            let office = Operator(database: database)
            let (id, home) = try await office.user(email)
            return try await body(office, id, home)
        }
        switch common.format {
        case .json:
            Output.json([
                "id": .int(user.id), "email": .string(user.email), "locked_at": .timestamp(user.lockedAt),
                "password_changed_at": .timestamp(user.passwordChangedAt),
            ])
        case .text: Output.line("User \(user.id) (\(user.email)) is \(user.lockedAt == nil ? "active" : "locked").")
        }
    }

    /// Changes a membership and shows it as it is then.
    private static func change(
        _ common: CommonOptions, _ subdomain: String, _ email: String, _ body: (Operator, Tenant) async throws -> Void
    ) async throws {
        let settings = try await common.settings()
        let member = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
            let office = Operator(database: database)
            let tenant = try await office.tenant(subdomain)
            try await body(office, tenant)
            return try await office.member(email, of: tenant)
        }
        switch common.format {
        case .json: Output.json(json(member))
        case .text:
            Output.line("User \(member.userID) (\(member.email)): \(member.roleName), \(status(member)).")
        }
    }

    private static func status(_ member: Member) -> String {
        member.endedAt != nil ? "ended" : member.lockedAt != nil ? "locked" : "active"
    }

    private static func json(_ member: Member) -> JSONValue {
        [
            "id": .int(member.userID), "email": .string(member.email), "name": .string(member.name),
            "role_id": .int(member.roleID), "role": .string(member.roleName), "status": .string(status(member)),
        ]
    }

    /// The first line of standard input: a password in the arguments would be in everybody's list of processes.
    private static func readPassword() throws -> PasswordHash {
        guard let line = readLine(strippingNewline: true) else { throw Failure("Standard input has no password.") }
        guard line.unicodeScalars.count >= 8 else { throw Failure("A password has at least 8 characters.") }
        var random = SecureRandom()
        do {
            return try PasswordHash(of: line, using: &random)
        } catch {
            switch error {
            case .length: throw Failure("A password has at most 1024 bytes.")
            case .nul: throw Failure("A password has no NUL in it.")
            case .unavailable: throw Failure("There is not enough memory to hash a password.")
            }
        }
    }
}

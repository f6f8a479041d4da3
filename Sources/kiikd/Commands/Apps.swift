import ArgumentParser
import AuthCore
import Domain
import JSON
import Logging
import Persistence

struct Apps: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Register OAuth apps that people may connect.",
        subcommands: [
            Create.self, List.self, RotateSecret.self, Update.self, Disable.self, Enable.self, Connections.self,
            Logs.self,
        ])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register an app; its client id and secret are shown once.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The subdomain of the tenant whose app it is. Without it any tenant's people may connect it.")
        var tenant: String?
        @Option(help: "Its name, as people see it.") var name: String
        @Option(name: .customLong("redirect-uri"), help: "Where its answers go; may be repeated.")
        var redirectURIs: [String] = []
        @Flag(help: "A program on people's own machines or in their browser: it has no secret.") var isPublic = false
        @Option(
            help: "Grant types by commas: authorization_code, refresh_token, client_credentials.",
            transform: Apps.grantTypes)
        var grantTypes: [OAuthClient.GrantType] = []
        @Option(help: "The most it may ask for, by commas or spaces. Without it, whatever apps may.") var scopes = ""
        @Flag(help: "What it writes has to be approved as shown.") var needsApproval = false

        func run() async throws {
            let settings = try await common.settings()
            var draft = OAuthClientActions.Draft(name: name)
            draft.isConfidential = !isPublic
            draft.redirectURIs = redirectURIs
            draft.grantTypes = grantTypes
            draft.scopes = scopes.split { $0 == "," || $0 == " " }.map(String.init)
            draft.needsApproval = needsApproval
            let secret = isPublic ? nil : Secret.generate(.oauthClient)
            let made = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { [draft] database in
                let office = Operator(database: database)
                let home = try await Apps.home(tenant, office)
                return try await office.run(
                    OAuthClientActions.create(hasTenant: tenant != nil, secret: secret), draft, in: home)
            }
            Apps.show(made, secret: secret, common, "Registered \(made.name).")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List apps: a tenant's own, or, without a tenant, those of nobody in particular.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String?

        func run() async throws {
            let settings = try await common.settings()
            let all = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                try await database.access.apps(of: Apps.home(tenant, Operator(database: database)))
            }
            switch common.format {
            case .json: Output.json(.array(all.map { Apps.json($0) }))
            case .text:
                Output.table(
                    ["CLIENT ID", "NAME", "TYPE", "ORIGIN", "STATUS", "REDIRECT URIS"],
                    all.map { app in
                        [
                            app.clientID, app.name, app.isConfidential ? "confidential" : "public", app.origin.rawValue,
                            app.disabledAt == nil ? "active" : "disabled", app.redirectURIs.joined(separator: " "),
                        ]
                    })
            }
        }
    }

    struct RotateSecret: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-secret", abstract: "Give an app a new secret; the one before works no more.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Its client id.") var clientID: String

        func run() async throws {
            let secret = Secret.generate(.oauthClient)
            let app = try await Apps.change(clientID, common) { office, app, home in
                try await office.run(
                    OAuthClientActions.rotateSecret(secret), Domain.Update(id: app.id, fields: ()), in: home)
            }
            Apps.show(app, secret: secret, common, "\(app.name) has a new secret.")
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Vouch for an app, or ask that its writes be approved as shown.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Its client id.") var clientID: String
        @Option(help: "Whether people are not warned of it.") var verified: Bool?
        @Option(help: "Whether what it writes has to be approved as shown.") var needsApproval: Bool?

        func run() async throws {
            guard verified != nil || needsApproval != nil else {
                throw Failure("Say what to change: --verified true or --needs-approval true.")
            }
            let fields = OAuthClientActions.Settings(isVerified: verified, needsApproval: needsApproval)
            let app = try await Apps.change(clientID, common) { office, app, home in
                try await office.run(
                    OAuthClientActions.update, Domain.Update(id: app.id, fields: fields), in: home)
            }
            Apps.show(app, secret: nil, common, "Changed \(app.name).")
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End everything that an app may do, everywhere, at once.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Its client id.") var clientID: String

        func run() async throws {
            let app = try await Apps.set(isDisabled: true, clientID, common)
            Apps.show(app, secret: nil, common, "\(app.name) is disabled: none of its tokens does anything.")
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a disabled app be used again.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Its client id.") var clientID: String

        func run() async throws {
            let app = try await Apps.set(isDisabled: false, clientID, common)
            Apps.show(app, secret: nil, common, "\(app.name) may be used again.")
        }
    }

    struct Connections: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what a tenant's people let apps do, and how the apps use it.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String

        func run() async throws {
            let settings = try await common.settings()
            let all = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                try await database.access.connections(of: Operator(database: database).tenant(tenant))
            }
            switch common.format {
            case .json:
                Output.json(
                    .array(
                        all.map {
                            [
                                "client_id": .string($0.clientID), "name": .string($0.clientName),
                                "user": .string($0.email), "scopes": .array($0.scopes.map(JSONValue.string)),
                                "since": .timestamp($0.since), "calls": .int($0.calls),
                                "last_used_at": $0.lastUsedAt.map(JSONValue.timestamp) ?? .null,
                            ]
                        }))
            case .text:
                Output.table(
                    ["APP", "CLIENT ID", "USER", "SINCE", "CALLS", "LAST USED", "SCOPES"],
                    all.map {
                        [
                            $0.clientName, $0.clientID, $0.email, $0.since.iso8601, String($0.calls),
                            $0.lastUsedAt?.iso8601 ?? "never", $0.scopes.joined(separator: " "),
                        ]
                    })
            }
        }
    }

    struct Logs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show an app's latest calls in a tenant, newest first.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Its client id.") var clientID: String
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "How many at most, 1 to 100000.") var limit = 50

        func run() async throws {
            guard (1...100_000).contains(limit) else { throw ValidationError("--limit takes 1 to 100000.") }
            let settings = try await common.settings()
            let records = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                let app = try await Apps.find(clientID, database)
                let scope = TenantScope(id: try await Operator(database: database).tenant(tenant).id)
                return try await Keys.logs(ofKey: app.client.id, in: scope, limit: limit, database.store)
            }
            Keys.show(records, common)
        }
    }

    static func find(_ clientID: String, _ database: Database) async throws -> FoundClient {
        let apps = PostgresOAuth(client: database.client, logger: database.logger)
        guard let found = try await apps.client(clientID) else {
            throw Failure("There is no app \(clientID). `kiikd apps list` shows them.")
        }
        return found
    }

    private static func set(isDisabled: Bool, _ clientID: String, _ common: CommonOptions) async throws -> OAuthClient {
        try await change(clientID, common) { office, app, home in
            try await office.run(
                OAuthClientActions.disable, Domain.Update(id: app.id, fields: isDisabled), in: home)
        }
    }

    private static func change(
        _ clientID: String, _ common: CommonOptions,
        _ body: @Sendable (Operator, OAuthClient, Tenant) async throws -> OAuthClient
    ) async throws -> OAuthClient {
        let settings = try await common.settings()
        return try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
            let found = try await find(clientID, database)
            let home: Tenant =
                if let own = found.tenant, let tenant = try await database.access.tenant(id: own.id) { tenant } else {
                    .nobodys
                }
            return try await body(Operator(database: database), found.client, home)
        }
    }

    private static func home(_ subdomain: String?, _ office: Operator) async throws -> Tenant {
        guard let subdomain else { return .nobodys }
        return try await office.tenant(subdomain)
    }

    private static func grantTypes(_ text: String) throws -> [OAuthClient.GrantType] {
        try text.split { $0 == "," || $0 == " " }.map { name in
            guard let type = OAuthClient.GrantType(rawValue: String(name)) else {
                throw Failure(
                    "There is no grant type \"\(name)\". There are: \(OAuthClient.GrantType.allCases.map(\.rawValue).joined(separator: ", "))."
                )
            }
            return type
        }
    }

    private static func show(_ app: OAuthClient, secret: Secret?, _ common: CommonOptions, _ sentence: String) {
        switch common.format {
        case .json: Output.json(json(app, secret: secret))
        case .text:
            Output.line(sentence)
            Output.line("client id: \(app.clientID)")
            if let secret {
                Output.line("client secret: \(secret.exposed)")
                Output.line("The secret is shown only now.")
            }
        }
    }

    private static func json(_ app: OAuthClient, secret: Secret? = nil) -> JSONValue {
        func texts(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }
        var object = JSONObject([
            ("id", .int(app.id)), ("client_id", .string(app.clientID)), ("name", .string(app.name)),
            ("client_type", .string(app.isConfidential ? "confidential" : "public")),
            ("origin", .string(app.origin.rawValue)), ("redirect_uris", texts(app.redirectURIs)),
            ("grant_types", texts(app.grantTypes.map(\.rawValue))), ("scopes", texts(app.scopes)),
            ("verified", .bool(app.isVerified)), ("needs_approval", .bool(app.needsApproval)),
            ("status", .string(app.disabledAt == nil ? "active" : "disabled")),
        ])
        if let secret { object["client_secret"] = .string(secret.exposed) }
        return .object(object)
    }
}

extension Tenant {
    /// Where apps stand that are no tenant's own.
    static let nobodys = Tenant(
        id: TenantScope.nobodys.id, subdomain: "", name: "", currency: "EUR", timeZone: "UTC", testOf: nil, testID: nil,
        createdAt: Timestamp(microseconds: 0))
}

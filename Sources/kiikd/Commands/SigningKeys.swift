import ArgumentParser
import Domain
import Foundation
import JSON
import Logging
import Persistence

struct SigningKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signing-keys", abstract: "The keys that sign access tokens.",
        subcommands: [Rotate.self, List.self])

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A new key signs from now on. Nobody is logged out: the old one verifies what it has signed.")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let settings = try await common.settings()
            let id = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                try await database.logins(settings).keys.rotate()
            }
            switch common.format {
            case .json: Output.json(["id": .string(id)])
            case .text: Output.line("Key \(id) signs from now on.")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the keys that sign or still verify.")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let settings = try await common.settings()
            let keys = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                let since = Clock.system.now().adding(seconds: -SessionKeys.afterlife)
                return try await PostgresLogins(client: database.client, logger: database.logger)
                    .signingKeys(retiredAfter: since)
            }
            switch common.format {
            case .json:
                Output.json(
                    .array(
                        keys.map {
                            [
                                "id": .string($0.id), "created_at": .timestamp($0.createdAt),
                                "retired_at": .timestamp($0.retiredAt),
                            ]
                        }))
            case .text:
                Output.table(
                    ["ID", "CREATED", "STATUS"],
                    keys.map { [$0.id, $0.createdAt.iso8601, $0.retiredAt == nil ? "signs" : "verifies"] })
            }
        }
    }
}

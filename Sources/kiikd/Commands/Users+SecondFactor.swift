import ArgumentParser
import Domain
import Foundation
import JSON
import Logging

extension Users {
    struct ResetSecondFactor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset-second-factor",
            abstract: "Take a user's second factor away, who has lost app and recovery codes.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The user's email address.") var email: String

        func run() async throws {
            let settings = try await common.settings()
            let wasThere = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                try await database.logins(settings).resetFactor(email: email)
            }
            switch common.format {
            case .json: Output.json(["email": .string(email), "removed": .bool(wasThere)])
            case .text:
                Output.line(wasThere ? "\(email) logs in by the password alone." : "\(email) has no second factor.")
            }
        }
    }
}

import ArgumentParser
import Domain
import JSON
import Logging
import Persistence

extension Audit {
    struct Undo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take back what one key did to business rows in a period.",
            discussion: """
                Values go back where they are still what the key left; what somebody changed since is reported and stays. \
                No row is deleted and no number taken back: a new customer becomes inactive, a new project cancelled, a \
                draft invoice cancelled, an invoice that was sent gets a credit note. All of it is audited as audit.undo. \
                Revoke the key first. Exit status 1 when something could not be taken back.
                """)

        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "The key's id.") var key: Int64
        @OptionGroup var period: AuditPeriod
        @Flag(name: .customLong("dry-run"), help: "Check everything and change nothing.") var isDryRun = false

        func run() async throws {
            guard period.since != nil else { throw ValidationError("--since is needed.") }
            let settings = try await common.settings()
            let outcomes = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                guard let named = try await database.access.tenant(subdomain: tenant) else {
                    throw Keys.noTenant(tenant)
                }
                // A test key's rows are the test environment's.
                guard let scope = try await database.access.keyTenant(key),
                    [named.id, named.testID].contains(scope.id),
                    let owner = try await database.access.tenant(id: scope.id)
                else { throw Failure("The tenant \(tenant) has no key \(key). `kiikd keys list` shows them.") }
                var filter = try period.filter(in: owner)
                filter.actor = "key:\(key)"
                return try await UndoCommands(
                    database: database, clock: .system, tenant: owner, isDryRun: isDryRun
                ).undo(filter)
            }
            show(outcomes)
            if outcomes.contains(where: { $0.kind == .conflict || $0.kind == .left }) { throw ExitCode(1) }
        }

        private func show(_ outcomes: [UndoCommands.Outcome]) {
            switch common.format {
            case .json:
                Output.json(
                    .array(
                        outcomes.map {
                            [
                                "outcome": .string($0.kind.rawValue), "resource": .string($0.resource),
                                "resource_id": .int($0.id), "events": .int(Int64($0.events)),
                                "detail": .string($0.detail), "dry_run": .bool(isDryRun),
                            ]
                        }))
            case .text:
                if outcomes.isEmpty { return Output.line("There is nothing to take back.") }
                Output.table(
                    ["OUTCOME", "ROW", "EVENTS", "DETAIL"],
                    outcomes.map { [$0.kind.rawValue, "\($0.resource)/\($0.id)", String($0.events), $0.detail] })
                if isDryRun { Output.line("A dry run: nothing was changed.") }
            }
        }
    }
}

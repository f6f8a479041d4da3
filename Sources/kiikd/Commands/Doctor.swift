import ArgumentParser
import Domain
import Foundation
import JSON
import Logging
import Persistence

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check this installation, or walk a running kiikd as an assistant would.",
        subcommands: [DoctorCheck.self, DoctorConnect.self], defaultSubcommand: DoctorCheck.self)
}

struct DoctorCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check configuration, database, role, row-level security, migrations, clock and disk.",
        discussion: "Exit status 0 when all is well, 1 when anything is wrong.")

    @OptionGroup var common: CommonOptions
    @Flag(help: "Only configuration and database: for health checks.") var quick = false

    private struct Finding: Sendable {
        let name: String
        let fault: String?
    }

    func run() async throws {
        var findings: [Finding] = []
        do {
            let settings = try await common.settings()
            findings.append(Finding(name: "configuration", fault: nil))
            if !quick { findings.append(disk(settings)) }
            findings += try await Database.with(settings, logger: .kiikd(.error)) { database in
                try await examine(database)
            }
        } catch {
            let known = findings.isEmpty ? "configuration" : "database"
            findings.append(Finding(name: known, fault: "\(Database.explained(error))"))
        }
        switch common.format {
        case .json:
            Output.json(
                .array(
                    findings.map {
                        ["check": .string($0.name), "ok": .bool($0.fault == nil), "fault": .optional($0.fault)]
                    }))
        case .text:
            for finding in findings {
                Output.line(
                    "\(finding.fault == nil ? "ok   " : "WRONG") \(finding.name)\(finding.fault.map { ": \($0)" } ?? "")"
                )
            }
        }
        if findings.contains(where: { $0.fault != nil }) { throw ExitCode(1) }
    }

    /// The role and the migrations were checked by opening the database: what is wrong there is its fault.
    private func examine(_ database: Database) async throws -> [Finding] {
        var findings = ["database", "role", "migrations"].map { Finding(name: $0, fault: nil) }
        if quick { return findings }
        let open = try await DatabaseRole(client: database.client).unprotectedTables()
        findings.append(
            Finding(
                name: "row-level security",
                fault: open.isEmpty
                    ? nil
                    : "These tables are not behind the tenants' wall: \(open.joined(separator: ", ")). Restore the policies of the migrations."
            ))
        let before = Clock.system.now()
        let row = try await database.client.read(Statement("SELECT clock_timestamp()"))
        let server = try row.decodeFirst { row throws(PostgresError) in try row.timestamp() } ?? 0
        let (apart, overflow) = server.subtractingReportingOverflow(before.microseconds)
        findings.append(
            Finding(
                name: "clock",
                fault: overflow || apart.magnitude > 5_000_000
                    ? "This machine's clock and the database's differ by \(apart / 1_000_000) s. Synchronise both (NTP)."
                    : nil))
        let lag = try await AuditLag.read(database.client)
        let isLate = lag.oldest.map { $0.adding(seconds: 600) < before } ?? false
        findings.append(
            Finding(
                name: "audit",
                fault: isLate
                    ? "\(lag.unsealed) audit events wait for their seal, the oldest for more than 10 minutes. A running `kiikd serve` seals them, unless a transaction stays open."
                    : nil))
        return findings
    }

    private func disk(_ settings: Settings) -> Finding {
        var place = settings.data
        while !FileManager.default.fileExists(atPath: place) {
            let parent = (place as NSString).deletingLastPathComponent
            place = parent.isEmpty ? "." : parent
        }
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: place)
        let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
        guard free < 256 << 20 else { return Finding(name: "disk", fault: nil) }
        return Finding(
            name: "disk",
            fault: "Only \(free >> 20) MiB are free where \(settings.data) is. Make room for at least 256 MiB.")
    }
}

import ArgumentParser
import AuthCore
import Domain
import Foundation
import JSON
import Logging
import Persistence

extension Audit {
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verify an export, without a database, or a tenant's audit in the database.",
            discussion: """
                Names every event that was changed, removed, swapped or inserted. Exit status 0 when all is as it was \
                sealed, 1 otherwise.
                """)

        @OptionGroup var common: CommonOptions
        @Option(help: "An export as JSON lines, - for standard input.") var file: String?
        @Option(help: "The tenant's subdomain: verify what is in the database.") var tenant: String?
        @Option(
            name: .customLong("public-key"),
            help: ArgumentHelp(
                "File with a key that signed it, as JSON Web Key, set of keys or PEM. Several times where nodes have keys of their own. Without it: the daemon's key."
            ))
        var publicKeys: [String] = []

        func run() async throws {
            guard (file == nil) != (tenant == nil) else {
                throw ValidationError("Give either --file or --tenant.")
            }
            let report: AuditReport
            if let file {
                let keys = try await keys()
                do { report = try AuditFile.verify(file, keys: keys) } catch { throw Failure("\(error)") }
            } else {
                report = try await verifyTenant()
            }
            show(report)
            if !report.holds { throw ExitCode(1) }
        }

        private func verifyTenant() async throws -> AuditReport {
            let settings = try await common.settings()
            let keys = try await keys()
            return try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                guard let tenant, let owner = try await database.access.tenant(subdomain: tenant) else {
                    throw Keys.noTenant(tenant ?? "")
                }
                var verifier = AuditVerifier(keys: keys)
                try await PostgresAudit(client: database.client, logger: database.logger).read(owner) {
                    verifier.take($0)
                }
                return verifier.finish()
            }
        }

        private func keys() async throws -> JSONWebKeySet {
            guard !publicKeys.isEmpty else {
                return try JSONWebKeySet([Audit.key(try await common.settings()).publicKey])
            }
            var keys: [JSONWebKey] = []
            for path in publicKeys {
                guard let data = FileManager.default.contents(atPath: path) else {
                    throw Failure("\(path) cannot be read.")
                }
                do {
                    if let set = try? JSONWebKeySet(parsing: Array(data)) {
                        keys += set.keys
                    } else if data.starts(with: Data("-----BEGIN".utf8)) {
                        keys.append(try JSONWebKey(pem: String(decoding: data, as: UTF8.self)))
                    } else {
                        keys.append(try JSONWebKey(parsing: Array(data)))
                    }
                } catch {
                    throw Failure("\(path): \(error).")
                }
            }
            do { return try JSONWebKeySet(keys) } catch { throw Failure("\(error).") }
        }

        private func show(_ report: AuditReport) {
            switch common.format {
            case .json:
                Output.json([
                    "tenant": .string(report.subdomain), "ok": .bool(report.holds), "sealed": .int(report.links),
                    "unsealed": .int(report.unsealed), "erased": .int(report.erased),
                    "checkpoints": .int(report.checkpoints),
                    "epochs": .array(
                        report.epochs.map {
                            [
                                "epoch": .int(Int64($0.epoch)), "began_at": .timestamp($0.beganAt),
                                "reason": .string($0.reason),
                            ]
                        }), "fault_count": .int(Int64(report.faultCount)),
                    "faults": .array(report.faults.map { .string($0.description) }),
                ])
            case .text:
                for epoch in report.epochs.dropFirst() {
                    Output.line("Epoch \(epoch.epoch) began at \(epoch.beganAt.iso8601). \(epoch.reason)")
                }
                for fault in report.faults { Output.line(fault.description) }
                let more = report.faultCount - report.faults.count
                if more > 0 { Output.line("… and \(more) more.") }
                Output.line(
                    """
                    \(report.holds ? "All is as it was sealed" : "WRONG"): \(report.subdomain), \(report.links) sealed \
                    events, \(report.checkpoints) checkpoints, \(report.erased) erased bodies, \(report.unsealed) events \
                    not sealed yet.
                    """)
            }
        }
    }
}

import ArgumentParser
import Domain
import Foundation
import JSON
import Logging
import Persistence

extension Audit {
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a tenant's whole audit as JSON lines, which can be verified offline, or as CSV.",
            discussion: "The public key for verifying is printed by `kiikd audit public-key`; take it from the daemon.")

        enum Format: String, ExpressibleByArgument, CaseIterable {
            case json, csv
        }

        @Option(help: "Data directory (KIIK_DATA).") var data: String?
        @Option(name: .customLong("database-url"), help: "PostgreSQL to use (DATABASE_URL).") var databaseURL: String?
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "json (a record a line) or csv.") var format = Format.json
        @Option(help: "File to write, readable for its owner. Without it: standard output.") var output: String?

        func run() async throws {
            var flags: [String: String] = [:]
            flags["data"] = data
            flags["database.url"] = databaseURL
            let settings = try await Settings.read(flags: flags)
            let file = try open()
            try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                guard let owner = try await database.access.tenant(subdomain: tenant) else {
                    throw Keys.noTenant(tenant)
                }
                var held: [UInt8] = format == .csv ? Array(Self.header.utf8) : []
                func flush() throws {
                    do {
                        try file.write(contentsOf: Data(held))
                    } catch {
                        throw Failure("\(output ?? "Standard output") cannot be written: \(error.localizedDescription)")
                    }
                    held.removeAll(keepingCapacity: true)
                }
                try await PostgresAudit(client: database.client, logger: database.logger).read(owner) { record in
                    held += format == .json ? AuditLines.line(record) : Self.row(record)
                    if held.count >= 1 << 18 { try flush() }
                }
                try flush()
            }
            if output != nil { try? file.close() }
        }

        private func open() throws -> FileHandle {
            guard let output else { return .standardOutput }
            guard
                FileManager.default.createFile(
                    atPath: output, contents: nil, attributes: [.posixPermissions: 0o600]),
                let file = FileHandle(forWritingAtPath: output)
            else { throw Failure("\(output) cannot be written.") }
            return file
        }

        private static let header =
            "id,occurred_at,actor,on_behalf_of,ip,request_id,action,resource,resource_id,before,after,epoch,seq\r\n"

        /// RFC 4180; texts that a spreadsheet would take for a formula begin with an apostrophe.
        private static func row(_ record: AuditRecord) -> [UInt8] {
            let (event, place): (AuditEvent, [String])
            switch record {
            case .sealed(let seal, let sealed?): (event, place) = (sealed, [String(seal.epoch), String(seal.seq)])
            case .unsealed(let unsealed): (event, place) = (unsealed, ["", ""])
            default: return []
            }
            func text(_ bytes: [UInt8]?) -> String { bytes.map { String(decoding: $0, as: UTF8.self) } ?? "" }
            let fields =
                [
                    event.id.description, event.occurredAt.iso8601, event.actor, event.onBehalfOf, event.ip,
                    event.requestID, event.action, event.resource, String(event.resourceID), text(event.before),
                    text(event.after),
                ] + place
            return Array(CSV.row(fields).utf8)
        }
    }
}

import ArgumentParser
import AuthCore
import Domain
import Foundation
import JSON
import Persistence

extension Keys {
    struct ImportKeys: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Take over keys of another system by their digests.",
            discussion: """
                The file has a key a line: the SHA-256 of the whole secret in hexadecimal, then, after commas, a name and \
                a display prefix if you like. Empty lines and lines that begin with # are passed over. From then on the \
                family takes secrets without a check code. A digest that is known already is left as it is.
                """)
        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "File with the digests, - for standard input.") var digests: String
        @Option(help: "kiik (fta_) or service (sk_live_).") var family = Family.kiik
        @Option(help: "Permissions by commas. Without it: *:read.") var scopes = "*:read"
        @Option(help: "The last day on which they work, YYYY-MM-DD.") var expires: String?

        private var secretFamily: SecretFamily { family == .kiik ? .kiik : .serviceLive }

        func run() async throws {
            let settings = try await common.settings()
            let scopes = Keys.list(scopes)
            do { _ = try Permission.catalog.parse(scopes) } catch { throw Failure("scopes: \(error)") }
            let lines = try read()
            let imported = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                guard let owner = try await database.access.tenant(subdomain: tenant) else {
                    throw Keys.noTenant(tenant)
                }
                let now = Clock.system.now()
                let expiresAt = try Keys.expiry(expires, in: owner)
                var random = SecureRandom()
                let keys = lines.map { line in
                    APIKey(
                        id: 0, uuid: UUIDv7(at: now, using: &random), name: line.name, family: secretFamily.name,
                        prefix: line.prefix, digest: line.digest, scopes: scopes, rateLimit: nil, allowlist: [],
                        notes: "", roleID: nil, createdBy: nil, integrationID: nil, rotatedFrom: nil, createdAt: now,
                        expiresAt: expiresAt,
                        revokedAt: nil, version: 1)
                }
                var imported = 0
                for start in stride(from: 0, to: keys.count, by: 10_000) {
                    imported += try await database.access.importKeys(
                        Array(keys[start..<min(start + 10_000, keys.count)]), family: secretFamily.name,
                        into: TenantScope(id: owner.id))
                }
                return imported
            }
            let known = lines.count - imported
            switch common.format {
            case .json: Output.json(["imported": .int(Int64(imported)), "known": .int(Int64(known))])
            case .text: Output.line("Imported \(imported) keys; \(known) were known already.")
            }
        }

        private struct Line {
            let digest: [UInt8]
            let name: String
            let prefix: String
        }

        /// All lines, or a refusal of them all that names the first wrong one.
        private func read() throws -> [Line] {
            guard
                let text = digests == "-"
                    ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: digests)
            else { throw Failure("\(digests) cannot be read.") }
            let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            return try lines.enumerated().compactMap { number, line in
                let fields = line.split(separator: ",", omittingEmptySubsequences: false).map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
                guard let digest = fields.first, !digest.isEmpty, !digest.hasPrefix("#") else { return nil }
                guard let bytes = Keys.bytes(hex: digest), bytes.count == 32 else {
                    throw Failure(
                        "\(digests), line \(number + 1): expected 64 hexadecimal digits. Nothing was imported.")
                }
                func field(_ index: Int, or absent: String) -> String {
                    fields.count > index && !fields[index].isEmpty ? fields[index] : absent
                }
                return Line(
                    digest: bytes, name: field(1, or: "Imported \(digest.prefix(8))"),
                    prefix: field(2, or: "\(secretFamily.prefix)..."))
            }
        }
    }
}

import ArgumentParser
import Domain
import Foundation
import HTTPServer
import Logging
import Persistence
import ServiceLifecycle
import UnixSignals

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the daemon in the foreground.",
        discussion: "SIGTERM and Ctrl-C stop it after the requests under way.")

    @OptionGroup var common: CommonOptions
    @Option(help: "Address to listen on (KIIK_HOST).") var host: String?
    @Option(help: "Port to listen on (KIIK_PORT).") var port: String?
    @Option(help: "Directory with the files of Swagger UI and ReDoc (KIIK_ASSETS).") var assets: String?
    @Flag(help: "Make a demo tenant with some data and print a key for it.") var demo = false

    func run() async throws {
        let settings = try await common.settings(["host": host, "port": port, "assets": assets])
        let logger = Logger.kiikd(settings.logLevel)
        let spool = try Self.openSpool(settings)
        try await Database.with(settings, role: .daemon, logger: logger) { database in
            let daemon = try Daemon(settings: settings, database: database, spool: spool, logger: logger)
            let setup = try await daemon.services.setup.open()
            let greeting = demo ? try await Demo.prepare(daemon) : nil
            try await daemon.run { host, port in
                Output.line("kiikd listens on http://\(host.contains(":") ? "[\(host)]" : host):\(port)")
                if host != "::1", let setup {
                    Output.line("Nobody has an account yet. Make the first one here, within 24 hours: \(setup)")
                }
                if host != "::1", let greeting { Output.line(greeting.text(port: port)) }
            }
        }
    }

    private static func openSpool(_ settings: Settings) throws -> Spool {
        do {
            try FileManager.default.createDirectory(atPath: settings.data, withIntermediateDirectories: true)
            return try Spool(directory: "\(settings.data)/usage")
        } catch {
            throw Failure("\(error)")
        }
    }
}

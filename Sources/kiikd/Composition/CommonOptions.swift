import ArgumentParser
import Foundation
import JSON
import Logging

/// What every subcommand takes.
struct CommonOptions: ParsableArguments {
    @Option(help: "Data directory (KIIK_DATA).")
    var data: String?

    @Option(name: .customLong("database-url"), help: "PostgreSQL to use instead of the private one (DATABASE_URL).")
    var databaseURL: String?

    @Option(help: "Output: text or json.")
    var format = OutputFormat.text

    /// The settings in force, with further flags of the subcommand.
    func settings(_ more: [String: String?] = [:]) async throws -> Settings {
        var flags = more.compactMapValues(\.self)
        if let data { flags["data"] = data }
        if let databaseURL { flags["database.url"] = databaseURL }
        return try await Settings.read(flags: flags)
    }
}

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

enum Output {
    static func line(_ text: String = "") {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    static func json(_ value: JSONValue) {
        line(value.pretty())
    }

    /// Columns as wide as what stands in them.
    static func table(_ header: [String], _ rows: [[String]]) {
        let widths = header.indices.map { column in
            ([header] + rows).map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        for row in [header] + rows {
            line(
                row.enumerated().map { column, text in
                    column == row.count - 1
                        ? text : text + String(repeating: " ", count: max(0, widths[column] - text.count))
                }.joined(separator: "  "))
        }
    }
}

extension Logger {
    /// Logs go to standard error, a line each; results go to standard output.
    static func kiikd(_ level: Logger.Level) -> Logger {
        var logger = Logger(label: "kiikd", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = level
        return logger
    }
}

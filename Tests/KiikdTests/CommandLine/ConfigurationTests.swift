import Foundation
import Places
import Testing

@testable import kiikd

@Suite struct `Configuration` {
    @Test func `the operating guide's table is the list of settings, word for word`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let guide = try String(contentsOf: root.appending(path: "docs/operating.md"), encoding: .utf8)
        for setting in Setting.all {
            let row =
                "| \(setting.key) | \(setting.environment) | \(setting.fallback.isEmpty ? "" : "\(setting.fallback) ")| "
            let line = guide.split(separator: "\n").first { $0.hasPrefix(row) }
            #expect(
                line?.contains(setting.text) == true, "docs/operating.md lacks \(setting.key): \(row)\(setting.text)")
        }
    }

    @Test func `countries are the usual file's, the named one's, or nobody's`() async throws {
        func countries(_ name: String) async throws -> Bool {
            try await Settings.read(flags: ["data": "/nonexistent"], environment: ["KIIK_COUNTRIES": name]).countries
                != nil
        }
        // The set-up installs it.
        #expect(try await countries(""))
        let path = LocationDatabase.usualPaths.first { FileManager.default.fileExists(atPath: $0) }
        #expect(try await countries(try #require(path)))
        #expect(try await !countries("none"))
        let failure = await #expect(throws: Failure.self) { try await countries(#filePath) }
        #expect(failure?.description.contains("is no database of libloc") == true)
    }

    @Test func `every value that cannot be meant is told at once`() async throws {
        let environment = [
            "KIIK_PORT": "eight", "KIIK_RATE_LIMIT": "fast", "KIIK_POOLER": "session", "KIIK_X": "1",
            "KIIK_COUNTRIES": "/nowhere/countries.db",
        ]
        let failure = await #expect(throws: Failure.self) {
            _ = try await Settings.read(flags: ["data": "/nonexistent"], environment: environment)
        }
        #expect(failure?.description.contains("/nowhere/countries.db cannot be read: No such file") == true)
        for name in environment.keys { #expect(failure?.description.contains(name) == true, "\(name) is not named") }
    }
}

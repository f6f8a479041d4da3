import Foundation
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

    @Test func `every value that cannot be meant is told at once`() async throws {
        let environment = ["KIIK_PORT": "eight", "KIIK_RATE_LIMIT": "fast", "KIIK_POOLER": "session", "KIIK_X": "1"]
        let failure = await #expect(throws: Failure.self) {
            _ = try await Settings.read(flags: ["data": "/nonexistent"], environment: environment)
        }
        for name in environment.keys { #expect(failure?.description.contains(name) == true, "\(name) is not named") }
    }
}

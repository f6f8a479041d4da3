import Foundation
import JSON
import Testing

@testable import kiikd

@Suite struct `kiikd mcp` {
    private func snapshot(_ words: String...) async throws -> CommandLineTool.Result {
        try await CommandLineTool().run(["mcp", "snapshot"] + words)
    }

    @Test func `snapshot prints all tools, the same at every run, and needs no data directory`() async throws {
        let first = try await snapshot()
        #expect(first.status == 0)
        #expect(try await snapshot().output == first.output)
        let tools = try #require(try JSONValue.parse(first.output)["tools"]?.arrayValue)
        #expect(tools.count > 40)
        // What clients are told is what is frozen.
        let listed = try await Office.open().assistant().ask("tools/list")["tools"]?.arrayValue
        #expect(listed?.map { $0["name"] } == tools.map { $0["name"] })
        #expect(listed?.map { $0["description"] } == tools.map { $0["description"] })
    }

    @Test(arguments: [
        "chat.example", "https://chat.example/", "https://chat.example/path", "https://a@chat.example", "*",
    ])
    func `an origin that can be none stops the start`(origin: String) async throws {
        let failure = await #expect(throws: Failure.self) {
            _ = try await Settings.read(
                flags: ["data": "/nonexistent"], environment: ["KIIK_MCP_ORIGINS": "https://ok.example,\(origin)"])
        }
        #expect(failure?.description.contains("KIIK_MCP_ORIGINS: \"\(origin)\"") == true)
    }

    @Test func `the published list is whole, and a change that breaks one is told`() async throws {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let published = root.appending(path: "docs/mcp-snapshot.json")
        let kept = try await snapshot("--against", published.path)
        #expect(kept.status == 0 && kept.output.isEmpty, "\(kept.error)")
        let place = try Workplace()
        defer { place.remove() }
        let file = "\(place.path)/old.json"
        let text = try String(contentsOf: published, encoding: .utf8)
            .replacing("\"invoices_create\"", with: "\"invoices_make\"")
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let broken = try await snapshot("--against", file)
        #expect(broken.status == 1 && broken.error.contains("invoices_make: the tool is gone."))
        let missing = try await snapshot("--against", "/no/such/file")
        #expect(missing.status == 1 && missing.error.contains("cannot be read"))
    }
}

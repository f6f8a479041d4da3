import Foundation
import Testing

@testable import HTTPServer

@Suite struct `The page for assistants` {
    @Test func `every tool has five example prompts that call it and three that do not`() throws {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        let page = try String(contentsOf: root.appending(path: "docs/chatgpt.md"), encoding: .utf8)
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        func prompts(_ line: Substring, _ beginning: String) throws -> [Substring] {
            try #require(line.hasPrefix(beginning), "\(line)")
            return line.matches(of: /"[^"]{5,}"/).map(\.0)
        }
        var seen: [Substring] = []
        for tool in MCPCatalog(publicURL: "http://localhost").tools {
            let place = try #require(lines.firstIndex(of: "- `\(tool.name)`"), "\(tool.name) has no prompts")
            let (yes, no) = try (prompts(lines[place + 1], "  - yes: "), prompts(lines[place + 2], "  - no: "))
            #expect(yes.count == 5 && no.count == 3, "\(tool.name)")
            seen += yes
        }
        // What calls one tool calls no other.
        #expect(Set(seen).count == seen.count)
        #expect(lines.count { $0.hasPrefix("  - yes: ") } * 5 == seen.count)
    }
}

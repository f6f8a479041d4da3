import ArgumentParser
import Foundation
import HTTPServer
import JSON

struct MCP: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp", abstract: "The tools that assistants are offered at /mcp.",
        subcommands: [Snapshot.self])

    struct Snapshot: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print all tools, as they are frozen where an app is published. Needs no database.",
            discussion: """
                With --against FILE nothing is printed where clients of that published list can go on as before. What \
                would break them is said otherwise, and the exit status is 1: a tool that is gone, an argument that \
                became required, a narrower type, another annotation. Additions break nobody.
                """)

        @Option(help: ArgumentHelp("A list that was published.", valueName: "file")) var against: String?

        func run() throws {
            let current = MCPSnapshot.current()
            guard let against else { return Output.json(current) }
            guard let data = FileManager.default.contents(atPath: against),
                let published = try? JSONValue.parse(Array(data))
            else { throw Failure("\(against) cannot be read as JSON.") }
            let breaks = MCPSnapshot.breaks(of: published, by: current)
            if !breaks.isEmpty { throw Failure(breaks.joined(separator: "\n")) }
        }
    }
}

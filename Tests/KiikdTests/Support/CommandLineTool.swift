import Foundation
import JSON
import Testing

/// The executable, run to its end like at a shell.
struct CommandLineTool: Sendable {
    struct Result: Sendable {
        let status: Int32
        let output: String
        let error: String

        var json: JSONValue {
            get throws {
                try #require(status == 0, "exit status \(status): \(error)")
                return try JSONValue.parse(Array(output.utf8))
            }
        }
    }

    /// Beside the test bundle, where the build put it.
    static var executable: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return "\((own as NSString).deletingLastPathComponent)/kiikd"
    }

    var arguments: [String] = []
    var environment: [String: String] = [:]

    func run(_ words: String..., environment more: [String: String] = [:], within seconds: Double = 180) async throws
        -> Result
    {
        try await run(words, environment: more, within: seconds)
    }

    func run(_ words: [String], environment more: [String: String] = [:], within seconds: Double = 180) async throws
        -> Result
    {
        try await Self.run(
            [Self.executable] + words + arguments, environment: environment.merging(more) { $1 }, within: seconds)
    }

    static func run(_ words: [String], environment: [String: String] = [:], within seconds: Double = 180) async throws
        -> Result
    {
        let place = try Workplace()
        defer { place.remove() }
        let (output, error) = ("\(place.path)/out", "\(place.path)/err")
        let program = try ChildProgram.start(
            words, environment: ChildProgram.environment(environment), output: output, error: error)
        place.remember(program.pid)
        let status = try await program.end(within: seconds)
        place.forget(program.pid)
        return Result(status: status, output: try text(output), error: try text(error))
    }

    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }
}

import Foundation
import Testing

/// What this process has in memory, in kB. Tests that run beside one another share it: whoever measures does so in a
/// process of its own (`processExitsWith`).
func residentKilobytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
    return try #require(Int(line.split(whereSeparator: \.isWhitespace)[1]))
}

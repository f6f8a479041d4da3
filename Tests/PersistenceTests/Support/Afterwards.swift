import Foundation
import Glibc

/// A shell that outlives the tests' process, for what has to be cleared up after it.
enum Afterwards {
    /// - Returns: the shell's process id; killing it calls the script off.
    static func run(_ script: String) throws -> Int32 {
        let shell = Foundation.Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", "while kill -0 \(getpid()); do sleep 0.2; done; \(script)"]
        // Whoever reads the tests' output would wait for its end.
        shell.standardInput = FileHandle.nullDevice
        shell.standardOutput = FileHandle.nullDevice
        shell.standardError = FileHandle.nullDevice
        try shell.run()
        return shell.processIdentifier
    }
}

package import AuthCore
import Glibc

/// Verifies an export, line by line, in little memory and without a database.
package enum AuditFile {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private static let chunk = 1 << 20
    /// A line that is longer is no record.
    private static let longestLine = 64 << 20

    /// - Parameter path: the file, or `-` for standard input.
    package static func verify(_ path: String, keys: JSONWebKeySet) throws(Failure) -> AuditReport {
        let descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(description: "\(path) cannot be read.") }
        defer { close(descriptor) }
        var verifier = AuditVerifier(keys: keys)
        var number = 0
        var held: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: chunk)
        func take(_ line: UnsafeRawBufferPointer) {
            number += 1
            if let record = AuditLines.record(line) {
                verifier.take(record)
            } else {
                verifier.refuse("Line \(number) is no record of an audit.")
            }
        }
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(description: "\(path) cannot be read.") }
            if count == 0 { break }
            buffer.withUnsafeBytes { bytes in
                var rest = UnsafeRawBufferPointer(rebasing: bytes[..<count])
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    let line = UnsafeRawBufferPointer(rebasing: rest[..<end])
                    if held.isEmpty {
                        take(line)
                    } else {
                        held += line
                        held.withUnsafeBytes { take($0) }
                        held.removeAll(keepingCapacity: true)
                    }
                    rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...])
                }
                held += rest
            }
            guard held.count <= longestLine else { throw Failure(description: "\(path) is no export of an audit.") }
        }
        if !held.isEmpty { held.withUnsafeBytes { take($0) } }
        return verifier.finish()
    }
}

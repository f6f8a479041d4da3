import Glibc
import Testing

@testable import Persistence

/// A new folder that goes with this object.
final class SpoolFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/kiik-spool-XXXXXX".utf8CString)
        path = try #require(mkdtemp(&template).map { String(cString: $0) }) + "/spool"
    }

    deinit { _ = system("rm -rf '\(path.dropLast("/spool".count))'") }

    func open(
        maxBytes: Int = 1 << 26, segmentBytes: Int = 64 << 10, boot: String = String(repeating: "b", count: 36)
    ) throws -> Spool {
        try Spool(directory: path, segmentBytes: segmentBytes, maxBytes: maxBytes, boot: Array(boot.utf8))
    }

    func segments() throws -> [String] {
        try SpoolFile.names(in: path, ending: ".segment").map { path + "/" + $0 }
    }

    /// The files as they are now, whoever has them open: what a kill at this moment would leave.
    func copied() throws -> SpoolFolder {
        let copy = try SpoolFolder()
        try SpoolFile.makeDirectory(copy.path)
        for name in try SpoolFile.names(in: path, ending: "") where !name.hasPrefix(".") {
            try copy.write(try Self.bytes(of: path + "/" + name), to: copy.path + "/" + name)
        }
        return copy
    }

    static func bytes(of path: String) throws -> [UInt8] {
        try SpoolFile.read(path, from: 0, count: try SpoolFile.size(path))
    }

    func write(_ bytes: [UInt8], to path: String) throws {
        let file = try #require(fopen(path, "w"))
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        #expect(fclose(file) == 0)
    }
}

extension Spool {
    @discardableResult
    func append(_ text: String) throws -> UInt64 {
        try Array(text.utf8).withUnsafeBytes { bytes in try append(bytes) }
    }

    /// All that is left, without marking anything drained.
    func texts() throws -> [String] {
        try nextBatch(max: .max).map { String(decoding: $0.payload, as: UTF8.self) }
    }
}

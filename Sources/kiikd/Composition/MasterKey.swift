import AuthCore
import Foundation

/// The key ring that what is secret in the database is sealed under. It stands in a file, never in the database.
enum MasterKey {
    /// The ring of a file; one that is missing is made, for its owner alone to read.
    static func load(_ path: String) throws -> KeyRing {
        for _ in 0..<2 {
            if let text = try read(path) {
                do {
                    return try KeyRing(parsing: text.trimmingCharacters(in: .whitespacesAndNewlines))
                } catch {
                    throw Failure("\(path) is no master key: \(error). Restore it from a backup.")
                }
            }
            try make(path)
        }
        throw Failure("\(path) cannot be read, though it is there. Look at its rights.")
    }

    private static func read(_ path: String) throws -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw Failure("\(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & 0o027 == 0 else {
            throw Failure("\(path) can be read or written by others. Change that: chmod 600 \(path)")
        }
        return String(decoding: try file.read(upToCount: 65_536) ?? Data(), as: UTF8.self)
    }

    /// Written beside its place and linked there: whoever comes at the same time finds one whole key, the same for both.
    private static func make(_ path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        if !folder.isEmpty {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        var random = SecureRandom()
        let key = Data(random.bytes(32)).base64EncodedString()
        let name = "k" + String(UInt32.random(in: .min ... .max, using: &random), radix: 36)
        let draft = "\(path).\(UUID().uuidString)"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure("\(draft) cannot be made: \(String(cString: strerror(errno))).")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        defer { unlink(draft) }
        try file.write(contentsOf: Data("\(name):\(key)\n".utf8))
        try file.synchronize()
        if link(draft, path) != 0, errno != EEXIST {
            throw Failure("\(path) cannot be made: \(String(cString: strerror(errno))).")
        }
    }
}

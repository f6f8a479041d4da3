import Glibc

/// Files that are there as a whole or not at all, whenever the machine stops.
enum WholeFile {
    struct Failure: Error {
        let description: String

        init(_ what: String, _ path: String) {
            description = "\(what) \(path): \(String(cString: strerror(errno)))"
        }
    }

    /// Written under another name first, and on the disk when this returns.
    static func write(_ bytes: [UInt8], to file: String, in folder: String) throws(Failure) {
        let draft = "\(file).part"
        do throws(Failure) {
            try fill(draft, with: bytes)
            guard rename(draft, file) == 0 else { throw Failure("cannot rename", draft) }
            try synchronize(folder)
        } catch {
            unlink(draft)
            throw error
        }
    }

    private static func fill(_ file: String, with bytes: [UInt8]) throws(Failure) {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Failure("cannot make", file) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure("cannot write", file) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw Failure("cannot write", file) }
    }

    private static func synchronize(_ folder: String) throws(Failure) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure("cannot open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Failure("cannot write", folder) }
    }
}

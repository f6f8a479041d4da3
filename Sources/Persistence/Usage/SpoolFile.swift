import Glibc

/// The system calls of the spool, with errors that say what was tried.
enum SpoolFile {
    static func open(_ path: String, _ flags: CInt, doing: String) throws(SpoolError) -> CInt {
        while true {
            let descriptor = Glibc.open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
            if descriptor >= 0 { return descriptor }
            guard errno == EINTR else { throw failure(path, doing) }
        }
    }

    static func makeDirectory(_ path: String) throws(SpoolError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure(path, "make the folder") }
    }

    /// The names in the folder that end so, sorted.
    static func names(in directory: String, ending suffix: String) throws(SpoolError) -> [String] {
        guard let listing = opendir(directory) else { throw failure(directory, "list") }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(suffix) { names.append(name) }
        }
        return names.sorted()
    }

    static func remove(_ path: String) throws(SpoolError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw failure(path, "remove") }
    }

    static func rename(_ path: String, to new: String) throws(SpoolError) {
        guard Glibc.rename(path, new) == 0 else { throw failure(path, "rename") }
    }

    /// Up to `count` bytes from `offset`; fewer where the file ends.
    static func read(_ path: String, from offset: Int, count: Int) throws(SpoolError) -> [UInt8] {
        let descriptor = try open(path, O_RDONLY, doing: "open")
        defer { close(descriptor) }
        var code: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, filled in
            while filled < buffer.count, let base = buffer.baseAddress {
                let got = pread(descriptor, base + filled, buffer.count - filled, off_t(offset + filled))
                if got > 0 {
                    filled += got
                } else if got == 0 {
                    return
                } else if errno != EINTR {
                    code = errno
                    return
                }
            }
        }
        guard code == 0 else { throw .io(path: path, doing: "read", code: code) }
        return bytes
    }

    static func size(_ path: String) throws(SpoolError) -> Int {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw failure(path, "look at") }
        return Int(status.st_size)
    }

    /// Written beside it and renamed over it, all of it on the disk before this returns.
    static func replace(_ path: String, with bytes: [UInt8]) throws(SpoolError) {
        let new = path + ".new"
        let descriptor = try open(new, O_WRONLY | O_CREAT | O_TRUNC, doing: "write")
        let written = Glibc.write(descriptor, bytes, bytes.count)
        let synced = written == bytes.count && fsync(descriptor) == 0
        let code = written >= 0 && written < bytes.count ? ENOSPC : errno
        close(descriptor)
        guard synced else { throw .io(path: new, doing: "write", code: code) }
        try rename(new, to: path)
    }

    static func syncDirectory(_ path: String) throws(SpoolError) {
        let descriptor = try open(path, O_RDONLY | O_DIRECTORY, doing: "open")
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path, "sync") }
    }

    /// Gives the whole file blocks on the disk, so that storing to its mapping cannot fail, and maps it.
    static func allocateAndMap(_ path: String, _ descriptor: CInt, size: Int) throws(SpoolError)
        -> UnsafeMutableRawPointer
    {
        var code: CInt
        repeat { code = posix_fallocate(descriptor, 0, off_t(size)) } while code == EINTR
        guard code == 0 else { throw .io(path: path, doing: "make room for", code: code) }
        guard let base = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            base != UnsafeMutableRawPointer(bitPattern: -1)
        else { throw failure(path, "map") }
        return base
    }

    static func failure(_ path: String, _ doing: String) -> SpoolError {
        .io(path: path, doing: doing, code: errno)
    }
}

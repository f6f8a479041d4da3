package import Domain
import Dispatch
import Glibc
package import Logging

/// Files in a folder of this machine, `<tenant>/<id>`. Several nodes share one by sharing the folder.
package struct LocalFolder: DocumentStorage {
    private let path: String
    private let logger: Logger
    /// Blocking calls have threads of their own.
    private let queue = DispatchQueue(label: "kiik.storage", attributes: .concurrent)

    package init(path: String, logger: Logger) {
        self.path = path
        self.logger = logger
    }

    package func store(_ bytes: [UInt8], as id: UUIDv7, in tenant: TenantScope) async throws {
        let (folder, file) = place(of: id, tenant)
        try await blocking { [path] in
            for folder in [path, folder] where mkdir(folder, 0o700) != 0 && errno != EEXIST {
                throw WholeFile.Failure("cannot make the folder", folder)
            }
            try WholeFile.write(bytes, to: file, in: folder)
        }
    }

    package func read(_ id: UUIDv7, in tenant: TenantScope) async throws -> [UInt8]? {
        let (_, file) = place(of: id, tenant)
        return try await blocking {
            let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else {
                if errno == ENOENT { return nil }
                throw WholeFile.Failure("cannot open", file)
            }
            defer { close(descriptor) }
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 256 * 1024)
            while true {
                let count = Glibc.read(descriptor, &chunk, chunk.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw WholeFile.Failure("cannot read", file) }
                if count == 0 { return bytes }
                bytes.append(contentsOf: chunk.prefix(count))
            }
        }
    }

    package func remove(_ id: UUIDv7, in tenant: TenantScope) async throws {
        let (_, file) = place(of: id, tenant)
        try await blocking {
            guard unlink(file) == 0 || errno == ENOENT else { throw WholeFile.Failure("cannot remove", file) }
        }
    }

    /// Made of numbers only: nothing that a caller says is part of a path.
    private func place(of id: UUIDv7, _ tenant: TenantScope) -> (folder: String, file: String) {
        let folder = "\(path)/\(tenant.id)"
        return (folder, "\(folder)/\(id)")
    }

    /// What the machine refuses (a full disk, a folder that is not ours) may be otherwise in a while.
    private func blocking<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        do {
            return try await withCheckedThrowingContinuation { continuation in
                queue.async { continuation.resume(with: Swift.Result(catching: body)) }
            }
        } catch let failure as WholeFile.Failure {
            logger.error("a document's file: \(failure.description)")
            throw Problem.unavailable(retryAfter: 5)
        }
    }
}

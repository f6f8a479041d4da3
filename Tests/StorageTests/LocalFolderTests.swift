import Domain
import Foundation
import Logging
import Storage
import Testing

@Suite struct LocalFolderTests {
    private let path = NSTemporaryDirectory() + "kiik-storage-\(UUID().uuidString)"
    private let tenant = TenantScope(id: 7)

    @Test func `what is stored is read again, by its tenant alone, until it is removed`() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let folder = LocalFolder(path: path, logger: Logger(label: "test"))
        let id = UUIDv7(high: 1, low: 2)
        let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0) }
        #expect(try await folder.read(id, in: tenant) == nil)
        try await folder.store(bytes, as: id, in: tenant)
        #expect(try await folder.read(id, in: tenant) == bytes)
        #expect(try await folder.read(id, in: TenantScope(id: 8)) == nil)
        try await folder.remove(id, in: tenant)
        try await folder.remove(id, in: tenant)
        #expect(try await folder.read(id, in: tenant) == nil)
    }

    @Test func `files and folders are for nobody else on the machine, and no draft is left`() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let id = UUIDv7(high: 1, low: 3)
        try await LocalFolder(path: path, logger: Logger(label: "test")).store([1], as: id, in: tenant)
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(path) == 0o700)
        #expect(try mode("\(path)/7") == 0o700)
        #expect(try mode("\(path)/7/\(id)") == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(path)/7") == ["\(id)"])
    }

    @Test func `a folder that cannot be made is a problem that may pass`() async throws {
        let folder = LocalFolder(path: "/proc/kiik", logger: Logger(label: "test"))
        await #expect(throws: Problem.unavailable(retryAfter: 5)) {
            try await folder.store([1], as: UUIDv7(high: 1, low: 4), in: tenant)
        }
    }
}

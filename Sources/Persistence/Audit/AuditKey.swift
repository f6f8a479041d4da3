package import AuthCore
import Foundation
import Glibc

/// The key that signs the audit's checkpoints: in a file, never in the database.
package enum AuditKey {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The file's key, PEM (Ed25519) or a JSON Web Key.
    package static func read(_ path: String) throws(Failure) -> SigningKey {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(description: "The audit key \(path) cannot be read. Check the file and its permissions.")
        }
        let text = String(decoding: data, as: UTF8.self)
        do {
            return try text.contains("-----BEGIN") ? SigningKey(pem: text) : SigningKey(parsing: Array(data))
        } catch {
            throw Failure(
                description:
                    "\(path) holds no key to sign the audit with: \(error). An Ed25519 key in PEM is wanted, as `openssl genpkey -algorithm ed25519` writes it, or a JSON Web Key."
            )
        }
    }

    /// The file's key; where there is no file, a new key in a new file that only its owner may read.
    package static func readOrMake(_ path: String) throws(Failure) -> SigningKey {
        if access(path, F_OK) == 0 { return try read(path) }
        guard let key = try? SigningKey.generateEdDSA(), let pem = key.exposedPEM else {
            throw Failure(description: "No audit key could be made.")
        }
        // Of two daemons that start at once on one directory, the first one's key holds.
        let temporary = "\(path).\(getpid())"
        guard SmallFile.write(Array(pem.utf8), to: temporary) else {
            throw Failure(description: "\(temporary) cannot be written. Check the permissions of the data directory.")
        }
        let linked = link(temporary, path) == 0
        unlink(temporary)
        guard linked || errno == EEXIST || access(path, F_OK) == 0 else {
            throw Failure(description: "\(path) cannot be written. Check the permissions of the data directory.")
        }
        return try read(path)
    }
}

/// Small files that only their owner may read, written to the disk before they take their name.
enum SmallFile {
    static func write(_ bytes: [UInt8], to path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        return written == bytes.count && fsync(descriptor) == 0
    }

    /// The old content or the new one, whatever happens.
    static func replace(_ path: String, with bytes: [UInt8]) -> Bool {
        let temporary = "\(path).new"
        return write(bytes, to: temporary) && rename(temporary, path) == 0
    }
}

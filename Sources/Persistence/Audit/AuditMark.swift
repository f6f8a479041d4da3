import AuthCore
import Foundation
import Logging

/// The last checkpoint that this node has signed, in a file: a database that lacks it was set back.
struct AuditMark: Sendable {
    struct Kept: Sendable {
        let statement: String
        let checkpoint: AuditCheckpoint
    }

    let path: String

    func write(_ statement: String) -> Bool {
        SmallFile.replace(path, with: Array((statement + "\n").utf8))
    }

    /// Nil where there is none, or none that this key has signed.
    func read(key: JSONWebKey, logger: Logger) -> Kept? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let statement = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let keys = try? JSONWebKeySet([key]), let checkpoint = AuditCheckpoint(statement, keys: keys) else {
            logger.warning("\(path) holds no checkpoint signed by the present audit key; it is passed over")
            return nil
        }
        return Kept(statement: statement, checkpoint: checkpoint)
    }
}

import Glibc

/// Why the spool could not do it, in a sentence for the operator. Names folders, never a record's content.
package enum SpoolError: Error, Sendable, Equatable {
    /// Another process, or another `Spool` of this one, uses the folder.
    case locked(directory: String)
    /// Nothing is drained and the spool has reached its bound.
    case full(limit: Int)
    /// A record longer than the spool takes.
    case tooLarge(bytes: Int, limit: Int)
    /// A file is not what the spool wrote.
    case damaged(path: String)
    case io(path: String, doing: String, code: CInt)
}

extension SpoolError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .locked(let directory):
            "the usage spool \(directory) is in use by another kiikd: stop that one, or give this one its own data directory"
        case .full(let limit):
            "the usage spool holds \(limit) bytes that the database has not taken yet, and takes no more"
        case .tooLarge(let bytes, let limit):
            "a usage record of \(bytes) bytes is longer than the \(limit) the spool takes"
        case .damaged(let path):
            "\(path) is damaged: move the folder away to start with an empty spool"
        case .io(let path, let doing, let code):
            "cannot \(doing) \(path): \(String(cString: strerror(code)))"
        }
    }
}

internal import Glibc

/// Immutable SQL text with `$1`… placeholders and its hash, cheap to pass: `static let list = Query("SELECT …")`.
///
/// The statement's name on a connection is the hash of the text and of its parameters' types, so the same text
/// bound to other types is another statement.
package struct Query: Sendable, Hashable {
    private let storage: Storage

    /// - Parameter prepared: false for what is run once or must not be parsed ahead of its batch (DDL).
    package init(_ text: StaticString, prepared: Bool = true) {
        self.init(text: text.description, prepared: prepared)
    }

    package init(text: String, prepared: Bool = true) {
        self.storage = Storage(text: text, prepared: prepared)
    }

    package var text: String { storage.text }
    package var isPrepared: Bool { storage.prepared }

    var hash: StatementID { storage.hash }

    /// Valid as long as this value is alive.
    var cString: UnsafePointer<CChar> { UnsafePointer(storage.cString) }
    /// C would end the text at a NUL.
    var isSendable: Bool { storage.isSendable }

    package static func == (left: Query, right: Query) -> Bool {
        left.storage === right.storage || (left.hash == right.hash && left.text == right.text)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(storage.hash) }

    /// Sound to share: nothing is written after `init`, and the C string lives as long as the box.
    private final class Storage: @unchecked Sendable {
        let text: String
        let hash: StatementID
        let prepared: Bool
        let isSendable: Bool
        let cString: UnsafeMutablePointer<CChar>

        init(text: String, prepared: Bool) {
            var text = text
            self.prepared = prepared
            let count = text.utf8.count
            let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: count + 1)
            buffer.initialize(repeating: 0)
            (self.hash, self.isSendable) = text.withUTF8 { bytes in
                if let source = bytes.baseAddress, let target = buffer.baseAddress {
                    memcpy(target, source, bytes.count)
                }
                return (StatementID(hashing: UnsafeRawBufferPointer(bytes)), !bytes.contains(0))
            }
            self.text = text
            self.cString = buffer.baseAddress ?? UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        }

        deinit { cString.deallocate() }
    }
}

extension Query: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(text: value) }
}

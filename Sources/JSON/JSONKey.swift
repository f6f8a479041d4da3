/// A member's name as JSON has it, with its quotes and its colon, made once.
///
/// Only for declarations, which live as long as the process: its bytes are never freed, so that writing one costs a
/// copy and no reference counting. A literal is written by `JSONWriter.key(_:)` without one.
package struct JSONKey: Sendable {
    // Sound to share: written here and never again.
    nonisolated(unsafe) let bytes: UnsafeBufferPointer<UInt8>

    package init(_ name: String) {
        var writer = JSONWriter(capacity: name.utf8.count + 16)
        writer.string(name)
        let text = writer.finish() + [UInt8(ascii: ":")]
        let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
        _ = memory.initialize(from: text)
        bytes = UnsafeBufferPointer(memory)
    }
}

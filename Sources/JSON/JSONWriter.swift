import Glibc

/// Writes JSON into a buffer of its own.
///
/// Every value is followed by a comma, and the closing bracket (or `finish`) takes the last one back: so no value
/// has to ask whether it is the first. It writes what it is told, in that order; a key without value is the caller's
/// mistake and never a trap.
package struct JSONWriter: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var written: Int

    package init(capacity: Int = 1024) {
        self.capacity = max(capacity, 64)
        base = .allocate(capacity: self.capacity)
        written = 0
    }

    deinit { base.deallocate() }

    package mutating func beginObject() { put(UInt8(ascii: "{")) }
    package mutating func endObject() { close(with: UInt8(ascii: "}")) }
    package mutating func beginArray() { put(UInt8(ascii: "[")) }
    package mutating func endArray() { close(with: UInt8(ascii: "]")) }

    package mutating func key(_ key: JSONKey) {
        put(key.bytes)
    }

    package mutating func key(_ name: StaticString) {
        string(static: name)
        replaceComma(with: UInt8(ascii: ":"))
    }

    /// A name that is only known at run time.
    package mutating func key(escaping name: String) {
        string(name)
        replaceComma(with: UInt8(ascii: ":"))
    }

    package mutating func null() { put("null,") }
    package mutating func bool(_ value: Bool) { value ? put("true,") : put("false,") }

    /// JSON that is finished already: one value, without comma.
    package mutating func raw(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        bytes.withMemoryRebound(to: UInt8.self) { put($0) }
        put(UInt8(ascii: ","))
    }

    package mutating func raw(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { raw($0) }
    }

    /// Bytes so far, a comma not yet taken back included.
    package var count: Int { written }

    /// Forgets what was written and keeps the memory.
    package mutating func removeAll() { written = 0 }

    /// The text so far, without the comma that still waits for a next value.
    package borrowing func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: base, count: finishedCount))
    }

    package consuming func finish() -> [UInt8] {
        let bytes = Array(UnsafeBufferPointer(start: base, count: finishedCount))
        // By hand: a consumed value may be destroyed as soon as its last field was read, before the copy is made.
        base.deallocate()
        discard self
        return bytes
    }

    private var finishedCount: Int {
        written > 0 && base[written - 1] == UInt8(ascii: ",") ? written - 1 : written
    }
}

// The buffer.
extension JSONWriter {
    /// Room for `count` more bytes; the caller writes them and calls `advance`.
    @inline(__always)
    mutating func room(for count: Int) -> UnsafeMutablePointer<UInt8> {
        if capacity - written < count { grow(by: count) }
        return base + written
    }

    @inline(__always)
    mutating func advance(by count: Int) { written += count }

    @inline(never)
    private mutating func grow(by count: Int) {
        let larger = max(capacity * 2, written + count)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        moved.update(from: base, count: written)
        base.deallocate()
        base = moved
        capacity = larger
    }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        room(for: 1).pointee = byte
        advance(by: 1)
    }

    @inline(__always)
    mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        memcpy(room(for: bytes.count), start, bytes.count)
        advance(by: bytes.count)
    }

    @inline(__always)
    mutating func put(_ text: StaticString) {
        put(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func close(with bracket: UInt8) {
        let out = room(for: 2)
        // Over the comma of the last element, or behind the opening bracket of an empty one.
        let place = written > 0 && (out - 1).pointee == UInt8(ascii: ",") ? -1 : 0
        out[place] = bracket
        out[place + 1] = UInt8(ascii: ",")
        advance(by: place + 2)
    }

    private mutating func replaceComma(with byte: UInt8) {
        guard written > 0 else { return }
        base[written - 1] = byte
    }

    mutating func takeBackComma() {
        written = finishedCount
    }
}

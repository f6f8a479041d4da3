import Glibc

extension JSONWriter {
    package mutating func string(_ text: String) {
        // Native strings lend their bytes; anything else is copied first.
        let lent: Void? = text.utf8.withContiguousStorageIfAvailable { quoted($0) }
        if lent == nil {
            var copy = text
            copy.withUTF8 { quoted($0) }
        }
    }

    /// A string from UTF-8 bytes; what is not UTF-8 becomes U+FFFD, so the text stays JSON.
    package mutating func string(utf8 bytes: UnsafeRawBufferPointer) {
        if UTF8Check.firstFault(in: bytes) != nil {
            string(String(decoding: bytes, as: UTF8.self))
        } else {
            bytes.withMemoryRebound(to: UInt8.self) { quoted($0) }
        }
    }

    package mutating func string(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        string(utf8: UnsafeRawBufferPointer(bytes))
    }

    package mutating func string(static text: StaticString) {
        quoted(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Copies eight bytes at a time as long as none needs an escape.
    @inline(__always)
    private mutating func quoted(_ bytes: UnsafeBufferPointer<UInt8>) {
        let count = bytes.count
        let start = room(for: count + 3)
        start.pointee = UInt8(ascii: "\"")
        guard let source = UnsafeRawPointer(bytes.baseAddress), count > 0 else {
            start[1] = UInt8(ascii: "\"")
            start[2] = UInt8(ascii: ",")
            advance(by: 3)
            return
        }
        let out = UnsafeMutableRawPointer(start + 1)
        var done = 0
        while done + 8 <= count {
            let word = source.loadUnaligned(fromByteOffset: done, as: UInt64.self)
            if EscapeScan.needsEscape(word) { return escaped(bytes, plain: done) }
            out.storeBytes(of: word, toByteOffset: done, as: UInt64.self)
            done += 8
        }
        if done < count, count >= 8 {
            // The last eight once more: some were written already, with the same bytes.
            let word = source.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
            if EscapeScan.needsEscape(word) { return escaped(bytes, plain: done) }
            out.storeBytes(of: word, toByteOffset: count - 8, as: UInt64.self)
            done = count
        }
        while done < count {
            let byte = source.load(fromByteOffset: done, as: UInt8.self)
            if EscapeScan.needsEscape(byte) { return escaped(bytes, plain: done) }
            out.storeBytes(of: byte, toByteOffset: done, as: UInt8.self)
            done += 1
        }
        start[count + 1] = UInt8(ascii: "\"")
        start[count + 2] = UInt8(ascii: ",")
        advance(by: count + 3)
    }

    /// The string again from its start: `plain` bytes as they are, the rest one by one.
    @inline(never)
    private mutating func escaped(_ bytes: UnsafeBufferPointer<UInt8>, plain: Int) {
        put(UInt8(ascii: "\""))
        put(UnsafeBufferPointer(rebasing: bytes[..<plain]))
        for byte in bytes[plain...] {
            switch byte {
            case UInt8(ascii: "\""): put("\\\"")
            case UInt8(ascii: "\\"): put("\\\\")
            case 0x0A: put("\\n")
            case 0x0D: put("\\r")
            case 0x09: put("\\t")
            case 0x08: put("\\b")
            case 0x0C: put("\\f")
            case 0..<0x20:
                put(byte < 0x10 ? "\\u000" : "\\u001")
                put(hexDigit(byte & 15))
            default: put(byte)
            }
        }
        put("\",")
    }
}

@inline(__always)
func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 &+ value : 0x57 &+ value
}

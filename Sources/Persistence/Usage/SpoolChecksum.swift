/// CRC-32C (Castagnoli), eight bytes a step.
enum SpoolChecksum {
    // Sound: filled once before anyone can see it, never written or freed afterwards.
    private nonisolated(unsafe) static let tables: UnsafePointer<UInt32> = {
        let tables = UnsafeMutablePointer<UInt32>.allocate(capacity: 8 * 256)
        for byte in 0..<256 {
            var sum = UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0x82F6_3B78 : sum >> 1 }
            tables[byte] = sum
        }
        for byte in 0..<256 {
            for step in 1..<8 {
                let before = tables[(step - 1) * 256 + byte]
                tables[step * 256 + byte] = before >> 8 ^ tables[Int(before & 0xFF)]
            }
        }
        return UnsafePointer(tables)
    }()

    /// The checksum of the bytes behind those that `sum` is of.
    static func of(_ bytes: UnsafeRawBufferPointer, after sum: UInt32 = 0) -> UInt32 {
        let tables = tables
        var sum = ~sum
        var place = 0
        while place + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            sum = step(word ^ UInt64(sum), tables)
            place += 8
        }
        while place < bytes.count {
            sum = sum >> 8 ^ tables[Int(UInt8(truncatingIfNeeded: sum) ^ bytes[place])]
            place += 1
        }
        return ~sum
    }

    static func of(_ word: UInt64, after sum: UInt32) -> UInt32 {
        ~step(word ^ UInt64(~sum), tables)
    }

    @inline(__always)
    private static func step(_ word: UInt64, _ tables: UnsafePointer<UInt32>) -> UInt32 {
        func entry(_ table: Int, _ byte: UInt64) -> UInt32 { tables[table * 256 + Int(word >> byte & 0xFF)] }
        return entry(7, 0) ^ entry(6, 8) ^ entry(5, 16) ^ entry(4, 24) ^ entry(3, 32) ^ entry(2, 40) ^ entry(1, 48)
            ^ entry(0, 56)
    }
}

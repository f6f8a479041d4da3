import Synchronization

/// How a segment file looks. Numbers are little-endian.
///
/// The header is `magic(8) node(16) first sequence(8) file size(8) checksum(4)`, padded to 64 bytes. Records follow on
/// eight-byte boundaries: `length(4) checksum(4) sequence(8) payload`. The length has its top bit set and is stored
/// last, so a record is either whole or not there. Unwritten space is zero.
enum SpoolFormat {
    static let headerBytes = 64
    static let recordHeaderBytes = 16
    private static let magic: UInt64 = 0x3145_5355_4B49_494B  // "KIIKUSE1"
    private static let committed: UInt32 = 0x8000_0000
    /// Leaves room to count on without overflow; the database's bigint ends at 2^63.
    static let largestSequence: UInt64 = 1 << 62

    struct Header: Equatable {
        var node: SpoolNode
        var first: UInt64
        var size: Int
    }

    static func recordBytes(payload: Int) -> Int { (recordHeaderBytes + payload + 7) & ~7 }

    static func write(_ header: Header, to file: UnsafeMutableRawPointer) {
        file.storeBytes(of: magic.littleEndian, as: UInt64.self)
        file.storeBytes(of: header.node.high.bigEndian, toByteOffset: 8, as: UInt64.self)
        file.storeBytes(of: header.node.low.bigEndian, toByteOffset: 16, as: UInt64.self)
        file.storeBytes(of: header.first.littleEndian, toByteOffset: 24, as: UInt64.self)
        file.storeBytes(of: UInt64(header.size).littleEndian, toByteOffset: 32, as: UInt64.self)
        let sum = SpoolChecksum.of(UnsafeRawBufferPointer(start: file, count: 40))
        file.storeBytes(of: sum.littleEndian, toByteOffset: 40, as: UInt32.self)
    }

    /// nil unless the bytes begin with a whole header.
    static func header(of file: UnsafeRawBufferPointer) -> Header? {
        guard file.count >= headerBytes, word(file, 0) == magic else { return nil }
        let sum = UInt32(littleEndian: file.loadUnaligned(fromByteOffset: 40, as: UInt32.self))
        guard SpoolChecksum.of(UnsafeRawBufferPointer(rebasing: file[..<40])) == sum else { return nil }
        let first = word(file, 24)
        guard first > 0, first <= largestSequence, let size = Int(exactly: word(file, 32)) else { return nil }
        return Header(
            node: SpoolNode(high: word(file, 8).byteSwapped, low: word(file, 16).byteSwapped), first: first, size: size)
    }

    /// The caller has made sure of the room. `sum` is the checksum of the payload alone.
    static func write(
        _ payload: UnsafeRawBufferPointer, sum: UInt32, sequence: UInt64, to place: UnsafeMutableRawPointer
    ) {
        if let source = payload.baseAddress {
            (place + recordHeaderBytes).copyMemory(from: source, byteCount: payload.count)
        }
        let length = UInt32(truncatingIfNeeded: payload.count)
        place.storeBytes(of: checksum(payload: sum, sequence, length).littleEndian, toByteOffset: 4, as: UInt32.self)
        place.storeBytes(of: sequence.littleEndian, toByteOffset: 8, as: UInt64.self)
        // Nothing above may be stored after the length, or a kill between the two leaves half a record that counts.
        atomicMemoryFence(ordering: .releasing)
        place.storeBytes(of: (length | committed).littleEndian, as: UInt32.self)
    }

    enum Reading: Equatable {
        /// Where the payload is.
        case record(Range<Int>)
        /// A record may be here, but these bytes end before it does: so many are needed from its start on.
        case cutOff(needed: Int)
        /// Nothing was committed here, or it is not what was written.
        case none
    }

    static func record(at place: Int, in bytes: UnsafeRawBufferPointer, expecting sequence: UInt64) -> Reading {
        guard bytes.count - place >= recordHeaderBytes else { return .cutOff(needed: recordHeaderBytes) }
        let stored = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
        guard stored & committed != 0, word(bytes, place + 8) == sequence else { return .none }
        let length = stored & ~committed
        guard length <= largestPayload else { return .none }
        let needed = recordHeaderBytes + Int(length)
        guard bytes.count - place >= needed else { return .cutOff(needed: needed) }
        let payload = (place + recordHeaderBytes)..<(place + needed)
        let sum = SpoolChecksum.of(UnsafeRawBufferPointer(rebasing: bytes[payload]))
        let expected = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self))
        return checksum(payload: sum, sequence, length) == expected ? .record(payload) : .none
    }

    /// Of one record, whatever the segment's size.
    static let largestPayload = 1 << 20

    private static func checksum(payload sum: UInt32, _ sequence: UInt64, _ length: UInt32) -> UInt32 {
        SpoolChecksum.of(UInt64(length), after: SpoolChecksum.of(sequence, after: sum))
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }
}

/// Finds the first byte that is not well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
enum UTF8Check {
    static func firstFault(in bytes: UnsafeRawBufferPointer) -> Int? {
        var position = 0
        let count = bytes.count
        while position < count {
            while position + 8 <= count {
                let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                if word & 0x8080_8080_8080_8080 != 0 { break }
                position += 8
            }
            guard position < count else { return nil }
            if bytes[position] < 0x80 {
                position += 1
                continue
            }
            guard let length = sequenceLength(in: bytes, at: position) else { return position }
            position += length
        }
        return nil
    }

    private static func sequenceLength(in bytes: UnsafeRawBufferPointer, at start: Int) -> Int? {
        func byte(_ place: Int) -> UInt8 { start + place < bytes.count ? bytes[start + place] : 0 }
        func isTail(_ place: Int) -> Bool { byte(place) & 0xC0 == 0x80 }
        let second = byte(1)
        switch byte(0) {
        case 0xC2...0xDF: return isTail(1) ? 2 : nil
        case 0xE0: return second >= 0xA0 && second <= 0xBF && isTail(2) ? 3 : nil
        case 0xED: return second >= 0x80 && second <= 0x9F && isTail(2) ? 3 : nil
        case 0xE1...0xEF: return isTail(1) && isTail(2) ? 3 : nil
        case 0xF0: return second >= 0x90 && second <= 0xBF && isTail(2) && isTail(3) ? 4 : nil
        case 0xF1...0xF3: return isTail(1) && isTail(2) && isTail(3) ? 4 : nil
        case 0xF4: return second >= 0x80 && second <= 0x8F && isTail(2) && isTail(3) ? 4 : nil
        default: return nil
        }
    }
}

extension Row {
    /// `numeric` as exact decimal text with the column's own scale: `-12.50`, or `NaN`, `Infinity`, `-Infinity`.
    package mutating func numeric() throws(PostgresError) -> String {
        try decimal(required())
    }

    package mutating func optionalNumeric() throws(PostgresError) -> String? {
        guard let bytes = try next() else { return nil }
        return try decimal(bytes)
    }

    /// Binary `numeric`: digit count, weight of the first digit, sign, scale, then digits of base 10,000.
    private func decimal(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) -> String {
        guard bytes.count >= 8, bytes.count % 2 == 0 else { throw malformed("numeric") }
        func half(_ index: Int) -> Int {
            Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: index &* 2, as: Int16.self)))
        }
        let count = half(0)
        let weight = half(1)
        let scale = half(3)
        guard count >= 0, scale >= 0, bytes.count == 8 &+ count &* 2 else { throw malformed("numeric") }

        var text = ""
        switch UInt16(truncatingIfNeeded: half(2)) {
        case 0x0000: break
        case 0x4000: text = "-"
        case 0xC000: return "NaN"
        case 0xD000: return "Infinity"
        case 0xF000: return "-Infinity"
        default: throw malformed("numeric")
        }
        func digits(at position: Int) -> Int { position >= 0 && position < count ? half(4 &+ position) : 0 }

        // Before the point: groups 0 through `weight`.
        if weight < 0 { text += "0" }
        for position in 0..<Swift.max(0, weight &+ 1) {
            let group = String(digits(at: position))
            if position > 0 { text += String(repeating: "0", count: Swift.max(0, 4 &- group.utf8.count)) }
            text += group
        }
        guard scale > 0 else { return text }
        // After it: four digits a group, cut to the scale.
        text += "."
        var rest = scale
        var position = weight &+ 1
        while rest > 0 {
            let group = String(digits(at: position))
            let padded = String(repeating: "0", count: Swift.max(0, 4 &- group.utf8.count)) + group
            text += padded.prefix(rest)
            rest &-= 4
            position &+= 1
        }
        return text
    }
}

extension JSONWriter {
    package mutating func int(_ value: Int64) {
        let out = room(for: 22)
        var place = 0
        if value < 0 {
            out.pointee = UInt8(ascii: "-")
            place = 1
        }
        place += Digits.write(value.magnitude, to: out + place)
        out[place] = UInt8(ascii: ",")
        advance(by: place + 1)
    }

    package mutating func int(_ value: Int) { int(Int64(value)) }
    package mutating func int(_ value: Int32) { int(Int64(value)) }

    /// Exactly `scale` digits after the point: (150000, 2) is `1500.00`, (5, -2) is `500`. Beyond a scale of ±64 an
    /// exponent is written, at most ±999.
    package mutating func decimal(unscaled: Int64, scale: Int) {
        guard scale > 0 else { return whole(unscaled, zeros: scale) }
        guard scale <= 64 else { return exponent(unscaled, -min(scale, JSONLimits.exponent)) }
        let out = room(for: 96)
        var place = 0
        if unscaled < 0 {
            out.pointee = UInt8(ascii: "-")
            place = 1
        }
        let digits = Digits.count(unscaled.magnitude)
        // At least one digit stands before the point.
        let width = max(digits, scale + 1)
        for zero in 0..<(width - digits) { out[place + zero] = UInt8(ascii: "0") }
        _ = Digits.write(unscaled.magnitude, to: out + place + width - digits)
        // Make room for the point.
        let point = place + width - scale
        (out + point + 1).update(from: out + point, count: scale)
        out[point] = UInt8(ascii: ".")
        out[place + width + 1] = UInt8(ascii: ",")
        advance(by: place + width + 2)
    }

    /// The shortest text that reads back as this double; null if it is not finite.
    package mutating func double(_ value: Double) {
        guard let number = JSONNumber(value) else { return null() }
        self.number(number)
    }

    package mutating func number(_ number: JSONNumber) {
        var text = number.text
        text.withUTF8 { put($0) }
        put(UInt8(ascii: ","))
    }

    private mutating func whole(_ unscaled: Int64, zeros scale: Int) {
        guard scale >= -64 else { return exponent(unscaled, -max(scale, -JSONLimits.exponent)) }
        int(unscaled)
        guard scale < 0, unscaled != 0 else { return }
        takeBackComma()
        for _ in 0..<(-scale) { put(UInt8(ascii: "0")) }
        put(UInt8(ascii: ","))
    }

    private mutating func exponent(_ unscaled: Int64, _ exponent: Int) {
        int(unscaled)
        takeBackComma()
        put(UInt8(ascii: "e"))
        int(Int64(exponent))
    }
}

/// Decimal digits of an unsigned number.
enum Digits {
    @inline(__always)
    static func count(_ value: UInt64) -> Int {
        var count = 1
        var rest = value
        while rest >= 10_000 {
            rest /= 10_000
            count += 4
        }
        return count + (rest >= 1000 ? 3 : rest >= 100 ? 2 : rest >= 10 ? 1 : 0)
    }

    /// Returns how many it wrote.
    @inline(__always)
    static func write(_ value: UInt64, to out: UnsafeMutablePointer<UInt8>) -> Int {
        let count = count(value)
        var rest = value
        var place = count
        while rest >= 100 {
            place -= 2
            two(UInt32(truncatingIfNeeded: rest % 100), to: out + place)
            rest /= 100
        }
        if place == 2 {
            two(UInt32(truncatingIfNeeded: rest), to: out)
        } else {
            out.pointee = 0x30 &+ UInt8(truncatingIfNeeded: rest)
        }
        return count
    }

    /// Two digits, for values below 100.
    @inline(__always)
    static func two(_ value: UInt32, to out: UnsafeMutablePointer<UInt8>) {
        let tens = (value &* 205) >> 11
        out[0] = 0x30 &+ UInt8(truncatingIfNeeded: tens)
        out[1] = 0x30 &+ UInt8(truncatingIfNeeded: value &- tens &* 10)
    }
}

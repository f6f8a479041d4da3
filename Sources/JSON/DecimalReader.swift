/// Reads a valid JSON number as an exact decimal.
enum DecimalReader {
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> (unscaled: Int64, scale: Int)? {
        var magnitude: UInt64 = 0
        // Zeros seen since the last other digit: they count only if another digit follows.
        var zeros = 0
        // The decimal exponent of the last digit kept in `magnitude`.
        var exponent = 0
        var position = 0
        var fraction = false
        let negative = bytes.first == UInt8(ascii: "-")
        if negative { position = 1 }

        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: ".") {
                fraction = true
                continue
            }
            guard byte &- 0x30 < 10 else { break }
            if fraction { exponent -= 1 }
            guard byte != 0x30 else {
                zeros += 1
                continue
            }
            // Leading zeros are worth nothing.
            if magnitude != 0 { guard scaleUp(&magnitude, by: zeros) else { return nil } }
            zeros = 0
            guard append(byte &- 0x30, to: &magnitude) else { return nil }
        }
        guard magnitude != 0 else { return (0, 0) }
        exponent += zeros
        // Whatever is left stands after the e.
        if position < bytes.count {
            exponent += written(UnsafeBufferPointer(rebasing: bytes[position...]))
        }
        if exponent > 0 {
            guard scaleUp(&magnitude, by: exponent) else { return nil }
            exponent = 0
        }
        guard let unscaled = signed(magnitude, negative: negative) else { return nil }
        return (unscaled, -exponent)
    }

    private static func append(_ digit: UInt8, to magnitude: inout UInt64) -> Bool {
        let (product, over) = magnitude.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
        magnitude = sum
        return !over && !carry
    }

    private static func scaleUp(_ magnitude: inout UInt64, by zeros: Int) -> Bool {
        guard zeros < 20 else { return false }
        for _ in 0..<zeros {
            let (product, over) = magnitude.multipliedReportingOverflow(by: 10)
            guard !over else { return false }
            magnitude = product
        }
        return true
    }

    private static func signed(_ magnitude: UInt64, negative: Bool) -> Int64? {
        guard negative else { return Int64(exactly: magnitude) }
        if magnitude == Int64.min.magnitude { return Int64.min }
        return Int64(exactly: magnitude).map { -$0 }
    }

    /// The exponent after the e; the scanner has bounded it.
    private static func written(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var value = 0
        for byte in bytes where byte &- 0x30 < 10 { value = min(value * 10 + Int(byte &- 0x30), 9999) }
        return bytes.first == UInt8(ascii: "-") ? -value : value
    }
}

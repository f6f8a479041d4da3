/// Finds the end of a number by RFC 8259 section 6.
struct NumberScanner {
    enum Result {
        case number
        case fault(String)
    }

    private let bytes: UnsafeRawBufferPointer
    private(set) var position: Int

    init(_ bytes: UnsafeRawBufferPointer, at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    /// Afterwards `position` is behind the number, or at the fault.
    mutating func scan(limit: Int) -> Result {
        let start = position
        if peek == UInt8(ascii: "-") { position += 1 }
        // int = zero / ( digit1-9 *DIGIT )
        if peek == UInt8(ascii: "0") {
            position += 1
            if isDigit { return .fault("a number must not start with a zero") }
        } else if !skipDigits() {
            return .fault("a number needs a digit here")
        }
        if peek == UInt8(ascii: ".") {
            position += 1
            if !skipDigits() { return .fault("a number needs a digit after its point") }
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            let exponent = position
            if !skipDigits() { return .fault("a number needs a digit in its exponent") }
            if magnitude(from: exponent) > JSONLimits.exponent {
                position = start
                return .fault("the exponent of a number is larger than \(JSONLimits.exponent)")
            }
        }
        if position - start > limit {
            position = start
            return .fault("a number is longer than \(limit) characters")
        }
        return .number
    }

    /// 0 at the end, which is no part of any number.
    private var peek: UInt8 { position < bytes.count ? bytes[position] : 0 }
    private var isDigit: Bool { peek &- 0x30 < 10 }

    private mutating func skipDigits() -> Bool {
        guard isDigit else { return false }
        repeat { position += 1 } while isDigit
        return true
    }

    private func magnitude(from start: Int) -> Int {
        var value = 0
        for place in start..<position { value = min(value * 10 + Int(bytes[place] &- 0x30), 100_000) }
        return value
    }
}

/// A number as it was written. Equal when the text is: `1.0` and `1` are two numbers of one value.
package struct JSONNumber: Sendable, Hashable {
    package let text: String

    /// The caller has checked that this is a JSON number within the limits.
    init(checked text: String) { self.text = text }

    package init(_ value: Int64) { text = String(value) }

    /// The shortest text that reads back as this double; nil if it is not finite.
    package init?(_ value: Double) {
        guard value.isFinite else { return nil }
        // A whole number is written without fraction, as people write it.
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 {
            self.init(whole)
        } else {
            self.init(checked: value.description)
        }
    }

    /// Exactly `scale` digits after the point. A scale beyond ±64 is written as an exponent, at most ±999.
    package init(unscaled: Int64, scale: Int) {
        var writer = JSONWriter(capacity: 96)
        writer.decimal(unscaled: unscaled, scale: scale)
        text = String(decoding: writer.finish(), as: UTF8.self)
    }

    /// nil unless the whole text is one JSON number within the default limits.
    package init?(_ text: String) {
        var text = text
        let valid = text.withUTF8 { bytes in
            var scanner = NumberScanner(UnsafeRawBufferPointer(bytes), at: 0)
            guard case .number = scanner.scan(limit: JSONLimits.default.numberLength) else { return false }
            return scanner.position == bytes.count
        }
        guard valid else { return nil }
        self.text = text
    }

    /// The value if it is an integer that fits, however it is written.
    package var int64: Int64? {
        guard let (unscaled, scale) = decimal, scale == 0 else { return nil }
        return unscaled
    }

    /// The exact value `unscaled / 10^scale` with the smallest scale that is not negative; nil if it does not fit.
    package var decimal: (unscaled: Int64, scale: Int)? {
        var text = text
        return text.withUTF8(DecimalReader.read)
    }

    /// The nearest double; nil beyond its range.
    package var double: Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }
}

import JSON
import Testing

@Suite struct NumberTests {
    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("0.000", 0), ("0e999", 0), ("1", 1), ("1.0", 1), ("1e2", 100), ("1E+2", 100),
            ("100e-2", 1),
            ("12.50e1", 125), ("-7", -7), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775807.000", .max), ("0.0000000000000000001e19", 1), ("1e18", 1_000_000_000_000_000_000),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("1e19", nil), ("1.5", nil), ("1e-1", nil),
            ("99999999999999999999", nil), ("18446744073709551616", nil), ("1e999", nil),
            ("10000000000000000000000e-22", 1),
        ] as [(String, Int64?)])
    func `an integer is read exactly or not at all`(text: String, expected: Int64?) throws {
        #expect(try JSONValue.parse(text).int64Value == expected)
    }

    @Test(
        arguments: [
            ("1500.00", 1500, 0), ("0.1", 1, 1), ("-0.10", -1, 1), ("19.99", 1999, 2), ("1e-3", 1, 3), ("0.00", 0, 0),
            ("-92233720368547758.08", .min, 2), ("92233720368547758.07", .max, 2), ("1.230e1", 123, 1),
            ("5e-324", 5, 324),
            ("1000.0001", 10_000_001, 4), ("0.00000000000000000000000000000001", 1, 32),
        ] as [(String, Int64, Int)])
    func `a decimal is exact and has no more scale than it needs`(text: String, unscaled: Int64, scale: Int) throws {
        let decimal = try #require(try JSONValue.parse(text).numberValue?.decimal)
        #expect(decimal == (unscaled, scale))
    }

    @Test(arguments: ["92233720368547758.08", "0.12345678901234567890123", "1e19", "12345678901234567890.5"])
    func `a decimal that does not fit is none`(text: String) {
        #expect(JSONNumber(text)?.decimal == nil)
    }

    @Test func `a double is the nearest, and none beyond its range`() {
        #expect(JSONNumber("0.1")?.double == 0.1)
        #expect(JSONNumber("1.7976931348623157e308")?.double == .greatestFiniteMagnitude)
        #expect(JSONNumber("-1e400")?.double == nil)
        #expect(JSONNumber(.nan as Double) == nil)
        #expect(JSONNumber(.infinity as Double) == nil)
        #expect(JSONNumber(12.0 as Double)?.text == "12")
        #expect(JSONNumber(0.1 as Double)?.text == "0.1")
        #expect(JSONNumber(1e300 as Double)?.text == "1e+300")
    }

    @Test func `a number keeps its text`() throws {
        for text in ["1.0", "1e2", "-0", "0.10", "1E+02", "123456789012345678901234567890"] {
            #expect(try JSONValue.parse(text).numberValue?.text == text)
            #expect(try JSONValue.parse(text).text == text)
        }
    }

    @Test(arguments: ["", " 1", "1 ", "1a", "01", "nan", "1e1000", "0x1", String(repeating: "9", count: 65)])
    func `a text that is no number makes none`(text: String) {
        #expect(JSONNumber(text) == nil)
    }

    @Test func `a random decimal written with its scale reads back as the same value`() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<5000 {
            let shift = UInt64.random(in: 0..<64, using: &generator)
            let unscaled = Int64(bitPattern: generator.next()) >> Int64(shift)
            let scale = Int.random(in: -3...40, using: &generator)
            let number = JSONNumber(unscaled: unscaled, scale: scale)
            #expect(JSONNumber(number.text) == number)
            if scale > 0 {
                #expect(number.text.split(separator: ".").last?.count == scale)
            }
            guard let decimal = number.decimal else {
                // Only zeros behind the number can make it too large.
                #expect(scale < 0)
                continue
            }
            var (expected, places) = (unscaled, scale)
            while places < 0 {
                expected *= 10
                places += 1
            }
            while places > 0, expected % 10 == 0 {
                expected /= 10
                places -= 1
            }
            #expect(decimal == (expected, expected == 0 ? 0 : places))
        }
    }
}

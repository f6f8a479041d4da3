import JSON
import Testing

@Suite struct WriterTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(capacity: 1)
        body(&writer)
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    @Test func `commas stand between values and nowhere else`() {
        let key = JSONKey("a")
        let text = written { writer in
            writer.beginObject()
            writer.key(key)
            writer.beginArray()
            writer.endArray()
            writer.key("b")
            writer.beginObject()
            writer.endObject()
            writer.key("c,\"")
            writer.beginArray()
            writer.int(1 as Int64)
            writer.null()
            writer.beginArray()
            writer.string(",")
            writer.endArray()
            writer.bool(true)
            writer.bool(false)
            writer.raw(Array(#"{"r":1}"#.utf8))
            writer.raw([])
            writer.endArray()
            writer.key(escaping: "d\n")
            writer.value(["x": [1, 2]])
            writer.endObject()
        }
        #expect(text == #"{"a":[],"b":{},"c,\"":[1,null,[","],true,false,{"r":1}],"d\n":{"x":[1,2]}}"#)
    }

    @Test func `an empty writer is empty, and can be used again`() {
        var writer = JSONWriter()
        #expect(writer.withUnsafeBytes { $0.count } == 0)
        writer.string("a")
        #expect(writer.withUnsafeBytes { Array($0) } == Array(#""a""#.utf8))
        writer.removeAll()
        writer.int(5)
        #expect(writer.finish() == Array("5".utf8))
    }

    @Test func `misuse writes nonsense but never traps`() {
        _ = written { $0.endObject() }
        _ = written {
            $0.endArray(); $0.endArray(); $0.endObject()
        }
        _ = written {
            $0.key("a"); $0.endObject()
        }
        _ = written {
            $0.beginArray(); $0.key("a"); $0.beginObject()
        }
        _ = written { $0.uuid(UnsafeRawBufferPointer(start: nil, count: 0)) }
    }

    @Test(arguments: [
        Int64.min, .max, 0, -1, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 99_999, 100_000, -123_456_789_012,
    ])
    func `an integer is written as Swift writes it`(value: Int64) {
        #expect(written { $0.int(value) } == String(value))
    }

    @Test func `random integers of every length are written as Swift writes them`() {
        var generator = SeededGenerator(seed: 5)
        for round in 0..<6400 {
            let value = Int64(bitPattern: generator.next()) >> Int64(round % 64)
            #expect(written { $0.int(value) } == String(value))
        }
    }

    @Test(
        arguments: [
            (150_000, 2, "1500.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (0, 2, "0.00"), (50, 0, "50"), (5, -2, "500"),
            (0, -3, "0"),
            (-1, 1, "-0.1"), (.min, 2, "-92233720368547758.08"), (.min, 19, "-0.9223372036854775808"),
            (.max, 18, "9.223372036854775807"),
            (1, 65, "1e-65"), (7, -65, "7e65"), (1, .max, "1e-999"), (1, .min, "1e999"),
            (3, 20, "0.00000000000000000003"),
        ] as [(Int64, Int, String)])
    func `a decimal has exactly the digits of its scale`(unscaled: Int64, scale: Int, expected: String) {
        #expect(written { $0.decimal(unscaled: unscaled, scale: scale) } == expected)
    }

    @Test func `strings of every length and with every byte are escaped as they must be`() throws {
        for length in 0...40 {
            let plain = String(repeating: "x", count: length)
            #expect(written { $0.string(plain) } == "\"\(plain)\"")
            for special in (0...0x7F).compactMap(Unicode.Scalar.init) + ["é", "😀", "\u{2028}"] {
                for place in Set([0, length / 2, length]) {
                    var scalars = Array(plain.unicodeScalars)
                    scalars.insert(special, at: place)
                    var view = String.UnicodeScalarView()
                    view.append(contentsOf: scalars)
                    let text = String(view)
                    let json = written { $0.string(text) }
                    #expect(json.utf8.allSatisfy { $0 >= 0x20 })
                    #expect(try JSONValue.parse(json, limits: JSONLimits(allowsNUL: true)) == .string(text))
                }
            }
        }
    }

    @Test func `bytes that are not UTF-8 become the replacement character`() throws {
        let bytes: [UInt8] = [0x61, 0xFF, 0x22, 0xC3, 0x28]
        let json = bytes.withUnsafeBytes { buffer in written { $0.string(utf8: buffer) } }
        #expect(try JSONValue.parse(json) == "a\u{FFFD}\"\u{FFFD}(")
        let good = Array("é\"".utf8).withUnsafeBytes { buffer in written { $0.string(utf8: buffer) } }
        #expect(good == #""é\"""#)
        #expect(written { $0.string(utf8: UnsafeRawBufferPointer(start: nil, count: 0)) } == #""""#)
        #expect(written { $0.string(static: "a\"b") } == #""a\"b""#)
    }

    @Test func `a substring and a string grown by parts are written whole`() {
        let text = "0123456789 é abcdefghijklmnopqrstuvwxyz"
        #expect(written { $0.string(String(text.dropFirst(3))) } == "\"\(text.dropFirst(3))\"")
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1, "1970-01-01T00:00:00.000001Z"), (-1, "1969-12-31T23:59:59.999999Z"),
            (1_795_224_153_123_456, "2026-11-21T01:22:33.123456Z"), (951_782_400_000_000, "2000-02-29T00:00:00Z"),
            (-2_203_891_200_000_000, "1900-03-01T00:00:00Z"), (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
            (253_402_300_800_000_000, "+010000-01-01T00:00:00Z"), (-62_167_219_200_000_000, "0000-01-01T00:00:00Z"),
            (-62_167_219_200_000_001, "-000001-12-31T23:59:59.999999Z"), (-86_400_000_000, "1969-12-31T00:00:00Z"),
            (.max, "+294247-01-10T04:00:54.775807Z"), (.min, "-290308-12-21T19:59:05.224192Z"),
        ] as [(Int64, String)])
    func `an instant is written in UTC, to the microsecond where it has one`(micros: Int64, expected: String) {
        #expect(written { $0.timestamp(microsecondsSince1970: micros) } == "\"\(expected)\"")
    }

    @Test func `every day of a thousand years follows the day before`() {
        var (year, month, day) = (1600, 1, 1)
        for days in Int32(-135_140)...230_102 {
            let pad = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
            let matches = written { $0.date(daysSince1970: days) } == "\"\(year)-\(pad(month))-\(pad(day))\""
            #expect(matches)
            guard matches else { return }
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let length = month == 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
            day += 1
            if day > length { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(year == 2600)
        _ = written { $0.date(daysSince1970: .max) }
        _ = written { $0.date(daysSince1970: .min) }
    }

    @Test func `a uuid is written in lower case with its hyphens`() {
        let expected = #""01234567-89ab-cdef-fedc-ba9876543210""#
        #expect(written { $0.uuid(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210) } == expected)
        let bytes: [UInt8] = [
            1, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10,
        ]
        #expect(bytes.withUnsafeBytes { buffer in written { $0.uuid(buffer) } } == expected)
        #expect(bytes.dropLast().withUnsafeBytes { buffer in written { $0.uuid(buffer) } } == "null")
    }

    @Test func `a double that is not finite is null`() {
        #expect(written { $0.double(.nan) } == "null")
        #expect(written { $0.double(-.infinity) } == "null")
        #expect(written { $0.double(0.25) } == "0.25")
    }
}

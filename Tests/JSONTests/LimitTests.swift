import JSON
import Testing

@Suite struct LimitTests {
    @Test func `S60 nesting up to the limit is read and deeper nesting refused`() throws {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
            let text = { (depth: Int) in
                String(repeating: open, count: depth) + (open == "[" ? "" : "1")
                    + String(repeating: close, count: depth)
            }
            #expect(throws: Never.self) { try JSONValue.parse(text(64)) }
            let error = #expect(throws: JSONError.self) { try JSONValue.parse(text(65)) }
            #expect(error?.reason == .tooDeep(limit: 64))
        }
    }

    @Test func `S60 a million brackets are an error and no crash`() {
        for open in ["[", #"{"a":"#, "[[],", #"[{"":"#] {
            #expect(throws: JSONError.self) { try JSONValue.parse(String(repeating: open, count: 1_000_000)) }
        }
    }

    @Test func `the deepest limit that can be asked for fits a small stack`() async throws {
        let depth = JSONLimits(depth: .max).depth
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let read = try await Task.detached { try JSONValue.parse(text, limits: JSONLimits(depth: .max)) }.value
        #expect(read.text == text)
        #expect(read.pretty().utf8.count > text.utf8.count)
        #expect(read.yaml().utf8.count > depth)
    }

    @Test func `S60 a huge number is refused by length and by exponent`() throws {
        let longest = String(repeating: "9", count: 64)
        #expect(try JSONValue.parse(longest).text == longest)
        for text in [
            longest + "9", String(repeating: "1", count: 1_000_000), "1e1000", "1e-1000", "-1E99999999999999999999",
        ] {
            #expect(throws: JSONError.self) { try JSONValue.parse("[\(text)]") }
        }
        #expect(try JSONValue.parse("1e0000999").numberValue?.double == nil)
    }

    @Test(
        arguments: [
            ([0x80], 0), ([0xC0, 0xAF], 0), ([0xC1, 0xBF], 0), ([0xE0, 0x80, 0xAF], 0), ([0xE0, 0x9F, 0xBF], 0),
            ([0xED, 0xA0, 0x80], 0), ([0xED, 0xBF, 0xBF], 0), ([0xF0, 0x8F, 0xBF, 0xBF], 0),
            ([0xF4, 0x90, 0x80, 0x80], 0),
            ([0xF5, 0x80, 0x80, 0x80], 0), ([0xFF], 0), ([0xFE], 0), ([0xC3], 0), ([0xE2, 0x82], 0),
            ([0xF0, 0x9F, 0x98], 0),
            ([0x61, 0xC3, 0x28], 1), ([0xC3, 0xA9, 0xE2, 0x28, 0xA1], 2), ([0x61, 0xF0, 0x28, 0x8C, 0xBC], 1),
        ] as [([UInt8], Int)])
    func `S60 broken UTF-8 is refused at its first byte`(bytes: [UInt8], fault: Int) {
        for lead in [0, 1, 7, 8, 9, 40] {
            let text = [0x22] + [UInt8](repeating: 0x61, count: lead) + bytes + [0x22]
            let error = #expect(throws: JSONError.self) { try JSONValue.parse(text) }
            #expect(error == JSONError(.invalidUTF8, offset: 1 + lead + fault))
        }
    }

    @Test func `S60 broken UTF-8 outside a string, or cut off at the end, is refused`() {
        for bytes: [UInt8] in [[0xFF], [0x31, 0x80], [0x5B, 0xC3], [0x22, 0x61, 0xE2, 0x82]] {
            let error = #expect(throws: JSONError.self) { try JSONValue.parse(bytes) }
            #expect(error?.reason == .invalidUTF8)
        }
    }

    @Test func `the UTF-8 check agrees with the standard library`() {
        var generator = SeededGenerator(seed: 3)
        let interesting: [UInt8] = [0x61, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                interesting.randomElement(using: &generator) ?? 0
            }
            let valid = String(validating: bytes, as: UTF8.self) != nil
            let read = try? JSONValue.parse([0x22] + bytes + [0x22])
            #expect((read != nil) == valid, "\(bytes)")
        }
    }

    @Test(arguments: [
        #""\ud800""#, #""\udc00""#, #""\ud800x""#, #""\ud800\n""#, #""\ud800\u0041""#, #""\ud800\ud800""#,
        #""\udc00\ud800""#, #""\uDBFF\uE000""#, #""a\ud83d""#,
    ])
    func `a lone surrogate is refused`(text: String) {
        let error = #expect(throws: JSONError.self) { try JSONValue.parse(text) }
        #expect(error?.reason == .loneSurrogate)
    }

    @Test func `U+0000 is refused unless it is asked for`() throws {
        let error = #expect(throws: JSONError.self) { try JSONValue.parse(#"["a\u0000"]"#) }
        #expect(error == JSONError(.nul, offset: 3))
        #expect(throws: JSONError.self) { try JSONValue.parse(#"{"\u0000":1}"#) }
        #expect(try JSONValue.parse(#""a\u0000""#, limits: JSONLimits(allowsNUL: true)) == "a\0")
    }

    @Test func `a byte order mark is refused`() {
        let error = #expect(throws: JSONError.self) { try JSONValue.parse([0xEF, 0xBB, 0xBF, 0x31]) }
        #expect(error?.reason == .byteOrderMark)
        for bytes: [UInt8] in [[0xFF, 0xFE, 0x31, 0x00], [0xFE, 0xFF, 0x00, 0x31], [0x31, 0x00]] {
            #expect(throws: JSONError.self) { try JSONValue.parse(bytes) }
        }
    }

    @Test func `a text longer than its limit is refused unread`() {
        let error = #expect(throws: JSONError.self) { try JSONValue.parse("[1,2,3]", limits: JSONLimits(bytes: 6)) }
        #expect(error?.reason == .tooLarge(limit: 6))
        #expect(throws: Never.self) { try JSONValue.parse("[1,2,3]", limits: JSONLimits(bytes: 7)) }
    }

    @Test func `ten thousand names in one object are read in linear time`() throws {
        let members = (0..<10_000).map { "\"n\($0)\":\($0)" }.joined(separator: ",")
        let object = try #require(try JSONValue.parse("{\(members)}").objectValue)
        #expect(object.count == 10_000)
        #expect(object["n9999"] == 9999)
    }
}

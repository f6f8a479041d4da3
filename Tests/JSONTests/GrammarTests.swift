import JSON
import Testing

@Suite struct GrammarTests {
    @Test(
        arguments: [
            ("null", JSONValue.null), ("true", true), ("false", false), ("0", 0),
            ("-0", .number(JSONNumber("-0") ?? JSONNumber(1))),
            (" \t\r\n1 \t\r\n", 1), (#""""#, ""), (#""a""#, "a"), ("[]", []), ("{}", [:]), ("[ ]", []), ("{ }", [:]),
            ("[1,2]", [1, 2]), ("[ 1 , 2 ]", [1, 2]), (#"{"a":1}"#, ["a": 1]), (#"{ "a" : [ { } ] }"#, ["a": [[:]]]),
            (#"{"":0}"#, ["": 0]), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u00E9""#, "éé"),
            (#""\ud83d\ude00""#, "😀"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
            ("\"\u{7F}\u{80}\u{2028}\"", "\u{7F}\u{80}\u{2028}"),
            ("\"😀 中 é\"", "😀 中 é"), (#""\u0001""#, "\u{1}"), (#""\uFFFF""#, "\u{FFFF}"),
        ] as [(String, JSONValue)])
    func `what RFC 8259 allows is read`(text: String, expected: JSONValue) throws {
        #expect(try JSONValue.parse(text) == expected)
    }

    @Test(arguments: [
        "", " ", "nul", "nulL", "True", "nan", "NaN", "Infinity", "-Infinity", "undefined", "'a'", "a", "1 2", "1,",
        ",",
        "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1 2]", "[1}", "{]", "{1:2}", "{a:1}", #"{"a"}"#,
        #"{"a":}"#, #"{"a":1,}"#, #"{,"a":1}"#, #"{"a":1 "b":2}"#, #"{"a" 1}"#, #"{"a":1]"#, #"{"a"::1}"#, #"{'a':1}"#,
        "[1]]", "{}{}", "[] x", "// c\n1", "/* c */1", "1 // c", "\u{A0}1", "\u{2028}1", "\u{B}1", "\u{C}1", "1\0",
        "\0",
        "\"", "\"a", #""\"#, #""\""#, #""\a""#, #""\'""#, #""\x41""#, #""\U0041""#, #""\u""#, #""\u00""#, #""\u00g0""#,
        #""\u+123""#, #""\u 123""#, "\"\n\"", "\"\t\"", "\"\u{0}\"", "\"\u{1F}\"", "\"a\u{1F}bcdefghijk\"",
        "-", "+1", "--1", "01", "-01", "00", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1E-", "1e1.5", "1ee1", "0x1",
        "1_0",
        "1a", "0e", "-a", "1.2.3", "١", "１",
    ])
    func `what RFC 8259 forbids is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSONValue.parse(text) }
    }

    @Test(arguments: [
        ("", JSONError.Reason.empty, 0, "the JSON text is empty"),
        (#"{"a": x}"#, .unexpected(wanted: "a value"), 6, "unexpected character at byte 6: expected a value"),
        ("[1 2]", .unexpected(wanted: "',' or ']'"), 3, "unexpected character at byte 3: expected ',' or ']'"),
        (#"{"é": tru"#, .unexpectedEnd, 10, "the JSON text ends too early, at byte 10"),
        ("[] []", .trailing, 3, "unexpected text after the JSON value, at byte 3"),
        (#"{"a":1,"a":2}"#, .duplicate(name: "a"), 7, "the name \"a\" occurs twice in one object, at byte 7"),
        ("[01]", .number("a number must not start with a zero"), 2, "a number must not start with a zero, at byte 2"),
    ])
    func `a fault is named with its place`(text: String, reason: JSONError.Reason, offset: Int, message: String) {
        let error = #expect(throws: JSONError.self) { try JSONValue.parse(text) }
        #expect(error?.reason == reason)
        #expect(error?.offset == offset)
        #expect(error?.message == message)
    }

    @Test func `every proper prefix of a document is refused`() throws {
        let bytes = Array(#"{"a":[1,true,null,"\u00e9é\n",{"b":-1.5e+3}],"c":"ü"}"#.utf8)
        _ = try JSONValue.parse(bytes)
        for length in 0..<bytes.count {
            #expect(throws: JSONError.self) { try JSONValue.parse(Array(bytes.prefix(length))) }
        }
    }

    @Test func `a duplicate name is refused in small and in large objects, also when it is escaped`() {
        for count in [1, 2, 15, 16, 17, 18, 500] {
            let members = (0..<count).map { "\"n\($0)\":\($0)" }.joined(separator: ",")
            #expect(throws: Never.self) { try JSONValue.parse("{\(members)}") }
            for twice in [#""n0""#, #""\u006e0""#, "\"n\(count - 1)\""] {
                #expect(throws: JSONError.self) { try JSONValue.parse("{\(members),\(twice):1}") }
            }
        }
    }

    @Test func `a message repeats no long name`() {
        let name = String(repeating: "x", count: 5000)
        let error = #expect(throws: JSONError.self) { try JSONValue.parse("{\"\(name)\":1,\"\(name)\":2}") }
        #expect((error?.message.utf8.count ?? .max) < 120)
    }
}

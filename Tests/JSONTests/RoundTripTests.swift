import JSON
import Testing

@Suite struct RoundTripTests {
    private let limits = JSONLimits(numberLength: 100)

    @Test func `a random value reads back equal, plain and pretty`() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<1500 {
            let value = generator.value()
            #expect(try JSONValue.parse(value.serialized(), limits: limits) == value)
            #expect(try JSONValue.parse(value.pretty(), limits: limits) == value)
        }
    }

    @Test func `pretty text has one member a line`() throws {
        let value: JSONValue = ["a": [1, []], "b": [:], "c": ["d": "é\""]]
        #expect(
            value.pretty() == """
                {
                  "a": [
                    1,
                    []
                  ],
                  "b": {},
                  "c": {
                    "d": "é\\""
                  }
                }

                """)
    }

    @Test func `S60 mutated texts are refused or read back equal, and never trap`() throws {
        var generator = SeededGenerator(seed: 2)
        let pieces =
            Array(#"{}[],:"\u0123456789abcdefntr-+.eE dD8 "#.utf8) + [
                0, 0x1F, 0x7F, 0x80, 0xC3, 0xE2, 0xED, 0xF0, 0xFF,
            ]
        var read = 0
        for _ in 0..<400 {
            let original = generator.value(depth: 3).serialized()
            for _ in 0..<50 {
                var bytes = original
                for _ in 0...Int.random(in: 0..<3, using: &generator) {
                    let place = Int.random(in: 0...bytes.count, using: &generator)
                    let piece = pieces.randomElement(using: &generator) ?? 0
                    switch Int.random(in: 0..<4, using: &generator) {
                    case 0 where place < bytes.count: bytes[place] = piece
                    case 1 where place < bytes.count: bytes.remove(at: place)
                    case 2: bytes.removeSubrange(place...)
                    default: bytes.insert(piece, at: place)
                    }
                }
                do throws(JSONError) {
                    let value = try JSONValue.parse(bytes, limits: limits)
                    read += 1
                    let again = try JSONValue.parse(value.serialized(), limits: limits)
                    #expect(again == value)
                    #expect(again.serialized() == value.serialized())
                    _ = value.numberValue.map { ($0.int64, $0.double) }
                } catch {
                    #expect(error.offset >= 0 && error.offset <= bytes.count)
                }
            }
        }
        #expect(read > 100)
    }
}

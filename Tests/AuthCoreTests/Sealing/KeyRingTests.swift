import Testing

@testable import AuthCore

@Suite struct `Key ring` {
    static func key(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }

    let ring: KeyRing
    let place = AssociatedData(tenant: 7, table: "connections", column: "refresh_token", row: "42")
    let plaintext = Array("1//third-party refresh token".utf8)

    init() throws { ring = try KeyRing([("b", Self.key(2)), ("a", Self.key(1))]) }

    @Test func `a sealed value opens where it belongs`() throws {
        for length in [0, 1, 31, 32, 5_000] {
            let plaintext = [UInt8](repeating: 9, count: length)
            #expect(try ring.open(ring.seal(plaintext, for: place), for: place) == plaintext)
        }
    }

    @Test func `a value that is sealed for a while opens until then, where it belongs, and as nothing else`() throws {
        for end in [0, 1, 1_700_000_000_000_000, Int64.max] {
            let sealed = try ring.seal(plaintext, for: place, until: end)
            #expect(try ring.open(sealed, for: place, at: end - 1) == plaintext)
            #expect(throws: SealingError.doesNotOpen) { try ring.open(sealed, for: place, at: end) }
            #expect(throws: SealingError.doesNotOpen) { try ring.open(sealed, for: AssociatedData([]), at: end - 1) }
        }
        let short = try ring.seal([1, 2, 3], for: place)
        #expect(throws: SealingError.doesNotOpen) { try ring.open(short, for: place, at: 0) }
    }

    @Test func `S41 a value moved to another row, column, table or tenant does not open`() throws {
        let sealed = try ring.seal(plaintext, for: place)
        for other in [
            AssociatedData(tenant: 8, table: "connections", column: "refresh_token", row: "42"),
            AssociatedData(tenant: 7, table: "connection", column: "srefresh_token", row: "42"),
            AssociatedData(tenant: 7, table: "connections", column: "access_token", row: "42"),
            AssociatedData(tenant: 7, table: "connections", column: "refresh_token", row: "43"),
            AssociatedData(tenant: 74, table: "connections", column: "refresh_token", row: "2"),
            AssociatedData([]),
        ] {
            #expect(throws: SealingError.doesNotOpen) { try ring.open(sealed, for: other) }
        }
    }

    @Test func `S41 no two lists of parts are the same place`() {
        let lists = [[], [""], ["", ""], ["ab"], ["a", "b"], ["", "ab"], ["ab", ""], ["a", "", "b"], ["b", "a"]]
        #expect(Set(lists.map { AssociatedData($0) }).count == lists.count)
    }

    @Test func `S41 nonces are unique, and one value sealed twice is two values`() throws {
        var nonces: Set<[UInt8]> = []
        var values: Set<[UInt8]> = []
        for _ in 0..<10_000 {
            let sealed = try ring.seal(plaintext, for: place)
            nonces.insert(Array(sealed[3..<15]))
            values.insert(Array(sealed[15...]))
        }
        #expect(nonces.count == 10_000)
        #expect(values.count == 10_000)
    }

    @Test func `S41 no changed, missing or added byte opens`() throws {
        let sealed = try ring.seal(plaintext, for: place)
        for index in sealed.indices {
            for bit in 0..<8 {
                var changed = sealed
                changed[index] ^= 1 << UInt8(bit)
                #expect(throws: SealingError.doesNotOpen) { try ring.open(changed, for: place) }
            }
            #expect(throws: SealingError.doesNotOpen) { try ring.open(Array(sealed.prefix(index)), for: place) }
        }
        #expect(throws: SealingError.doesNotOpen) { try ring.open(sealed + [0], for: place) }
        #expect(throws: SealingError.doesNotOpen) { try ring.open([], for: place) }
    }

    @Test func `random bytes do not open, and do not trap`() {
        var generator = SeededGenerator(seed: 18)
        for _ in 0..<5_000 {
            let start: [UInt8] = Bool.random(using: &generator) ? [1, 1, UInt8(ascii: "a")] : []
            let bytes = start + generator.bytes(Int.random(in: 0...60, using: &generator))
            #expect(throws: SealingError.doesNotOpen) { try ring.open(bytes, for: place) }
        }
    }

    @Test func `the form of a sealed value is this`() throws {
        let sealed = try ring.seal(plaintext, for: place, nonce: [UInt8](0..<12))
        #expect(Array(sealed.prefix(15)) == [1, 1, UInt8(ascii: "b")] + [UInt8](0..<12))
        #expect(sealed.count == 3 + 12 + plaintext.count + 16)
    }

    @Test func `after a rotation old values open and ask to be sealed again`() throws {
        let old = try KeyRing([("a", Self.key(1))])
        let sealed = try old.seal(plaintext, for: place)
        #expect(!old.needsResealing(sealed))
        #expect(try ring.open(sealed, for: place) == plaintext)
        #expect(ring.needsResealing(sealed))
        let again = try ring.seal(plaintext, for: place)
        #expect(!ring.needsResealing(again))
        #expect(KeyRing.keyID(of: again) == "b")
        #expect(throws: SealingError.doesNotOpen) { try old.open(again, for: place) }
    }

    @Test func `the key's name is authenticated too`() throws {
        // The same key under two names: a value must not be passed off as the other's.
        let twins = try KeyRing([("a", Self.key(1)), ("c", Self.key(1))])
        var sealed = try twins.seal(plaintext, for: place)
        sealed[2] = UInt8(ascii: "c")
        #expect(throws: SealingError.doesNotOpen) { try twins.open(sealed, for: place) }
    }

    @Test func `a ring is read from its text, in either alphabet, padded or not`() throws {
        let bytes = [UInt8](repeating: 0xFB, count: 32)
        let url = Base64URL.encode(bytes)
        let standard = Base64.standard.encode(bytes)
        let sealed = try KeyRing([("k1", bytes)]).seal(plaintext, for: place)
        for text in [url, standard, url + "=", standard + "="] {
            let ring = try KeyRing(parsing: "k2:\(Base64URL.encode(Self.key(5))),k1:\(text)")
            #expect(ring.ids == ["k2", "k1"] && ring.primaryID == "k2")
            #expect(try ring.open(sealed, for: place) == plaintext)
        }
    }

    @Test func `what is no ring is refused without repeating a key`() {
        let good = Base64URL.encode(Self.key(1))
        let cases: [(String, KeyRingError)] = [
            ("", .empty), ("a", .form), (good, .form), (":\(good)", .id), ("a:b:\(good)", .form),
            ("a:\(good),", .form), ("a b:\(good)", .id), ("a:\(good),a:\(good)", .duplicate(id: "a")),
            ("a:\(good.dropLast())", .key(id: "a")), ("a:\(good)AA", .key(id: "a")), ("a:", .key(id: "a")),
            ("\(String(repeating: "x", count: 17)):\(good)", .id), ("a:\(good)==", .key(id: "a")),
            ("a:\(Base64URL.encode([UInt8](repeating: 1, count: 16)))", .key(id: "a")), ("ä:\(good)", .id),
        ]
        for (text, expected) in cases {
            let error = #expect(throws: KeyRingError.self, "\(text)") { try KeyRing(parsing: text) }
            #expect(error == expected, "\(text)")
            #expect(error?.description.contains(good.prefix(10)) == false)
        }
        #expect(throws: KeyRingError.empty) { try KeyRing([]) }
    }

    @Test func `S42 a ring prints its ids only`() throws {
        let ring = try KeyRing([("k1", Array("0123456789abcdef0123456789abcdef".utf8))])
        var dumped = ""
        dump(ring, to: &dumped)
        let printed = "\(ring) \(String(reflecting: ring)) \(dumped)"
        #expect(printed.contains("k1"))
        #expect(!printed.contains("0123") && !printed.contains("48, 49") && !printed.contains("MDEy"))
    }

    @Test func `a derived secret can be made again, and only from the same key, purpose and parts`() throws {
        func secret(_ purpose: String, _ parts: [String], from id: String? = nil) throws -> String {
            let key = try #require(ring.derivedKey(for: purpose, from: id))
            var numbers = DerivedRandom(key: key, parts: AssociatedData(parts))
            return Secret.generate(.zapier, using: &numbers).exposed
        }
        let first = try secret("refresh", ["family", "1", "presented"])
        #expect(try secret("refresh", ["family", "1", "presented"]) == first)
        #expect(try secret("refresh", ["family", "1", "presented"], from: "b") == first)
        let others = try [
            secret("refresh", ["family", "2", "presented"]), secret("other", ["family", "1", "presented"]),
            secret("refresh", ["family", "1", "presented"], from: "a"), secret("refresh", ["family1", "presented"]),
        ]
        #expect(Set(others + [first]).count == 5)
        #expect(ring.derivedKey(for: "refresh", from: "z") == nil)
    }
}

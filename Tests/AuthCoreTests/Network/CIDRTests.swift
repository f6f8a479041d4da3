import Testing

@testable import AuthCore

@Suite struct `Address block` {
    @Test(arguments: [
        ("10.0.0.0/8", "10.0.0.0/8"), ("10.1.2.3/8", "10.0.0.0/8"), ("10.1.2.3", "10.1.2.3/32"),
        ("0.0.0.0/0", "0.0.0.0/0"),
        ("2001:db8::1/32", "2001:db8::/32"), ("::1", "::1/128"), ("::/0", "::/0"),
        ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
        ("::ffff:0:0/96", "0.0.0.0/0"), ("::ffff:10.1.2.3", "10.1.2.3/32"), ("192.0.2.130/25", "192.0.2.128/25"),
    ])
    func `a block is read and its host bits are dropped`(text: String, printed: String) {
        #expect(CIDR(text)?.description == printed)
        #expect(CIDR(printed) == CIDR(text))
    }

    @Test(arguments: [
        "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08", "10.0.0.0/8/8", "10.0.0.0 /8",
        "::/129", "::ffff:10.0.0.0/8", "::ffff:10.0.0.0/95", "10/8", "10.0.0.0/255.0.0.0", "/8", "10.0.0.0/8 ",
        "10.0.0.0/٨", "x/8",
    ])
    func `anything else is refused`(text: String) {
        #expect(CIDR(text) == nil)
    }

    @Test func `a block holds the addresses that share its prefix, and no others`() throws {
        var generator = SeededGenerator(seed: 12)
        for round in 0..<3_000 {
            let width = round.isMultiple(of: 2) ? 4 : 16
            let address = try #require(IPAddress(bytes: [32] + generator.bytes(width - 1)))
            let length = Int.random(in: 0...width * 8, using: &generator)
            let block = try #require(CIDR(address, prefixLength: length))
            #expect(block.contains(address))
            var bytes = address.bytes
            let flipped = Int.random(in: 0..<width * 8, using: &generator)
            bytes[flipped / 8] ^= 0x80 >> UInt8(flipped % 8)
            let other = try #require(IPAddress(bytes: bytes))
            #expect(block.contains(other) == (flipped >= length))
            #expect(CIDR(block.description) == block)
        }
        #expect(CIDR(IPAddress(v4: 0), prefixLength: 33) == nil)
        #expect(CIDR(IPAddress(v4: 0), prefixLength: -1) == nil)
    }

    @Test func `the families are apart, and a mapped peer is an IPv4 peer`() throws {
        let v4 = try #require(IPAddress("::ffff:10.0.0.1"))
        let v6 = try #require(IPAddress("2001:db8::1"))
        let all4 = try #require(CIDR("0.0.0.0/0"))
        let all6 = try #require(CIDR("::/0"))
        #expect(all4.contains(v4) && !all4.contains(v6))
        #expect(all6.contains(v6) && !all6.contains(v4))
        #expect(CIDR("10.0.0.0/8")?.contains(v4) == true)
    }

    @Test func `an allowlist allows what some block holds, and nothing when it is empty`() throws {
        let list = try CIDRAllowlist(parsing: ["10.0.0.0/8", "2001:db8::/32", "192.0.2.7"])
        for text in ["10.255.0.1", "2001:db8:ffff::1", "192.0.2.7", "::ffff:10.0.0.1"] {
            #expect(list.contains(try #require(IPAddress(text))), "\(text)")
        }
        for text in ["11.0.0.1", "2001:db9::1", "192.0.2.8", "::1"] {
            #expect(!list.contains(try #require(IPAddress(text))), "\(text)")
        }
        #expect(!CIDRAllowlist([]).contains(try #require(IPAddress("10.0.0.1"))))
    }

    @Test func `every wrong entry of an allowlist is named`() {
        let error = #expect(throws: CIDRError.self) { try CIDRAllowlist(parsing: ["10.0.0.0/8", "x", "1.2.3.4/40"]) }
        #expect(error?.invalid == ["x", "1.2.3.4/40"])
        #expect(error?.description.contains("x") == false || error?.description.hasPrefix("2 entries") == true)
    }
}

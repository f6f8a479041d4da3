import Testing

@testable import AuthCore

@Suite struct `IP address` {
    @Test(arguments: [
        // RFC 5952, 4 and 5; RFC 4291, 2.2.
        ("2001:0db8::0001", "2001:db8::1"), ("2001:db8:0:0:0:0:2:1", "2001:db8::2:1"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:DB8::ABCD", "2001:db8::abcd"), ("::", "::"),
        ("::1", "::1"), ("1::", "1::"), ("0:0:0:0:0:0:0:0", "::"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ("::13.1.68.3", "::d01:4403"), ("::ffff:192.0.2.1", "192.0.2.1"), ("::FFFF:c000:0201", "192.0.2.1"),
        ("0:0:0:0:0:ffff:10.0.0.1", "10.0.0.1"), ("1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a"),
        ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("192.0.2.1", "192.0.2.1"),
    ])
    func `every form is read, and printed in the one form`(text: String, printed: String) {
        #expect(IPAddress(text)?.description == printed)
        #expect(IPAddress(printed) == IPAddress(text))
    }

    @Test(arguments: [
        "", " ", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.04", "1.2.3.", ".1.2.3", "1..2.3",
        "0x1.2.3.4", "+1.2.3.4", "1.2.3.-4", "1.2.3.4 ", " 1.2.3.4", "1.2.3.4/8", "1.2.3.4:80", "[::1]", "::1%eth0",
        ":", ":::", "1:::2", "::1::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8", ":1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:", "12345::", "g::", "::+1", "::-1", "1.2.3.4::",
        "::1.2.3", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "::256.1.1.1", "::01.1.1.1", "١.2.3.4", "1.2.3.4\0",
        "2130706433", "127.1", "::1\n", "0000:0000:0000:0000:0000:ffff:192.168.100.2281",
    ])
    func `anything else is refused`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func `a mapped address is the IPv4 address`() throws {
        let mapped = try #require(IPAddress("::ffff:10.1.2.3"))
        let plain = try #require(IPAddress("10.1.2.3"))
        #expect(mapped == plain && mapped.hashValue == plain.hashValue)
        #expect(mapped.isV4 && mapped.width == 32 && mapped.v4 == 0x0A01_0203 && mapped.bytes == [10, 1, 2, 3])
        #expect(IPAddress(bytes: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 1, 2, 3]) == plain)
        #expect(IPAddress("::10.1.2.3") != plain)
    }

    @Test func `every address prints as it is read, and is its bytes`() {
        var generator = SeededGenerator(seed: 10)
        for round in 0..<5_000 {
            var bytes = generator.bytes(round.isMultiple(of: 4) ? 4 : 16)
            // Runs of zeros are what the short form is about.
            for place in bytes.indices where Int.random(in: 0..<3, using: &generator) > 0 { bytes[place] = 0 }
            let address = IPAddress(bytes: bytes)
            #expect(address?.bytes == bytes)
            #expect(address.flatMap { IPAddress($0.description) } == address)
        }
        for count in [0, 1, 3, 5, 15, 17] { #expect(IPAddress(bytes: [UInt8](repeating: 0, count: count)) == nil) }
    }

    @Test func `random text never traps`() {
        var generator = SeededGenerator(seed: 11)
        let alphabet = Array("0123456789abcdef::::....%/[]- g")
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...48, using: &generator)
            let text = String((0..<length).compactMap { _ in alphabet.randomElement(using: &generator) })
            if let address = IPAddress(text) { #expect(IPAddress(address.description) == address) }
            _ = CIDR(text)
        }
    }
}

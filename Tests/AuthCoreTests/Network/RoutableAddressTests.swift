import Testing

@testable import AuthCore

@Suite struct `Publicly routable address` {
    @Test(arguments: [
        // IANA's IPv4 registry, first and last of each block.
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
        "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255", "172.16.0.0", "172.31.255.255",
        "192.0.0.0", "192.0.0.170", "192.0.0.255", "192.0.2.0", "192.0.2.255", "192.31.196.1", "192.52.193.1",
        "192.88.99.1", "192.168.0.0", "192.168.255.255", "192.175.48.1", "198.18.0.0", "198.19.255.255",
        "198.51.100.1", "203.0.113.255", "224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.254",
        "255.255.255.255", "168.63.129.16",
        // IANA's IPv6 registry and the forms that carry an IPv4 address.
        "::", "::1", "::2", "::ffff:0.0.0.0", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe",
        "::127.0.0.1", "::8.8.8.8", "::ffff:0:7f00:1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1",
        "64:ff9b::169.254.169.254", "64:ff9b:1::8.8.8.8", "64:ff9b:1:ffff::10.0.0.1", "64:ff9b:2::1", "100::1",
        "100:0:0:1::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:1::1", "2001:2::1", "2001:10::1",
        "2001:20::1", "2001:1ff:ffff::1", "2001:db8::1", "2002:7f00:1::1", "2002:a00:1::1", "2002:808:808::1",
        "2620:4f:8000::1", "3fff::1", "3fff:fff:ffff::1", "3ffe::1", "5f00::1", "fc00::1", "fdff:ffff::1", "fe80::1",
        "febf::1", "fec0::1", "feff::1", "ff02::1", "ff0e::1", "4000::1", "ffff::1",
    ])
    func `S56 an address of no public machine is told`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!address.isPubliclyRoutable)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0",
        "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.112.255", "203.0.114.0",
        "223.255.255.255", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2001:200::1", "2001:4860:4860::8888",
        "2606:4700:4700::1111", "2003::1", "2a00:1450::1", "3fff:1000::1",
    ])
    func `a public machine's is told, up to the edges of the blocks`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.isPubliclyRoutable)
    }

    @Test func `an address behind a translator is as public as the one inside`() throws {
        var generator = SeededGenerator(seed: 29)
        for _ in 0..<2_000 {
            let inner = IPAddress(v4: UInt32.random(in: 0...UInt32.max, using: &generator))
            let outer = try #require(IPAddress("64:ff9b::\(inner)"))
            #expect(outer.isPubliclyRoutable == inner.isPubliclyRoutable)
        }
    }
}

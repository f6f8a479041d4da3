import AuthCore
import CLibcurl
import Domain
import Foundation
import Synchronization
import Testing

@testable import Outgoing

@Suite struct `Forged addresses` {
    @Test(arguments: [
        // Not https, or not to be told from it.
        ("http://site.test/", FetchFailure.notHTTPS), ("ftp://site.test/", .notHTTPS),
        ("file:///etc/passwd", .notHTTPS),
        ("gopher://site.test/", .notHTTPS), ("dict://site.test/", .notHTTPS), ("site.test/", .malformed),
        ("//site.test/", .malformed), ("https:/site.test/", .malformed), ("https:site.test", .malformed),
        ("javascript:alert(1)", .malformed), ("", .malformed), ("https://", .malformed), ("https:///x", .malformed),
        // User names, and what one reader takes for one.
        ("https://site.test@127.0.0.1/", .userInfo), ("https://user:word@site.test/", .userInfo),
        ("https://@site.test/", .userInfo), ("https://127.0.0.1:443@site.test/", .userInfo),
        ("https://site.test\\@127.0.0.1/", .malformed), ("https://127.0.0.1\\.site.test/", .malformed),
        ("https://site.test#@127.0.0.1/", .fragment), ("https://site.test/#part", .fragment),
        ("https://site.test/?a#b", .fragment),
        // Other words for 127.0.0.1.
        ("https://2130706433/", .malformed), ("https://0x7f000001/", .malformed), ("https://017700000001/", .malformed),
        ("https://0x7f.0.0.1/", .malformed), ("https://0177.0.0.1/", .malformed), ("https://127.1/", .malformed),
        ("https://127.0.1/", .malformed), ("https://127.0.0.01/", .malformed), ("https://0/", .malformed),
        ("https://127.0.0.1./", .malformed), ("https://127.0.0.256/", .malformed), ("https://1.2.3.4.5/", .malformed),
        ("https://127.0.0.0x1/", .malformed), ("https://%31%32%37.0.0.1/", .malformed),
        ("https://\u{FF11}27.0.0.1/", .malformed), ("https://127\u{3002}0\u{3002}0\u{3002}1/", .malformed),
        // Names with something about them.
        ("https://site.test./", .malformed), ("https://.site.test/", .malformed), ("https://site..test/", .malformed),
        ("https://-site.test/", .malformed), ("https://si%74e.test/", .malformed),
        ("https://s\u{ED}te.test/", .malformed),
        ("https://site.test:0/", .malformed), ("https://site.test:/", .malformed),
        ("https://site.test:+443/", .malformed),
        ("https://site.test:65536/", .malformed), ("https://site.test:0443/", .malformed),
        ("https://site.test:443:443/", .malformed), ("https://site.test, 127.0.0.1/", .malformed),
        ("https://site.test /", .malformed), (" https://site.test/", .malformed),
        ("https://site.test/\r\nX: y", .malformed),
        ("https://site.test/\0", .malformed), ("https://site\t.test/", .malformed), ("https://[::1%25lo]/", .malformed),
        ("https://[::1%lo]/", .malformed), ("https://[::1/", .malformed), ("https://::1/", .malformed),
        ("https://[127.0.0.1]/", .malformed), ("https://[v1.fe]/", .malformed),
    ])
    func `S56 a URL in any but its plain form is refused before a name is resolved`(
        url: String, failure: FetchFailure
    ) async throws {
        let isAsked = Mutex(false)
        let fetcher = GuardedFetch(
            GuardedFetch.Configuration(),
            resolve: { _ in
                isAsked.withLock { $0 = true }
                return [IPAddress(v4: 0x0808_0808)]
            })
        await #expect(throws: failure) { try await fetcher.fetch(url) }
        #expect(!isAsked.withLock { $0 })
    }

    @Test(arguments: [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "198.18.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]", "localhost",
    ])
    func `S29 S56 an address that is not public is not connected to`(host: String) async throws {
        let fetcher = GuardedFetch(GuardedFetch.Configuration())
        let failure = await #expect(throws: FetchFailure.self) { try await fetcher.fetch("https://\(host):1/") }
        // libcurl may write an IPv6 address in another form than it was given.
        #expect(failure == .addressNotAllowed || host.hasPrefix("[") && failure == .malformed)
    }

    @Test func `S56 this machine is not reached by its address or a name, and no connection is made`() async throws {
        let site = try await Site()
        let fetcher = GuardedFetch(site.configuration(allowed: []))
        for host in ["127.0.0.1", "localhost", "127.0.0.2"] {
            await #expect(throws: FetchFailure.addressNotAllowed) {
                try await fetcher.fetch(site.url("/echo", host: host))
            }
        }
        #expect(try await site.connections() == 0)
    }

    @Test(arguments: ["10.0.0.1", "::1", "169.254.169.254", "::ffff:192.168.0.1", "fd00::1"])
    func `S56 a name with one forbidden address among allowed ones is refused`(address: String) async throws {
        let site = try await Site()
        let hidden = try #require(IPAddress(address))
        for addresses in [[hidden, IPAddress(v4: 0x7F00_0001)], [IPAddress(v4: 0x7F00_0001), hidden]] {
            let fetcher = site.fetcher(resolve: { _ in addresses })
            await #expect(throws: FetchFailure.addressNotAllowed) { try await fetcher.fetch(site.url("/echo")) }
        }
        #expect(try await site.connections() == 0)
    }

    @Test func `S56 a name is resolved once, and the address that was checked is the one that is connected to`()
        async throws
    {
        let site = try await Site()
        let times = Mutex(0)
        // The first answer is allowed, the next one, in the moment of connecting, is not.
        let fetcher = site.fetcher(
            resolve: { _ in
                let time = times.withLock { times in
                    times += 1
                    return times
                }
                return [IPAddress(v4: time == 1 ? 0x7F00_0001 : 0x0A00_0001)]
            })
        // The system's resolver knows no such name: only the pinned address leads anywhere.
        _ = try await fetcher.fetch(site.url("/echo", host: "rebinding.site.test"))
        #expect(times.withLock { $0 } == 1)
        await #expect(throws: FetchFailure.addressNotAllowed) {
            try await fetcher.fetch(site.url("/echo", host: "rebinding.site.test"))
        }
    }

    @Test func `S56 a socket is opened to checked addresses only, whatever libcurl made of the name`() async throws {
        let site = try await Site()
        let checked = try #require(IPAddress("127.0.0.2"))
        for host in ["localhost", "127.0.0.1"] {
            let url = try #require(CurlURL(site.url("/echo", host: host)))
            let transfer = try #require(Transfer(limit: 1000))
            transfer.set(url: url.handle)
            transfer.restrict(to: [checked])
            let stop = #expect(throws: Transfer.Stop.self) { try transfer.run() }
            guard case .address = stop else {
                Issue.record("connected: \(String(describing: stop))")
                continue
            }
        }
        #expect(try await site.connections() == 0)
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `S56 a redirect is not followed`(status: Int) async throws {
        let site = try await Site()
        await #expect(throws: FetchFailure.redirect) {
            try await site.fetcher().fetch(site.url("/redirect?\(status)"))
        }
        #expect(try await site.seen() == ["/redirect"])
    }
}

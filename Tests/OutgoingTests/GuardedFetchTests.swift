import AuthCore
import Domain
import Foundation
import Synchronization
import Testing

@testable import Outgoing

@Suite struct `Guarded fetch` {
    @Test func `a document is fetched with its media type, over a connection of its own, and says nothing but kiikd`()
        async throws
    {
        let site = try await Site()
        let fetcher = site.fetcher()
        _ = try await fetcher.fetch(site.url("/cookie"))
        let document = try await fetcher.fetch(
            site.url("/echo"), accepting: ["application/json", "application/jwk-set+json"], limit: 4096)
        #expect(document.mediaType == "application/json" && document.freshFor == nil)
        let headers = try JSONDecoder().decode([String: String].self, from: Data(document.body))
        #expect(
            headers == [
                "host": "site.test:\(site.port)", "user-agent": "kiikd",
                "accept": "application/json, application/jwk-set+json",
            ])
        #expect(try await site.connections() == 2)
    }

    @Test func `the system's resolver is asked, and interim answers are passed over`() async throws {
        let site = try await Site()
        let fetcher = GuardedFetch(site.configuration(allowed: ["127.0.0.0/8", "::1"]))
        #expect(try await fetcher.fetch(site.url("/interim", host: "localhost")).body == Array("{}".utf8))
        #expect(try await fetcher.fetch(site.url("/interim", host: "127.0.0.1")).body == Array("{}".utf8))
        await #expect(throws: FetchFailure.notResolved) { try await fetcher.fetch("https://nobody.invalid/") }
    }

    @Test func `every address of a name is tried, of either family`() async throws {
        let site = try await Site()
        let here = IPAddress(v4: 0x7F00_0001)
        let six = try #require(IPAddress("::1"))
        let both = site.fetcher(allowed: ["127.0.0.0/8", "::1"], resolve: { _ in [six, here] })
        #expect(try await both.fetch(site.url("/echo")).mediaType == "application/json")
        let other = site.fetcher(allowed: ["127.0.0.0/8", "::1"], resolve: { _ in [six] })
        await #expect(throws: FetchFailure.unreachable) { try await other.fetch(site.url("/echo")) }
    }

    @Test func `what Cache-Control allows is told, less what the document's age has used up`() async throws {
        let site = try await Site()
        let expected: [(String, Int64?)] = [
            ("max-age=60", 60), ("public,%20MAX-AGE=5", 5), ("max-age=600,no-cache", 0), ("no-store", 0),
            ("private", nil), ("max-age=x", 0), ("max-age=%2260%22", 60), ("max-age=9,%20max-age=7", 7),
            ("max-age=99999999999999999999", 2_147_483_648), ("max-age=-1", 0), ("max-age", 0),
        ]
        for (value, seconds) in expected {
            #expect(try await site.fetcher().fetch(site.url("/cache?\(value)")).freshFor == seconds, "\(value)")
        }
        #expect(try await site.fetcher().fetch(site.url("/old")).freshFor == 60)
    }

    @Test func `S30 a document may have as many bytes as the limit, and no more, whether its server says so or not`()
        async throws
    {
        let site = try await Site()
        #expect(try await site.fetcher().fetch(site.url("/bytes?1000"), limit: 1000).body.count == 1000)
        #expect(try await site.fetcher().fetch(site.url("/empty"), limit: 1000).body.isEmpty)
        for path in ["/bytes?1001", "/endless", "/heads"] {
            await #expect(throws: FetchFailure.tooLarge, "\(path)") {
                try await site.fetcher().fetch(site.url(path), limit: 1000)
            }
        }
    }

    @Test func `S30 what was compressed is not taken`() async throws {
        let site = try await Site()
        for path in ["/gzip", "/transfer-gzip"] {
            await #expect(throws: FetchFailure.encoded, "\(path)") { try await site.fetcher().fetch(site.url(path)) }
        }
    }

    @Test(arguments: ["/trickle", "/silent", "/slow-heads"])
    func `S30 a server that takes its time is given up`(path: String) async throws {
        let site = try await Site()
        await #expect(throws: FetchFailure.tooSlow) {
            try await site.fetcher(milliseconds: 3000).fetch(site.url(path), limit: 1 << 20)
        }
        #expect(try await site.seen() == [path])
    }

    @Test func `S30 a resolver that takes its time is given up`() async throws {
        let site = try await Site()
        let fetcher = site.fetcher(
            milliseconds: 200,
            resolve: { _ in
                Thread.sleep(forTimeInterval: 2)
                return [IPAddress(v4: 0x7F00_0001)]
            })
        await #expect(throws: FetchFailure.tooSlow) { try await fetcher.fetch(site.url("/echo")) }
        #expect(try await site.connections() == 0)
    }

    @Test func `only 200 is an answer, and only the media types that were named`() async throws {
        let site = try await Site()
        for status in [201, 204, 206, 400, 401, 404, 500, 503] {
            await #expect(throws: FetchFailure.status(status)) {
                try await site.fetcher().fetch(site.url("/status?\(status)"))
            }
        }
        for type in ["text/html", "application/jsonx", "application/json,%20text/html", ""] {
            await #expect(throws: FetchFailure.mediaType, "\(type)") {
                try await site.fetcher().fetch(site.url("/type?\(type)"))
            }
        }
        await #expect(throws: FetchFailure.brokenOff) { try await site.fetcher().fetch(site.url("/cut")) }
    }

    @Test func `a certificate that is not trusted, or is another name's, is refused before anything is asked`()
        async throws
    {
        let site = try await Site()
        await #expect(throws: FetchFailure.untrusted) {
            try await site.fetcher(trusts: false).fetch(site.url("/echo"))
        }
        await #expect(throws: FetchFailure.untrusted) {
            try await site.fetcher().fetch(site.url("/echo", host: "stranger.test"))
        }
        #expect(try await site.seen().isEmpty)
    }

    @Test func `a proxy of the environment is not used`() async throws {
        let site = try await Site()
        await #expect(processExitsWith: .success) {
            [port = site.port as Int, certificate = site.certificate as [UInt8]] in
            for name in ["https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"] {
                setenv(name, "http://127.0.0.1:1", 1)
            }
            var configuration = GuardedFetch.Configuration()
            configuration.allowed = [try #require(CIDR("127.0.0.1"))]
            configuration.authorities = certificate
            configuration.timeLimit = 60_000
            _ = try await GuardedFetch(configuration).fetch("https://127.0.0.1:\(port)/echo")
        }
        #expect(try await site.seen() == ["/echo"])
    }

    @Test func `one host that never answers, under many names, holds up nobody else and gets few connections`()
        async throws
    {
        let site = try await Site()
        let fetcher = site.fetcher(milliseconds: 20_000)
        try await withThrowingTaskGroup(of: FetchFailure?.self) { group in
            for number in 0..<40 {
                group.addTask {
                    do throws(FetchFailure) {
                        _ = try await fetcher.fetch(site.url("/silent", host: "a\(number).site.test"))
                        return nil
                    } catch { return error }
                }
            }
            while try await !site.seen().contains("/silent") { try await Task.sleep(for: .milliseconds(20)) }
            #expect(try await fetcher.fetch(site.url("/echo", host: "other.test")).mediaType == "application/json")
            for try await failure in group { #expect(failure == .tooSlow) }
        }
        let most = String(decoding: try await site.fetcher().fetch(site.url("/most")).body, as: UTF8.self)
        #expect((1...4).contains(try #require(Int(most))))
    }

    @Test func `where too many wait already, the next is told so`() async throws {
        let queue = FetchQueue(width: 1, widthOfSite: 1, mostWaiting: 2)
        let gate = DispatchSemaphore(value: 0)
        let done = Mutex(0)
        for place in 0..<4 {
            let isTaken = queue.submit("\(place)") {
                gate.wait()
                done.withLock { $0 += 1 }
            }
            #expect(isTaken == (place < 3))
        }
        for _ in 0..<3 { gate.signal() }
        while done.withLock({ $0 }) < 3 { try await Task.sleep(for: .milliseconds(10)) }
    }

    @Test func `no failure says where it happened`() {
        let all: [FetchFailure] = [
            .malformed, .notHTTPS, .userInfo, .fragment, .notResolved, .addressNotAllowed, .unreachable, .untrusted,
            .redirect, .status(404), .mediaType, .encoded, .tooLarge, .tooSlow, .busy, .brokenOff,
        ]
        for failure in all { #expect(failure.description.hasSuffix(".") && failure.description.count > 20) }
        #expect(Set(all.map(\.description)).count == all.count)
    }
}

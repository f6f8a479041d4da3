import AuthCore
import Testing

@testable import Domain

@Suite struct `What is unusual about a key` {
    private let since = Timestamp(microseconds: 1_790_000_000_000_000)
    private var old: Timestamp { since.adding(seconds: -30 * 86_400) }

    private func activity(
        addresses: [RecentActivity.Novelty] = [], actions: [RecentActivity.Novelty] = [],
        peaks: [RecentActivity.Peak] = [], refusals: [RecentActivity.Refusals] = []
    ) -> [UnusualActivity] {
        UnusualActivity.findings(
            in: RecentActivity(since: since, addresses: addresses, actions: actions, peaks: peaks, refusals: refusals))
    }

    private func novelty(known: Int64, usedSince: Timestamp? = nil, name: String = "x") -> RecentActivity.Novelty {
        .init(key: 7, name: name, at: since, calls: 3, known: known, usedSince: usedSince ?? old)
    }

    @Test func `a new address is one beside others, while all of them are known`() {
        #expect(activity(addresses: [novelty(known: 0)]).isEmpty)
        #expect(
            activity(addresses: [novelty(known: 2)]) == [
                .init(key: 7, at: since, kind: .newAddress(ip: "x", calls: 3, known: 2))
            ])
        #expect(activity(addresses: [novelty(known: Int64(KeyAddress.most))]).isEmpty)
    }

    /// The first number of an address says it.
    private struct Atlas: Countries {
        func country(of address: IPAddress) -> Country? {
            address.bytes.first.flatMap { [5: "FR", 8: "US", 9: "US"][$0] }.flatMap(Country.init)
        }
    }

    private func kinds(of address: String, before: [String]?, _ countries: (any Countries)? = Atlas())
        -> [UnusualActivity.Kind]
    {
        let activity = RecentActivity(
            since: since, addresses: [novelty(known: 2, name: address)], actions: [], peaks: [], refusals: [])
        return UnusualActivity.findings(in: activity, before: before.map { [7: $0] } ?? [:], countries).map(\.kind)
    }

    @Test func `an address in a country that no address before was in is a new country, and nothing else`() throws {
        let unitedStates = try #require(Country("US"))
        #expect(
            kinds(of: "8.1.1.1", before: ["5.1.1.1", "10.0.0.1"])
                == [.newCountry(unitedStates, ip: "8.1.1.1", calls: 3, known: 2)])
        // Where it was used from before is in no country that anybody knows.
        #expect(
            kinds(of: "8.1.1.1", before: ["10.0.0.1", "x"])
                == [.newCountry(unitedStates, ip: "8.1.1.1", calls: 3, known: 2)])
    }

    @Test func `an address in a known country, in none, or where no country is known, is a new address`() {
        func isNewAddress(_ address: String, _ before: [String]?, _ countries: (any Countries)?) -> Bool {
            kinds(of: address, before: before, countries) == [.newAddress(ip: address, calls: 3, known: 2)]
        }
        #expect(isNewAddress("8.1.1.1", ["5.1.1.1", "9.1.1.1"], Atlas()))
        for address in ["10.0.0.1", "127.0.0.1", "7.1.1.1", "::1", "x"] {
            #expect(isNewAddress(address, ["5.1.1.1"], Atlas()), "\(address)")
        }
        #expect(isNewAddress("8.1.1.1", ["5.1.1.1"], nil))
        #expect(isNewAddress("8.1.1.1", nil, Atlas()))
    }

    @Test func `a country is two capital letters`() {
        #expect(Country("FR")?.code == "FR")
        for text in ["", "F", "fr", "FRA", "A1", "É", "F ", "\0\0"] { #expect(Country(text) == nil, "\(text)") }
    }

    @Test func `a new action is one of a key with a history`() {
        #expect(activity(actions: [novelty(known: 4)]).map(\.kind) == [.newAction(action: "x", calls: 3, known: 4)])
        #expect(activity(actions: [novelty(known: 0)]).isEmpty)
        #expect(activity(actions: [novelty(known: 4, usedSince: since.adding(seconds: -86_400))]).isEmpty)
    }

    @Test func `a burst is far above the busiest hour before`() {
        func peak(_ calls: Int64, usual: Int64, usedSince: Timestamp? = nil) -> [UnusualActivity] {
            activity(peaks: [.init(key: 7, hour: since, calls: calls, usual: usual, usedSince: usedSince ?? old)])
        }
        #expect(peak(500, usual: 100).map(\.kind) == [.burst(calls: 500, usual: 100)])
        #expect(peak(499, usual: 100).isEmpty)
        #expect(peak(99, usual: 1).isEmpty)
        #expect(peak(100, usual: 1).count == 1)
        #expect(peak(500, usual: 100, usedSince: since.adding(seconds: -3600)).isEmpty)
        #expect(peak(.max, usual: .max).isEmpty)
    }

    @Test func `many refusals are many and a large share`() {
        func refused(_ refused: Int64, of calls: Int64) -> Bool {
            !activity(refusals: [.init(key: 7, at: since, refused: refused, calls: calls)]).isEmpty
        }
        #expect(refused(20, of: 40) && refused(20, of: 20))
        #expect(!refused(19, of: 19) && !refused(20, of: 41) && !refused(1000, of: .max))
    }

    @Test func `the most recent comes first`() {
        let later = since.adding(seconds: 60)
        let found = activity(
            addresses: [novelty(known: 1)], refusals: [.init(key: 9, at: later, refused: 50, calls: 50)])
        #expect(found.map(\.key) == [9, 7])
    }
}

import DomainTesting
import Testing

@Suite struct `The store in memory` {
    @Test func `keeps what every store promises`() async throws {
        let store = MemoryStore { Caller.now }
        #expect(try await StoreContract(store, now: Caller.now).broken() == [])
    }
}

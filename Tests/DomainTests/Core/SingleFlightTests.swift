import Testing

@testable import Domain

@Suite(.timeLimit(.minutes(10))) struct `One request at a time for a key` {
    private func key(_ name: String) -> SingleFlight.Key {
        SingleFlight.Key(tenant: TenantScope(id: 1), principal: "key:1", key: name)
    }

    @Test func `two requests with one key never overlap, and none is lost`() async throws {
        let flights = SingleFlight()
        let inside = Tally()
        let done = Tally()
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<200 {
                group.addTask {
                    try? await flights.run(key("k")) {
                        #expect(inside.add() == 1)
                        await Task.yield()
                        inside.add(-1)
                        done.add()
                        if index % 3 == 0 { throw CancellationError() }
                    }
                }
            }
        }
        #expect(done.value == 200)
    }

    @Test func `another key does not wait`() async throws {
        let flights = SingleFlight()
        await flights.run(key("a")) {
            #expect(await flights.run(key("b")) { true })
        }
    }
}

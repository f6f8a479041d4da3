import DomainTesting
import Testing

@testable import Persistence

@Suite struct `The store in PostgreSQL` {
    @Test func `keeps what every store promises`() async throws {
        let broken = try await TestDatabase.make().app { (app: PostgresClient) async throws in
            try await StoreContract(PostgresStore(client: app, logger: TestDatabase.quiet), now: Fixture.now).broken()
        }
        #expect(broken == [])
    }
}

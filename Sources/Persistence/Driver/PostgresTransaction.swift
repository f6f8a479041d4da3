/// One connection for the length of a closure: between BEGIN and COMMIT, or as a session of its own.
package final class PostgresTransaction: Sendable {
    private let client: PostgresClient
    private let lease: Lease
    private let timeout: Duration?

    init(client: PostgresClient, lease: Lease, timeout: Duration?) {
        self.client = client
        self.lease = lease
        self.timeout = timeout
    }

    package func run(_ batch: Batch) async throws -> BatchResult {
        try await client.perform(Request(statements: batch.statements, lane: .lease(lease), timeout: timeout))
    }

    package func run(_ statement: Statement) async throws -> Rows {
        try await run(Batch([statement])).last
    }

    /// Several commands in one text, without parameters and without results: migrations.
    package func run(script: String) async throws {
        _ = try await client.perform(
            Request(work: .script(script), statements: [], lane: .lease(lease), timeout: timeout))
    }
}

extension Lease {
    /// Read by the task that holds the lease, after its own request was answered: nobody changes it then.
    var connectionIsThere: Bool { connection != nil }
}

/// One connection for the length of a closure, between BEGIN and COMMIT or ROLLBACK.
package final class PostgresTransaction: Sendable {
    package func run(_ batch: Batch) async throws -> BatchResult { throw PostgresError(.misuse) }
    package func run(_ statement: Statement) async throws -> Rows { throw PostgresError(.misuse) }
    /// Several commands in one text, without parameters and without results: migrations.
    package func run(script: String) async throws { throw PostgresError(.misuse) }
}

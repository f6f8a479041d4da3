import Domain
import Synchronization

/// Draws ids from a table's sequence ahead of the rows, so that a commit knows them before it is sent.
///
/// Blocks begin at one id and double up to 64: a quiet daemon leaves no gaps, a busy one asks rarely.
final class IDAllocator: Sendable {
    private struct Block {
        var ids: [Int64] = []
        var size = 1
    }

    private let client: PostgresClient
    private let query: Query
    private let block = Mutex(Block())

    init(client: PostgresClient, table: String) {
        self.client = client
        query = Query(text: "SELECT nextval('\(table)_id') FROM generate_series(1, $1)")
    }

    func next() async throws -> Int64 {
        if let id = block.withLock({ $0.ids.popLast() }) { return id }
        // Several may ask at once; nothing is lost, and the lowest is used first, whichever answer comes last.
        let size = block.withLock { block in
            defer { block.size = min(block.size * 2, 64) }
            return block.size
        }
        let rows = try await client.write([Statement(query, .int(size))], on: .shared).last
        let fresh = try rows.decode { row throws(PostgresError) in try row.int64() }
        let id = block.withLock { block in
            block.ids.append(contentsOf: fresh)
            block.ids.sort(by: >)
            return block.ids.popLast()
        }
        guard let id else { throw PostgresError(.decoding) }
        return id
    }
}

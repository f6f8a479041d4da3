internal import CLibpq
internal import Glibc

/// What one statement answered. Rows are read where they lie in libpq's memory.
package struct Rows: Sendable, RandomAccessCollection {
    private let owner: Results
    // Sound to share: it belongs to `owner`, which is only read.
    private nonisolated(unsafe) let handle: OpaquePointer?
    package let count: Int
    private let columns: Int32

    init(_ owner: Results, _ handle: OpaquePointer?) {
        self.owner = owner
        self.handle = handle
        guard let handle else {
            (count, columns) = (0, 0)
            return
        }
        count = Int(PQntuples(handle))
        columns = PQnfields(handle)
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { count }

    /// A row beyond the end has no columns: its first read throws.
    package subscript(position: Int) -> Row {
        guard let handle, position >= 0, position < count else {
            return Row(owner: owner, handle: nil, row: 0, columns: 0)
        }
        return Row(owner: owner, handle: handle, row: Int32(truncatingIfNeeded: position), columns: columns)
    }

    /// Rows inserted, updated, deleted or selected, as the server counts them.
    package var affected: Int {
        guard let handle, let text = PQcmdTuples(handle) else { return 0 }
        return Int(atoll(text))
    }

    /// Such as `INSERT 0 1` or `COMMIT`.
    package var commandTag: String {
        guard let handle, let text = PQcmdStatus(handle) else { return "" }
        return String(cString: text)
    }

    package var columnNames: [String] {
        guard let handle else { return [] }
        return (0..<columns).map { PQfname(handle, $0).map { String(cString: $0) } ?? "" }
    }

    /// Reads every row: `try rows.decode { row throws(PostgresError) in try Thing(id: row.int64(), …) }`.
    package func decode<Value, Failure: Error>(
        _ read: (inout Row) throws(Failure) -> Value
    ) throws(Failure) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        for position in 0..<count {
            var row = self[position]
            values.append(try read(&row))
        }
        return values
    }

    /// Reads the first row, if there is one.
    package func decodeFirst<Value, Failure: Error>(
        _ read: (inout Row) throws(Failure) -> Value
    ) throws(Failure) -> Value? {
        guard count > 0 else { return nil }
        var row = self[0]
        return try read(&row)
    }
}

internal import CLibpq
internal import Glibc

/// What one statement answered. Rows are read where they lie in libpq's memory.
package struct Rows: Sendable {
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

    package var isEmpty: Bool { count == 0 }

    /// Lends a row. One beyond the end has no columns: its first read throws.
    package func withRow<Value, Failure: Error>(
        _ position: Int, _ read: (inout Row) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let isThere = position >= 0 && position < count
        var row = Row(
            handle: isThere ? handle : nil, row: Int32(truncatingIfNeeded: position), columns: isThere ? columns : 0)
        defer { withExtendedLifetime(owner) {} }
        return try read(&row)
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
            values.append(try withRow(position, read))
        }
        return values
    }

    /// Reads the first row, if there is one.
    package func decodeFirst<Value, Failure: Error>(
        _ read: (inout Row) throws(Failure) -> Value
    ) throws(Failure) -> Value? {
        guard count > 0 else { return nil }
        return try withRow(0, read)
    }
}

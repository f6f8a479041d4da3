internal import CLibpq

/// Reads one row's columns in order, in binary. A wrong reader throws; it never traps.
///
/// Lent by ``Rows`` for the length of a call, and not to be had for longer: it does not keep its result alive.
package struct Row: ~Copyable {
    private let handle: OpaquePointer?
    private let row: Int32
    private let columns: Int32
    /// The column that the next read takes.
    package private(set) var column: Int32 = 0

    init(handle: OpaquePointer?, row: Int32, columns: Int32) {
        self.handle = handle
        self.row = row
        self.columns = columns
    }

    package var columnCount: Int { Int(columns) }

    /// The next column's bytes, valid as long as the row; nil for null.
    @inline(__always)
    mutating func next() throws(PostgresError) -> UnsafeRawBufferPointer? {
        guard let handle, column < columns else { throw missing() }
        let index = column
        column &+= 1
        let length = PQgetlength(handle, row, index)
        if length == 0, PQgetisnull(handle, row, index) != 0 { return nil }
        guard let value = PQgetvalue(handle, row, index) else { return nil }
        return UnsafeRawBufferPointer(start: value, count: Int(length))
    }

    @inline(__always)
    mutating func required() throws(PostgresError) -> UnsafeRawBufferPointer {
        guard let bytes = try next() else { throw unexpectedNull() }
        return bytes
    }

    /// The type of the column that the next read takes.
    var nextType: UInt32 {
        guard let handle, column < columns else { return 0 }
        return PQftype(handle, column)
    }

    /// Steps over columns.
    package mutating func skip(_ count: Int = 1) {
        column = Int32(clamping: Int(column) &+ Swift.max(0, Swift.min(count, 0xffff)))
    }

    /// Whether the next column is null; reads nothing.
    package var isNull: Bool {
        guard let handle, column < columns else { return true }
        return PQgetisnull(handle, row, column) != 0
    }

    // The failures, out of the readers' way.
    @inline(never)
    func missing() -> PostgresError { PostgresError(.decoding, "the row has \(columns) columns, and another was read") }

    @inline(never)
    func unexpectedNull() -> PostgresError { PostgresError(.decoding, "column \(column) is null") }

    @inline(never)
    func malformed(_ type: StaticString) -> PostgresError {
        PostgresError(.decoding, "column \(column) is not a \(type)")
    }
}

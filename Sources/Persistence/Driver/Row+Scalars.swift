extension Row {
    /// Microseconds from 1970 to 2000, where PostgreSQL's clock begins.
    static let epochMicroseconds: Int64 = 946_684_800_000_000
    static let epochDays: Int32 = 10_957

    /// `bigint`, and the narrower integers too.
    @inline(__always)
    package mutating func int64() throws(PostgresError) -> Int64 {
        try integer(required())
    }

    @inline(__always)
    package mutating func optionalInt64() throws(PostgresError) -> Int64? {
        guard let bytes = try next() else { return nil }
        return try integer(bytes)
    }

    package mutating func int() throws(PostgresError) -> Int { Int(try int64()) }

    package mutating func optionalInt() throws(PostgresError) -> Int? { try optionalInt64().map { Int($0) } }

    package mutating func int32() throws(PostgresError) -> Int32 {
        guard let value = Int32(exactly: try int64()) else { throw malformed("32-bit integer") }
        return value
    }

    package mutating func optionalInt32() throws(PostgresError) -> Int32? {
        if isNullHere() { return try passNull() }
        return try int32()
    }

    package mutating func int16() throws(PostgresError) -> Int16 {
        guard let value = Int16(exactly: try int64()) else { throw malformed("16-bit integer") }
        return value
    }

    package mutating func bool() throws(PostgresError) -> Bool {
        try boolean(required())
    }

    package mutating func optionalBool() throws(PostgresError) -> Bool? {
        guard let bytes = try next() else { return nil }
        return try boolean(bytes)
    }

    package mutating func double() throws(PostgresError) -> Double {
        try floating(required())
    }

    package mutating func optionalDouble() throws(PostgresError) -> Double? {
        guard let bytes = try next() else { return nil }
        return try floating(bytes)
    }

    @inline(__always)
    private func integer(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) -> Int64 {
        switch bytes.count {
        case 8: return Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        case 4: return Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
        case 2: return Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
        default: throw malformed("integer")
        }
    }

    private func boolean(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) -> Bool {
        guard bytes.count == 1 else { throw malformed("boolean") }
        return bytes[0] != 0
    }

    private func floating(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) -> Double {
        switch bytes.count {
        case 8: return Double(bitPattern: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)))
        case 4: return Double(Float(bitPattern: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))))
        default: throw malformed("floating-point number")
        }
    }

    private func isNullHere() -> Bool { isNull && Int(column) < columnCount }

    private mutating func passNull<Value>() throws(PostgresError) -> Value? {
        _ = try next()
        return nil
    }
}

// MARK: - Time

extension Row {
    /// `timestamptz` in microseconds since 1970; the infinities are `Int64.max` and `.min`.
    package mutating func timestamp() throws(PostgresError) -> Int64 {
        try instant(required())
    }

    package mutating func optionalTimestamp() throws(PostgresError) -> Int64? {
        guard let bytes = try next() else { return nil }
        return try instant(bytes)
    }

    /// Days since 1970; the infinities are `Int32.max` and `.min`.
    package mutating func date() throws(PostgresError) -> Int32 {
        try day(required())
    }

    package mutating func optionalDate() throws(PostgresError) -> Int32? {
        guard let bytes = try next() else { return nil }
        return try day(bytes)
    }

    func instant(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) -> Int64 {
        guard bytes.count == 8 else { throw malformed("timestamp") }
        let value = Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        if value == .max || value == .min { return value }
        let (sum, overflow) = value.addingReportingOverflow(Self.epochMicroseconds)
        guard !overflow else { throw malformed("timestamp") }
        return sum
    }

    private func day(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) -> Int32 {
        guard bytes.count == 4 else { throw malformed("date") }
        let value = Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))
        if value == .max || value == .min { return value }
        let (sum, overflow) = value.addingReportingOverflow(Self.epochDays)
        guard !overflow else { throw malformed("date") }
        return sum
    }
}

// MARK: - Identifiers

extension Row {
    package mutating func uuid() throws(PostgresError) -> PostgresUUID {
        try identifier(required())
    }

    package mutating func optionalUUID() throws(PostgresError) -> PostgresUUID? {
        guard let bytes = try next() else { return nil }
        return try identifier(bytes)
    }

    func identifier(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) -> PostgresUUID {
        guard bytes.count == 16 else { throw malformed("uuid") }
        return PostgresUUID(
            high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
}

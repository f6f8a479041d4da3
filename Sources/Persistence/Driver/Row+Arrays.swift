extension Row {
    package mutating func int64Array() throws(PostgresError) -> [Int64] {
        try array(of: ParameterType.int64.oid, "bigint[]") { _, bytes throws(PostgresError) in
            guard let bytes, bytes.count == 8 else { return nil }
            return Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        }
    }

    package mutating func textArray() throws(PostgresError) -> [String] {
        try array(of: nil, "text[]") { row, bytes throws(PostgresError) in
            guard let bytes else { return nil }
            return try row.characters(bytes)
        }
    }

    package mutating func bytesArray() throws(PostgresError) -> [[UInt8]] {
        try array(of: ParameterType.bytes.oid, "bytea[]") { _, bytes throws(PostgresError) in bytes.map { [UInt8]($0) }
        }
    }

    package mutating func uuidArray() throws(PostgresError) -> [PostgresUUID] {
        try array(of: ParameterType.uuid.oid, "uuid[]") { row, bytes throws(PostgresError) in
            guard let bytes else { return nil }
            return try row.identifier(bytes)
        }
    }

    package mutating func timestampArray() throws(PostgresError) -> [Int64] {
        try array(of: ParameterType.timestamp.oid, "timestamptz[]") { row, bytes throws(PostgresError) in
            guard let bytes else { return nil }
            return try row.instant(bytes)
        }
    }

    /// One dimension, no nulls: dimensions, flags, element type, length, lower bound, then length and bytes of each.
    private mutating func array<Element>(
        of type: UInt32?, _ name: StaticString,
        _ read: (borrowing Row, UnsafeRawBufferPointer?) throws(PostgresError) -> Element?
    ) throws(PostgresError) -> [Element] {
        let bytes = try required()
        func word(_ offset: Int) throws(PostgresError) -> Int {
            guard offset &+ 4 <= bytes.count else { throw malformed(name) }
            return Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
        }
        let dimensions = try word(0)
        if let type, UInt32(truncatingIfNeeded: try word(8)) != type { throw malformed(name) }
        if dimensions == 0 { return [] }
        guard dimensions == 1 else { throw malformed(name) }
        let count = try word(12)
        // Each element takes four bytes at least, so a false count cannot reserve more than the row holds.
        guard count >= 0, count <= bytes.count / 4 else { throw malformed(name) }
        var elements: [Element] = []
        elements.reserveCapacity(count)
        var offset = 20
        for _ in 0..<count {
            let length = try word(offset)
            offset &+= 4
            guard length >= 0, length <= bytes.count &- offset else { throw malformed(name) }
            let slice = UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset &+ length)])
            guard let element = try read(self, slice) else { throw malformed(name) }
            elements.append(element)
            offset &+= length
        }
        return elements
    }
}

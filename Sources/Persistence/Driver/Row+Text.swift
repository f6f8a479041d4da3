extension Row {
    /// `text`, `varchar`, enums, `name`, `json`: whatever PostgreSQL sends as characters.
    @inline(__always)
    package mutating func text() throws(PostgresError) -> String {
        try characters(required())
    }

    @inline(__always)
    package mutating func optionalText() throws(PostgresError) -> String? {
        guard let bytes = try next() else { return nil }
        return try characters(bytes)
    }

    package mutating func bytes() throws(PostgresError) -> [UInt8] {
        [UInt8](try required())
    }

    package mutating func optionalBytes() throws(PostgresError) -> [UInt8]? {
        guard let bytes = try next() else { return nil }
        return [UInt8](bytes)
    }

    /// Lends the next column's bytes without copying them; nil for null.
    package mutating func withBytes<Value, Failure: Error>(
        _ body: (UnsafeRawBufferPointer?) throws(Failure) -> Value
    ) throws -> Value {
        try body(try next())
    }

    /// `jsonb` or `json` as UTF-8 text.
    package mutating func jsonbBytes() throws(PostgresError) -> [UInt8] {
        guard let bytes = try json() else { throw unexpectedNull() }
        return [UInt8](bytes)
    }

    package mutating func optionalJSONBBytes() throws(PostgresError) -> [UInt8]? {
        try json().map { [UInt8]($0) }
    }

    package mutating func jsonb() throws(PostgresError) -> String {
        guard let bytes = try json() else { throw unexpectedNull() }
        return try characters(UnsafeRawBufferPointer(rebasing: bytes))
    }

    package mutating func optionalJSONB() throws(PostgresError) -> String? {
        guard let bytes = try json() else { return nil }
        return try characters(UnsafeRawBufferPointer(rebasing: bytes))
    }

    /// Binary `jsonb` is a version byte, which is 1, and then the text.
    private mutating func json() throws(PostgresError) -> Slice<UnsafeRawBufferPointer>? {
        let isBinary = nextType == ParameterType.jsonb.oid
        guard let bytes = try next() else { return nil }
        guard isBinary else { return bytes[...] }
        guard bytes.first == 1 else { throw malformed("jsonb") }
        return bytes.dropFirst()
    }

    @inline(__always)
    func characters(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) -> String {
        let units = Span(_unsafeElements: bytes.bindMemory(to: UInt8.self))
        guard let text = try? UTF8Span(validating: units) else { throw malformed("UTF-8 text") }
        return String(copying: text)
    }
}

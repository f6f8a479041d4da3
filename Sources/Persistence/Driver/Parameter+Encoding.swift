internal import CLibpq
internal import Glibc

/// Turns the parameters of a whole batch into what libpq takes, in memory that is used again for the next batch.
///
/// Everything is encoded before anything is sent, so a parameter that cannot be sent leaves no half batch behind.
struct ParameterEncoder {
    private var bytes: [UInt8] = []
    private var offsets: [Int] = []
    private var lengths: [CInt] = []
    private var formats: [CInt] = []
    private var types: [Oid] = []
    private var values: [UnsafePointer<CChar>?] = []
    /// Where each statement's parameters begin; one more than there are statements.
    private var starts: [Int] = [0]

    /// Memory beyond this is given back after the batch.
    private static let keptCapacity = 1 << 20

    mutating func reset() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
        offsets.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        types.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        starts.append(0)
    }

    /// Encodes one statement's parameters and answers its identity on the wire.
    mutating func append(_ statement: Statement) throws(PostgresError) -> StatementID {
        guard statement.query.isSendable else {
            throw PostgresError(.invalidParameter, "the statement's text has a NUL character")
        }
        guard statement.parameters.count <= 65_535 else {
            throw PostgresError(.invalidParameter, "a statement takes at most 65535 parameters")
        }
        var id = statement.query.hash
        for parameter in statement.parameters {
            let type = parameter.type.oid
            id.mix(UInt64(type))
            types.append(type)
            try encode(parameter)
        }
        starts.append(offsets.count)
        return id
    }

    /// Lends the parameters of the statement at `index` in libpq's form.
    mutating func withArguments(
        _ index: Int,
        _ body: (
            _ count: CInt, _ types: UnsafePointer<Oid>?, _ values: UnsafePointer<UnsafePointer<CChar>?>?,
            _ lengths: UnsafePointer<CInt>?, _ formats: UnsafePointer<CInt>?
        ) -> CInt
    ) -> CInt {
        let range = starts[index]..<starts[index &+ 1]
        values.removeAll(keepingCapacity: true)
        return bytes.withUnsafeBufferPointer { bytes in
            let base = bytes.baseAddress.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }
            for offset in offsets[range] { values.append(offset < 0 ? nil : base.map { $0 + offset }) }
            return values.withUnsafeBufferPointer { values in
                types.withUnsafeBufferPointer { types in
                    lengths.withUnsafeBufferPointer { lengths in
                        formats.withUnsafeBufferPointer { formats in
                            body(
                                CInt(range.count), types.baseAddress.map { $0 + range.lowerBound },
                                values.baseAddress, lengths.baseAddress.map { $0 + range.lowerBound },
                                formats.baseAddress.map { $0 + range.lowerBound })
                        }
                    }
                }
            }
        }
    }
}

// MARK: - One value

extension ParameterEncoder {
    private mutating func encode(_ parameter: Parameter) throws(PostgresError) {
        let start = bytes.count
        switch parameter {
        case .null: return note(offset: -1, length: 0, binary: true)
        case .bool(let value): bytes.append(value ? 1 : 0)
        case .int16(let value): integer(value)
        case .int32(let value): integer(value)
        case .int64(let value): integer(value)
        case .double(let value): integer(value.bitPattern)
        case .text(let value): return try text(value)
        case .numeric(let value): return try text(value)
        case .bytes(let value): bytes.append(contentsOf: value)
        case .uuid(let value): uuid(value)
        case .timestamp(let value): timestamp(value)
        case .date(let value): integer(Self.date(value))
        case .jsonb(let value):
            bytes.append(1)
            append(value)
        case .jsonbBytes(let value):
            bytes.append(1)
            bytes.append(contentsOf: value)
        case .boolArray(let values): array(.bool, values) { $0.bytes.append($1 ? 1 : 0) }
        case .int32Array(let values): array(.int32, values) { $0.integer($1) }
        case .int64Array(let values): array(.int64, values) { $0.integer($1) }
        case .textArray(let values): array(.text, values) { $0.append($1) }
        case .bytesArray(let values): array(.bytes, values) { $0.bytes.append(contentsOf: $1) }
        case .uuidArray(let values): array(.uuid, values) { $0.uuid($1) }
        case .timestampArray(let values): array(.timestamp, values) { $0.timestamp($1) }
        case .optionalInt64Array(let values): optionalArray(.int64, values) { $0.integer($1) }
        case .optionalTextArray(let values): optionalArray(.text, values) { $0.append($1) }
        case .optionalUUIDArray(let values): optionalArray(.uuid, values) { $0.uuid($1) }
        case .optionalTimestampArray(let values): optionalArray(.timestamp, values) { $0.timestamp($1) }
        }
        guard bytes.count &- start <= Int(CInt.max) else {
            throw PostgresError(.invalidParameter, "a parameter is larger than PostgreSQL takes")
        }
        note(offset: start, length: bytes.count &- start, binary: true)
    }

    private mutating func note(offset: Int, length: Int, binary: Bool) {
        offsets.append(offset)
        lengths.append(CInt(truncatingIfNeeded: length))
        formats.append(binary ? 1 : 0)
    }

    /// libpq takes text to its first NUL: a value that has one would arrive cut short.
    private mutating func text(_ value: String) throws(PostgresError) {
        let start = bytes.count
        append(value)
        let length = bytes.count &- start
        let hasNUL = bytes.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { memchr($0 + start, 0, length) != nil } ?? false
        }
        guard !hasNUL else { throw PostgresError(.invalidParameter, "text cannot hold a NUL character") }
        bytes.append(0)
        note(offset: start, length: length, binary: false)
    }

    private mutating func append(_ value: String) {
        let copied: Void? = value.utf8.withContiguousStorageIfAvailable { bytes.append(contentsOf: $0) }
        if copied == nil { bytes.append(contentsOf: value.utf8) }
    }

    private mutating func integer(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func uuid(_ value: PostgresUUID) {
        integer(value.high)
        integer(value.low)
    }

    private mutating func timestamp(_ value: Int64) {
        guard value != .max, value != .min else { return integer(value) }
        let (difference, overflow) = value.subtractingReportingOverflow(Row.epochMicroseconds)
        integer(overflow ? Int64.min : difference)
    }

    private static func date(_ value: Int32) -> Int32 {
        guard value != .max, value != .min else { return value }
        let (difference, overflow) = value.subtractingReportingOverflow(Row.epochDays)
        return overflow ? .min : difference
    }

    private mutating func array<Element>(
        _ type: ParameterType, _ values: [Element], _ write: (inout ParameterEncoder, Element) -> Void
    ) {
        arrayHeader(type, count: values.count, hasNull: false)
        for value in values { element(value, write) }
    }

    private mutating func optionalArray<Element>(
        _ type: ParameterType, _ values: [Element?], _ write: (inout ParameterEncoder, Element) -> Void
    ) {
        arrayHeader(type, count: values.count, hasNull: true)
        for value in values {
            if let value { element(value, write) } else { integer(Int32(-1)) }
        }
    }

    private mutating func arrayHeader(_ type: ParameterType, count: Int, hasNull: Bool) {
        integer(Int32(count == 0 ? 0 : 1))
        integer(Int32(hasNull ? 1 : 0))
        integer(type.oid)
        guard count > 0 else { return }
        integer(Int32(truncatingIfNeeded: count))
        integer(Int32(1))
    }

    private mutating func element<Element>(_ value: Element, _ write: (inout ParameterEncoder, Element) -> Void) {
        let position = bytes.count
        integer(Int32(0))
        write(&self, value)
        let length = UInt32(truncatingIfNeeded: bytes.count &- position &- 4)
        for index in 0..<4 { bytes[position &+ index] = UInt8(truncatingIfNeeded: length >> UInt32(24 &- 8 &* index)) }
    }
}

/// A bound value. Binary with an explicit type where the type is certain, text with an inferred type otherwise.
package enum Parameter: Sendable, Hashable {
    /// Typed, so that a statement keeps one name whether an optional is there or not.
    case null(ParameterType)
    case bool(Bool)
    case int16(Int16)
    case int32(Int32)
    case int64(Int64)
    case double(Double)
    /// Text of whatever type the place asks for: text, enum, inet, interval… NUL characters are refused.
    case text(String)
    case bytes([UInt8])
    case uuid(PostgresUUID)
    /// `timestamptz` in microseconds since 1970; `Int64.max` and `.min` are the infinities.
    case timestamp(Int64)
    /// Days since 1970.
    case date(Int32)
    /// Exact decimal text, such as `-12.50`.
    case numeric(String)
    case jsonb(String)
    /// JSON text as UTF-8.
    case jsonbBytes([UInt8])
    case boolArray([Bool])
    case int32Array([Int32])
    case int64Array([Int64])
    case textArray([String])
    case bytesArray([[UInt8]])
    case uuidArray([PostgresUUID])
    case timestampArray([Int64])
    // For `unnest` of columns that may be null.
    case optionalInt64Array([Int64?])
    case optionalTextArray([String?])
    case optionalUUIDArray([PostgresUUID?])
    case optionalTimestampArray([Int64?])
}

extension Parameter {
    var type: ParameterType {
        switch self {
        case .null(let type): type
        case .bool: .bool
        case .int16: .int16
        case .int32: .int32
        case .int64: .int64
        case .double: .double
        case .text: .inferred
        case .bytes: .bytes
        case .uuid: .uuid
        case .timestamp: .timestamp
        case .date: .date
        case .numeric: .numeric
        case .jsonb, .jsonbBytes: .jsonb
        case .boolArray: .boolArray
        case .int32Array: .int32Array
        case .int64Array, .optionalInt64Array: .int64Array
        case .textArray, .optionalTextArray: .textArray
        case .bytesArray: .bytesArray
        case .uuidArray, .optionalUUIDArray: .uuidArray
        case .timestampArray, .optionalTimestampArray: .timestampArray
        }
    }

    package static func int(_ value: Int) -> Parameter { .int64(Int64(value)) }

    // An optional of each kind that has a typed null.
    package static func bool(_ value: Bool?) -> Parameter { value.map { .bool($0) } ?? .null(.bool) }
    package static func int32(_ value: Int32?) -> Parameter { value.map { .int32($0) } ?? .null(.int32) }
    package static func int64(_ value: Int64?) -> Parameter { value.map { .int64($0) } ?? .null(.int64) }
    package static func double(_ value: Double?) -> Parameter { value.map { .double($0) } ?? .null(.double) }
    package static func text(_ value: String?) -> Parameter { value.map { .text($0) } ?? .null(.inferred) }
    package static func bytes(_ value: [UInt8]?) -> Parameter { value.map { .bytes($0) } ?? .null(.bytes) }
    package static func uuid(_ value: PostgresUUID?) -> Parameter { value.map { .uuid($0) } ?? .null(.uuid) }
    package static func timestamp(_ value: Int64?) -> Parameter { value.map { .timestamp($0) } ?? .null(.timestamp) }
    package static func date(_ value: Int32?) -> Parameter { value.map { .date($0) } ?? .null(.date) }
    package static func numeric(_ value: String?) -> Parameter { value.map { .numeric($0) } ?? .null(.numeric) }
    package static func jsonb(_ value: String?) -> Parameter { value.map { .jsonb($0) } ?? .null(.jsonb) }
    package static func jsonbBytes(_ value: [UInt8]?) -> Parameter { value.map { .jsonbBytes($0) } ?? .null(.jsonb) }
}

extension Parameter: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .int64(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null(.inferred) }
}

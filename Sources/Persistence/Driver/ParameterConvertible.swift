/// A Swift value that SQL interpolation can bind. Other folders conform their own value types.
package protocol ParameterConvertible {
    static var parameterType: ParameterType { get }
    var parameter: Parameter { get }
}

extension Bool: ParameterConvertible {
    package static var parameterType: ParameterType { .bool }
    package var parameter: Parameter { .bool(self) }
}

extension Int: ParameterConvertible {
    package static var parameterType: ParameterType { .int64 }
    package var parameter: Parameter { .int64(Int64(self)) }
}

extension Int16: ParameterConvertible {
    package static var parameterType: ParameterType { .int16 }
    package var parameter: Parameter { .int16(self) }
}

extension Int32: ParameterConvertible {
    package static var parameterType: ParameterType { .int32 }
    package var parameter: Parameter { .int32(self) }
}

extension Int64: ParameterConvertible {
    package static var parameterType: ParameterType { .int64 }
    package var parameter: Parameter { .int64(self) }
}

extension Double: ParameterConvertible {
    package static var parameterType: ParameterType { .double }
    package var parameter: Parameter { .double(self) }
}

extension String: ParameterConvertible {
    package static var parameterType: ParameterType { .inferred }
    package var parameter: Parameter { .text(self) }
}

extension PostgresUUID: ParameterConvertible {
    package static var parameterType: ParameterType { .uuid }
    package var parameter: Parameter { .uuid(self) }
}

extension Optional: ParameterConvertible where Wrapped: ParameterConvertible {
    package static var parameterType: ParameterType { Wrapped.parameterType }
    package var parameter: Parameter { map(\.parameter) ?? .null(Wrapped.parameterType) }
}

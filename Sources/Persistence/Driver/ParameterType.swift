/// A PostgreSQL type by its object id; the built-in ones never change.
package struct ParameterType: Sendable, Hashable {
    package let oid: UInt32

    package init(oid: UInt32) { self.oid = oid }

    /// The server decides from the place where the parameter stands.
    package static let inferred = ParameterType(oid: 0)
    package static let bool = ParameterType(oid: 16)
    package static let bytes = ParameterType(oid: 17)
    package static let int64 = ParameterType(oid: 20)
    package static let int16 = ParameterType(oid: 21)
    package static let int32 = ParameterType(oid: 23)
    package static let text = ParameterType(oid: 25)
    package static let double = ParameterType(oid: 701)
    package static let boolArray = ParameterType(oid: 1000)
    package static let bytesArray = ParameterType(oid: 1001)
    package static let int32Array = ParameterType(oid: 1007)
    package static let textArray = ParameterType(oid: 1009)
    package static let int64Array = ParameterType(oid: 1016)
    package static let date = ParameterType(oid: 1082)
    package static let timestamp = ParameterType(oid: 1184)
    package static let timestampArray = ParameterType(oid: 1185)
    package static let numeric = ParameterType(oid: 1700)
    package static let uuid = ParameterType(oid: 2950)
    package static let uuidArray = ParameterType(oid: 2951)
    package static let jsonb = ParameterType(oid: 3802)
}

/// What a sealed value belongs to. It opens only where the same is said again.
///
/// Parts are written with their lengths, so that no two lists of parts are the same bytes.
public struct AssociatedData: Sendable, Hashable {
    let bytes: [UInt8]

    /// Any parts that name the place, from the widest to the narrowest.
    public init(_ parts: [String]) {
        bytes = parts.reduce(into: []) { bytes, part in
            withUnsafeBytes(of: UInt64(part.utf8.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: part.utf8)
        }
    }

    /// The identity of a column's value in a tenant's row.
    public init(tenant: Int64, table: String, column: String, row: String) {
        self.init([String(tenant), table, column, row])
    }
}

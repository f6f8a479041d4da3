/// An IPv4 or IPv6 address. IPv4-mapped IPv6 (`::ffff:a.b.c.d`) is the IPv4 address: one peer, one value.
public struct IPAddress: Sendable, Hashable {
    /// IPv4 is kept as mapped, so that both are 128 bits in network order.
    let bits: UInt128

    static let mapped: UInt128 = 0xFFFF_0000_0000
    private static let mappedMask: UInt128 = ~0xFFFF_FFFF

    init(bits: UInt128) { self.bits = bits }

    /// An IPv4 address from its 32 bits, the first octet highest.
    public init(v4: UInt32) { bits = Self.mapped | UInt128(v4) }

    /// An address from 4 or 16 bytes in network order; nil for any other number of bytes.
    public init?(bytes: some Collection<UInt8>) {
        let value = bytes.prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        switch bytes.count {
        case 4: bits = Self.mapped | value
        case 16: bits = value
        default: return nil
        }
    }

    /// Whether this is an IPv4 address.
    public var isV4: Bool { bits & Self.mappedMask == Self.mapped }

    /// 32 or 128.
    public var width: Int { isV4 ? 32 : 128 }

    /// The 32 bits of an IPv4 address, the first octet highest; nil for IPv6.
    public var v4: UInt32? { isV4 ? UInt32(truncatingIfNeeded: bits) : nil }

    /// The 4 or 16 bytes in network order.
    public var bytes: [UInt8] {
        stride(from: width - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> UInt128($0)) }
    }
}

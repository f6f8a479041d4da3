/// A block of addresses, such as `10.0.0.0/8`.
public struct CIDR: Sendable, Hashable {
    /// The first address of the block.
    public let network: IPAddress
    /// Leading bits that all addresses of the block share: 0...32 or 0...128.
    public let prefixLength: Int

    private let mask: UInt128

    /// The block around an address; bits behind the prefix are dropped. Nil if the prefix is longer than the address.
    public init?(_ address: IPAddress, prefixLength: Int) {
        guard (0...address.width).contains(prefixLength) else { return nil }
        self.init(bits: address.bits, prefixOf128: prefixLength + 128 - address.width)
    }

    private init(bits: UInt128, prefixOf128 length: Int) {
        mask = length == 0 ? 0 : ~0 << UInt128(128 - length)
        network = IPAddress(bits: bits & mask)
        // A block that ends inside the mapped range is an IPv4 block.
        prefixLength = length >= 96 && network.isV4 ? length - 96 : length
    }

    /// Whether the address lies in the block. An IPv6 block holds no IPv4 address, not even `::/0`.
    public func contains(_ address: IPAddress) -> Bool {
        address.isV4 == network.isV4 && address.bits & mask == network.bits
    }
}

extension CIDR: LosslessStringConvertible {
    /// Reads `10.0.0.0/8`, `2001:db8::/32`, or a bare address, which is a block of one.
    ///
    /// Host bits are dropped (`10.1.2.3/8` is `10.0.0.0/8`); `::ffff:10.0.0.0/104` is `10.0.0.0/8`.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
        guard parts.count == 2 else {
            self.init(address, prefixLength: address.width)
            return
        }
        let digits = parts[1].utf8
        guard (1...3).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }), let length = Int(parts[1])
        else { return nil }
        if address.isV4, first.utf8.contains(UInt8(ascii: ":")) {
            // Written as IPv6, so the length counts 128 bits; short of 96 it would hold more than the mapped range.
            guard (96...128).contains(length) else { return nil }
            self.init(address, prefixLength: length - 96)
        } else {
            self.init(address, prefixLength: length)
        }
    }

    /// Network, slash, length; the slash and length also for a single address.
    public var description: String { "\(network)/\(prefixLength)" }
}

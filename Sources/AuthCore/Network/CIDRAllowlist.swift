/// The blocks of addresses from which a credential may be used.
public struct CIDRAllowlist: Sendable, Hashable {
    /// The blocks; a list without any allows nobody.
    public let blocks: [CIDR]

    /// Exactly these blocks.
    public init(_ blocks: [CIDR]) { self.blocks = blocks }

    /// Reads every entry as ``CIDR/init(_:)`` does.
    /// - Throws: ``CIDRError`` naming all the entries that are none.
    public init(parsing entries: some Sequence<String>) throws(CIDRError) {
        var blocks: [CIDR] = []
        var invalid: [String] = []
        for entry in entries {
            if let block = CIDR(entry) { blocks.append(block) } else { invalid.append(entry) }
        }
        guard invalid.isEmpty else { throw CIDRError(invalid: invalid) }
        self.blocks = blocks
    }

    /// Whether some block holds the address.
    public func contains(_ address: IPAddress) -> Bool { blocks.contains { $0.contains(address) } }
}

/// Entries that are neither an address nor a block, all of them at once.
public struct CIDRError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The entries as they were written.
    public let invalid: [String]

    /// A sentence for the one who wrote them; repeats none of them.
    public var description: String {
        "\(invalid.count) entr\(invalid.count == 1 ? "y is" : "ies are") neither an IP address nor a block such as "
            + "10.0.0.0/8 or 2001:db8::/32"
    }
}

extension IPAddress {
    /// Whether the address is one machine's on the public internet: none of IANA's special-purpose registries, none of
    /// many receivers, and where it carries an IPv4 address for a translator, that one is public.
    public var isPubliclyRoutable: Bool {
        if isV4 { return !Self.special.contains { $0.contains(self) } }
        if Self.translated.contains(where: { $0.contains(self) }) {
            return IPAddress(v4: UInt32(truncatingIfNeeded: bits)).isPubliclyRoutable
        }
        // "2000::/3" is all of IPv6 that IANA has opened to unicast.
        return Self.globalUnicast.contains { $0.contains(self) } && !Self.special.contains { $0.contains(self) }
    }

    private static let globalUnicast = blocks("2000::/3")

    /// RFC 6052: the last 32 bits are an IPv4 address, on the other side of a NAT64.
    private static let translated = blocks("64:ff9b::/96")

    /// IANA's special-purpose address registries (RFC 6890) and what is like them.
    private static let special = blocks(
        "0.0.0.0/8",  // this network
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  // private use
        "100.64.0.0/10",  // shared by a carrier's customers
        "127.0.0.0/8",  // loopback
        "169.254.0.0/16",  // link-local, clouds' metadata
        "192.0.0.0/24",  // protocol assignments
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",  // documentation
        "192.31.196.0/24", "192.175.48.0/24",  // AS112's sinks
        "192.52.193.0/24",  // multicast tunnels
        "192.88.99.0/24",  // 6to4 relays
        "198.18.0.0/15",  // benchmarking
        "168.63.129.16",  // a cloud's host machine, though not in the registries
        "224.0.0.0/4",  // multicast
        "240.0.0.0/4",  // reserved, limited broadcast
        // Of IPv6 inside 2000::/3; all outside of it is refused: unspecified and loopback, IPv4-compatible, local NAT64
        // (64:ff9b:1::/48), discard, segment routing, unique local, link-local, site-local, multicast.
        "2001::/23",  // protocol assignments: Teredo, benchmarking, ORCHID
        "2001:db8::/32", "3fff::/20",  // documentation
        "2002::/16",  // 6to4: any IPv4 address inside
        "2620:4f:8000::/48",  // AS112's sinks
        "3ffe::/16")  // the former 6bone

    private static func blocks(_ texts: String...) -> [CIDR] { texts.compactMap(CIDR.init) }
}

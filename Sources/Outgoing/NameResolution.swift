import AuthCore
import Domain
import Glibc

/// All addresses of a name, as this machine's resolver has them. Blocks.
enum NameResolution {
    static func addresses(of host: String) throws(FetchFailure) -> [IPAddress] {
        if let address = IPAddress(host) { return [address] }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &first) == 0, let first else { throw .notResolved }
        defer { freeaddrinfo(first) }
        var addresses: [IPAddress] = []
        var next: UnsafeMutablePointer<addrinfo>? = first
        while let entry = next {
            if let address = entry.pointee.ai_addr, let known = IPAddress(socketAddress: address) {
                if !addresses.contains(known) { addresses.append(known) }
            }
            next = entry.pointee.ai_next
        }
        guard !addresses.isEmpty else { throw .notResolved }
        return addresses
    }
}

extension IPAddress {
    /// Nil for what is neither IPv4 nor IPv6.
    init?(socketAddress: UnsafePointer<sockaddr>) {
        let raw = UnsafeRawPointer(socketAddress)
        switch Int32(socketAddress.pointee.sa_family) {
        case AF_INET:
            let address = raw.loadUnaligned(as: sockaddr_in.self)
            self.init(v4: UInt32(bigEndian: address.sin_addr.s_addr))
        case AF_INET6:
            let address = raw.loadUnaligned(as: sockaddr_in6.self)
            self.init(bytes: withUnsafeBytes(of: address.sin6_addr) { Array($0) })
        default: return nil
        }
    }
}

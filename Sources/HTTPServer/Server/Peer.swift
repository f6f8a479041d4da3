import AuthCore
import NIOCore
import NIOHTTP1

/// The other end of a connection, and whether it speaks for others.
struct Peer: Sendable {
    private let address: IPAddress?
    private let text: String
    /// Nil where it is no trusted proxy.
    private let proxies: CIDRAllowlist?

    init(_ socket: SocketAddress?, trusting proxies: CIDRAllowlist) {
        address = socket.flatMap(Self.address)
        text = address?.description ?? ""
        self.proxies = address.map { proxies.contains($0) } == true ? proxies : nil
    }

    /// The peer's address; what a trusted proxy forwarded for instead, and nobody else's word for it.
    func client(_ headers: HTTPHeaders) -> (address: IPAddress?, text: String) {
        guard let proxies else { return (address, text) }
        let hops = headers["X-Forwarded-For"].flatMap { $0.split(separator: ",") }
        for hop in hops.reversed() {
            guard let address = IPAddress(String(hop).trimmingASCIISpaces) else { break }
            if !proxies.contains(address) { return (address, address.description) }
        }
        return (address, text)
    }

    private static func address(_ socket: SocketAddress) -> IPAddress? {
        // Where sockaddr_in and sockaddr_in6 have it (RFC 3493), read without their C types.
        socket.withSockAddr { pointer, size in
            let bytes = UnsafeRawBufferPointer(start: pointer, count: size)
            switch socket {
            case .v4: return IPAddress(bytes: bytes.dropFirst(4).prefix(4))
            case .v6: return IPAddress(bytes: bytes.dropFirst(8).prefix(16))
            case .unixDomainSocket: return nil
            }
        }
    }
}

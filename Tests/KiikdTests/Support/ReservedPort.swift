import Glibc

/// A free port that the system gives to nobody else, for a server whose settings name its own address. It is bound and
/// not listened at, so that a server that reuses addresses, as kiikd does, may listen there while this lives.
final class ReservedPort: Sendable {
    struct NotReserved: Error {
        let code: Int32
    }

    let number: Int
    private let descriptor: Int32

    init() throws {
        let held = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard held >= 0 else { throw NotReserved(code: errno) }
        var isReused: Int32 = 1
        setsockopt(held, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(held, $0, length) == 0 && getsockname(held, $0, &length) == 0
            }
        }
        guard bound else {
            let code = errno
            close(held)
            throw NotReserved(code: code)
        }
        descriptor = held
        number = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit {
        close(descriptor)
    }
}

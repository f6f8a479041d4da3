import Foundation
import Glibc

/// A TCP connection that says exactly the bytes it is told to.
final class RawConnection {
    struct Failed: Error {
        let what: String
        let code: Int32
    }

    private let descriptor: Int32
    /// What came after the last answer.
    private var surplus: [UInt8] = []

    /// - Parameter seconds: what is waited for; long, for a machine that is busy with other tests.
    init(port: Int, seconds: Int = 180) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failed(what: "socket", code: errno) }
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(descriptor)
            throw Failed(what: "connect", code: errno)
        }
    }

    deinit {
        close(descriptor)
    }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { throw Failed(what: "send", code: errno) }
            rest = rest.dropFirst(sent)
        }
    }

    /// From now on sending fails once the other side has taken nothing for so long.
    func giveUpSending(after seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// As of a client on a slow line.
    func shrinkReceiveBuffer() {
        var size: Int32 = 65_536
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Says that nothing more comes; answers can still be read.
    func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Closing it will tell the other side that nobody is here any more, not even to read.
    func abandon() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    }

    /// The next bytes; none at the end.
    func receive() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count >= 0 else { throw Failed(what: "receive", code: errno) }
        return Array(buffer.prefix(count))
    }

    /// Everything until the other side closes.
    func receiveAll() -> [UInt8] {
        var all = surplus
        surplus = []
        while let part = try? receive(), !part.isEmpty { all += part }
        return all
    }

    /// One answer, read to its declared end.
    func receiveAnswer(isHead: Bool = false) throws -> HTTPAnswer {
        var bytes = surplus
        while true {
            if let answer = HTTPAnswer(parsing: bytes, isHead: isHead) {
                surplus = Array(bytes.dropFirst(answer.length))
                return answer
            }
            let part = try receive()
            guard !part.isEmpty else { throw Failed(what: "the answer ended early", code: 0) }
            bytes += part
        }
    }
}

/// Runs what blocks on a thread of its own, so that a hundred of them can wait at once.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}

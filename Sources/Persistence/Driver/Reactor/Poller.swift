internal import CShims
internal import Glibc

/// epoll, level-triggered, with a token for each descriptor.
struct Poller: ~Copyable {
    struct Event {
        var token: UInt64
        var readable: Bool
        var writable: Bool
        var hungUp: Bool
    }

    private let descriptor: CInt
    private var buffer = [epoll_event](repeating: epoll_event(), count: 64)
    private var ready = 0

    init?() {
        descriptor = kiik_epoll_create()
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    borrowing func add(_ file: CInt, token: UInt64) -> Bool {
        control(EPOLL_CTL_ADD, file, token, EPOLLIN.rawValue)
    }

    borrowing func update(_ file: CInt, token: UInt64, reading: Bool, writing: Bool) {
        _ = control(
            EPOLL_CTL_MOD, file, token, (reading ? EPOLLIN.rawValue : 0) | (writing ? EPOLLOUT.rawValue : 0))
    }

    borrowing func remove(_ file: CInt) { _ = epoll_ctl(descriptor, EPOLL_CTL_DEL, file, nil) }

    /// Negative: until something happens.
    mutating func wait(milliseconds: CInt) -> Int {
        ready = Swift.max(0, Int(epoll_wait(descriptor, &buffer, CInt(buffer.count), milliseconds)))
        return ready
    }

    borrowing func event(_ index: Int) -> Event {
        let event = buffer[index]
        return Event(
            token: event.data.u64,
            readable: event.events & EPOLLIN.rawValue != 0,
            writable: event.events & EPOLLOUT.rawValue != 0,
            hungUp: event.events & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0)
    }

    private borrowing func control(_ operation: CInt, _ file: CInt, _ token: UInt64, _ events: UInt32) -> Bool {
        var event = epoll_event()
        event.events = events
        event.data.u64 = token
        return epoll_ctl(descriptor, operation, file, &event) == 0
    }
}

import Glibc
import Synchronization

/// A thread of its own, which Swift's pool does not share, with the answer of its work.
final class OwnThread<Value: Sendable>: Sendable {
    private let outcome = Mutex<Result<Value, any Error>?>(nil)
    private let body: @Sendable () throws -> Value

    init(_ body: @escaping @Sendable () throws -> Value) {
        self.body = body
        var thread = pthread_t()
        let this = Unmanaged.passRetained(self as AnyObject)
        pthread_create(
            &thread, nil,
            { argument in
                let object = argument.map { Unmanaged<AnyObject>.fromOpaque($0).takeRetainedValue() }
                (object as? any Startable)?.start()
                return nil
            }, this.toOpaque())
        pthread_detach(thread)
    }

    var hasFailed: Bool {
        outcome.withLock { outcome in if case .failure = outcome { true } else { false } }
    }

    func join() throws -> Value {
        while true {
            if let outcome = outcome.withLock({ $0 }) { return try outcome.get() }
            usleep(500)
        }
    }
}

private protocol Startable: AnyObject { func start() }

extension OwnThread: Startable {
    fileprivate func start() {
        let result = Result { try body() }
        outcome.withLock { $0 = result }
    }
}

internal import CShims

/// Threads for C that blocks: connecting, resolving names, cancelling. Swift's own threads never wait for those.
enum HelperThread {
    private final class Body {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// False: the system has no thread to give.
    static func start(_ name: String, _ run: @escaping @Sendable () -> Void) -> Bool {
        let body = Unmanaged.passRetained(Body(run))
        let failure = kiik_thread_start(
            name,
            { context in
                guard let context else { return }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
            }, body.toOpaque())
        if failure != 0 { body.release() }
        return failure == 0
    }
}

internal import CLibpq
internal import Synchronization

/// Rows on their way from the reactor to one reading task, with an end to how many may wait.
final class StreamSink: Sendable {
    /// PGresults of one row each.
    ///
    /// Sound to share: whoever holds the chunk owns its results, and hands them on or frees them.
    struct Chunk: @unchecked Sendable {
        var handles: [OpaquePointer]
    }

    enum Delivery: Sendable {
        case rows(Chunk, resume: Bool)
        case end(PostgresError?)
    }

    private struct State: Sendable {
        var rows = Chunk(handles: [])
        var outcome: Result<Void, PostgresError>?
        var reader: UnsafeContinuation<Delivery, Never>?
        var isPaused = false
        var isClosed = false
    }

    /// More than this waiting and the server has to wait.
    private static let highWater = 512

    private let state = Mutex(State())

    /// The reactor brings rows. False: stop reading until the reader has caught up.
    func offer(_ handles: [OpaquePointer]) -> Bool {
        let chunk = Chunk(handles: handles)
        let (reader, proceed): (UnsafeContinuation<Delivery, Never>?, Bool) = state.withLock { state in
            if state.isClosed {
                for handle in chunk.handles { PQclear(handle) }
                return (nil, true)
            }
            if let reader = state.reader {
                state.reader = nil
                return (reader, true)
            }
            state.rows.handles.append(contentsOf: chunk.handles)
            state.isPaused = state.rows.handles.count >= Self.highWater
            return (nil, !state.isPaused)
        }
        reader?.resume(returning: .rows(chunk, resume: false))
        return proceed
    }

    func finish(_ outcome: Result<BatchResult, PostgresError>) {
        let outcome: Result<Void, PostgresError> = outcome.map { _ in }
        let reader = state.withLock { state in
            if state.outcome == nil { state.outcome = outcome }
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: .end(outcome.failure))
    }

    /// What has come, or waits for it. `resume`: the reactor must be told to read on.
    func next() async -> Delivery {
        await withUnsafeContinuation { continuation in
            let delivery: Delivery? = state.withLock { state in
                if !state.rows.handles.isEmpty {
                    let rows = state.rows
                    state.rows.handles = []
                    defer { state.isPaused = false }
                    return .rows(rows, resume: state.isPaused)
                }
                if let outcome = state.outcome { return .end(outcome.failure) }
                state.reader = continuation
                return nil
            }
            if let delivery { continuation.resume(returning: delivery) }
        }
    }

    /// The reader has seen enough: rows that still come are freed.
    func close() {
        let rows = state.withLock { state in
            state.isClosed = true
            defer { state.rows.handles = [] }
            return state.rows
        }
        for handle in rows.handles { PQclear(handle) }
    }

    deinit { close() }
}

extension Result where Success == Void {
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { return error }
        return nil
    }
}

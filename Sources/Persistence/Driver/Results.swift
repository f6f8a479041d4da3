internal import CLibpq

/// Owns the results of one batch and frees them with the last reader.
///
/// Sound to share: the array is filled before the first reader has it, and libpq only reads a finished PGresult.
final class Results: @unchecked Sendable {
    private(set) var handles: [OpaquePointer]

    init(_ handles: [OpaquePointer] = []) { self.handles = handles }

    /// Only while the reactor still collects.
    func append(_ handle: OpaquePointer) { handles.append(handle) }

    deinit {
        for handle in handles { PQclear(handle) }
    }
}

/// The answers of a batch, one `Rows` a statement. Empty `Rows` beyond the last.
package struct BatchResult: Sendable {
    private let results: Results
    /// How many leading results are the driver's own (timeouts, BEGIN).
    private let hidden: Int

    init(_ results: Results, hidden: Int = 0) {
        self.results = results
        self.hidden = hidden
    }

    package var count: Int { Swift.max(0, results.handles.count - hidden) }

    package subscript(_ index: Int) -> Rows {
        guard index >= 0, index < count else { return Rows(results, nil) }
        return Rows(results, results.handles[hidden + index])
    }

    package var last: Rows { self[count - 1] }
}

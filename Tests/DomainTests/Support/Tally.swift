import Synchronization

/// A number that many tasks change.
final class Tally: Sendable {
    private let number = Atomic<Int>(0)

    /// - Returns: the number afterwards.
    @discardableResult
    func add(_ amount: Int = 1) -> Int { number.add(amount, ordering: .relaxed).newValue }
    var value: Int { number.load(ordering: .relaxed) }
}

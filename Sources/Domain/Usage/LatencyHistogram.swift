/// How long calls took, in twenty classes whose bounds double: sums of histograms are histograms, and percentiles are
/// made of them, within a class by a straight line.
public struct LatencyHistogram: Sendable, Hashable {
    public static let classes = 20
    /// Microseconds that the first class stays below.
    private static let first: Int64 = 128

    /// Calls by class, always ``classes`` of them.
    public private(set) var counts: [Int64]
    /// Of all calls together.
    public private(set) var microseconds: Int64

    /// Counts that are missing are zero; those beyond the last class are left out.
    public init(counts: [Int64] = [], microseconds: Int64 = 0) {
        let counts = counts.prefix(Self.classes).map { max($0, 0) }
        self.counts = counts + Array(repeating: 0, count: Self.classes - counts.count)
        self.microseconds = microseconds
    }

    public var calls: Int64 { counts.reduce(0) { $0 &+ $1 } }

    /// Which class a duration is in.
    public static func place(ofMicroseconds duration: Int64) -> Int {
        guard duration >= first else { return 0 }
        return min((duration / first).bitWidth - (duration / first).leadingZeroBitCount, classes - 1)
    }

    /// The microseconds that a class begins and ends with; the last one has no end and counts as twice its beginning.
    private static func bounds(_ place: Int) -> (Int64, Int64) {
        place == 0 ? (0, first) : (first << Int64(place - 1), first << Int64(place))
    }

    /// The duration that this share of calls stayed below, 0…1; nil without calls.
    public func microseconds(atShare share: Double) -> Int64? {
        let calls = calls
        guard calls > 0, share.isFinite else { return nil }
        let wanted = min(max(share, 0), 1) * Double(calls)
        var passed = 0.0
        for (place, count) in counts.enumerated() where count > 0 {
            let count = Double(count)
            let (low, high) = Self.bounds(place)
            if passed + count >= wanted { return low + Int64(Double(high - low) * max(wanted - passed, 0) / count) }
            passed += count
        }
        return counts.lastIndex { $0 > 0 }.map { Self.bounds($0).1 }
    }

    public var median: Int64? { microseconds(atShare: 0.5) }
    public var p95: Int64? { microseconds(atShare: 0.95) }
    public var p99: Int64? { microseconds(atShare: 0.99) }

    public static func + (left: LatencyHistogram, right: LatencyHistogram) -> LatencyHistogram {
        LatencyHistogram(
            counts: zip(left.counts, right.counts).map { $0 &+ $1 },
            microseconds: left.microseconds &+ right.microseconds)
    }
}

import Domain

/// Days of some zone, put together from days of UTC, of which few hours each lie in another day: these are moved there.
struct LocalDays {
    private static let day: Int64 = 86_400_000_000

    private let starts: [Timestamp]
    /// From the first midnight of UTC through the last.
    private let whole: Range<Int64>
    /// The beginnings of the hours that are not in the day of the noon after or before.
    let moved: [Timestamp]

    /// - Parameter starts: when each day begins, the first not after the filter's time.
    init(_ filter: UsageFilter, starts: [Timestamp]) {
        self.starts = starts
        whole = UsageTotalsSQL.wholeDays(of: filter)
        var moved: [Timestamp] = []
        for midnight in stride(from: whole.lowerBound, to: whole.upperBound, by: Int(Self.day)) {
            let home = Self.place(of: Self.noon(midnight), among: starts)
            for hour in Int64(0)..<24 {
                let moment = Timestamp(microseconds: midnight).adding(seconds: hour * 3600)
                if Self.place(of: moment, among: starts) != home { moved.append(moment) }
            }
        }
        self.moved = moved
    }

    /// Adds what was counted in so many hours from some moment on to the points of the days.
    func add(_ calls: Int64, inClass statusClass: Int, hours: Int, at moment: Timestamp, to points: inout [UsagePoint])
    {
        func add(_ calls: Int64, at moment: Timestamp) {
            let place = Self.place(of: moment, among: starts)
            if points.indices.contains(place) { points[place].add(calls, inClass: statusClass) }
        }
        let midnight = moment.microseconds.flooredQuotient(Self.day) * Self.day
        if hours == 24 { return add(calls, at: Self.noon(midnight)) }
        add(calls, at: moment)
        if whole.contains(moment.microseconds) { add(0 &- calls, at: Self.noon(midnight)) }
    }

    private static func noon(_ midnight: Int64) -> Timestamp {
        Timestamp(microseconds: midnight).adding(seconds: 43_200)
    }

    /// The last that does not begin later.
    private static func place(of moment: Timestamp, among starts: [Timestamp]) -> Int {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= moment { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }
}

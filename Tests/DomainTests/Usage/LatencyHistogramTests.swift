import Testing

@testable import Domain

@Suite struct `How long calls took` {
    private func histogram(_ durations: [Int64]) -> LatencyHistogram {
        var counts = [Int64](repeating: 0, count: LatencyHistogram.classes)
        for duration in durations { counts[LatencyHistogram.place(ofMicroseconds: duration)] += 1 }
        return LatencyHistogram(counts: counts, microseconds: durations.reduce(0, +))
    }

    @Test func `classes double, and the last one has no end`() {
        let places: [(Int64, Int)] = [
            (-5, 0), (0, 0), (127, 0), (128, 1), (255, 1), (256, 2), (33_554_431, 18), (33_554_432, 19), (.max, 19),
        ]
        for (duration, place) in places {
            #expect(LatencyHistogram.place(ofMicroseconds: duration) == place, "\(duration)")
        }
    }

    @Test func `a percentile lies in the class of the call that it is`() throws {
        let all = histogram(Array(repeating: 200, count: 90) + Array(repeating: 5000, count: 10))
        let (median, p95, p99) = (try #require(all.median), try #require(all.p95), try #require(all.p99))
        #expect((128...256).contains(median) && (4096...8192).contains(p95) && p95 < p99)
        #expect(LatencyHistogram().median == nil)
        #expect(all.microseconds(atShare: .nan) == nil && all.microseconds(atShare: 7) == 8192)
    }

    @Test func `sums of histograms are the histogram of all`() {
        #expect(histogram([1, 300]) + histogram([300, 9000]) == histogram([1, 300, 300, 9000]))
        #expect(LatencyHistogram(counts: Array(repeating: 1, count: 50)).calls == 20)
    }
}

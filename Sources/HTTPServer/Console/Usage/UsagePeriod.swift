import Domain

/// How far back the figures go.
enum UsagePeriod: String, CaseIterable, Sendable {
    case day = "24h"
    case week = "7d"
    case month = "30d"
    case quarter = "90d"

    var bucket: UsageBucket { self == .day ? .hour : .day }

    private var days: Int {
        switch self {
        case .day: 1
        case .week: 7
        case .month: 30
        case .quarter: 90
        }
    }

    /// Whole hours or days, the present one among them.
    func filter(at now: Timestamp, in zone: CalendarZone) -> UsageFilter {
        let since =
            bucket == .hour ? now.adding(seconds: -23 * 3600) : zone.end(of: zone.day(at: now).adding(days: -days))
        return UsageFilter(since: since, until: now)
    }

    /// What stands below the columns of a chart.
    func places(_ points: [UsagePoint], _ formats: Formats) -> [Chart.Place] {
        points.map { point in
            let day = formats.day(at: point.at)
            guard bucket == .hour else { return Chart.Place(name: day, label: day) }
            let time = String(formats.time(point.at).prefix(5))
            return Chart.Place(name: formats.moment(point.at), label: time, day: day)
        }
    }
}

extension CalendarZone {
    /// What a browser sends of a day and of a time on a wall here: `2026-01-31T10:00`, with seconds or without.
    func moment(local text: String) -> Timestamp? {
        let halves = text.split(separator: "T", omittingEmptySubsequences: false)
        guard halves.count == 2, let day = LocalDate(String(halves[0])) else { return nil }
        let parts = halves[1].split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ $0.utf8.count == 2 }) else { return nil }
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (48...57).contains($0) } ? Int64(part) : nil
        }
        guard numbers.count == parts.count, numbers[0] < 24, numbers[1] < 60, numbers.last ?? 0 < 60 else { return nil }
        let second = numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
        let moment = end(of: day.adding(days: -1)).adding(seconds: second)
        // Where the clocks were changed since midnight, the one on the wall shows something else then.
        let difference = second - secondOfDay(at: moment)
        return moment.adding(seconds: difference > 43_200 ? difference - 86_400 : difference)
    }
}

internal import Foundation

/// A tenant's time zone: what day it is there, and when a day of theirs ends.
public struct CalendarZone: Sendable, Hashable {
    /// The IANA name, such as `Europe/Paris`.
    public let identifier: String
    private let zone: TimeZone

    /// Nil where the system knows no zone of that name.
    public init?(identifier: String) {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        self.identifier = identifier
        self.zone = zone
    }

    private init(zone: TimeZone) {
        self.identifier = zone.identifier
        self.zone = zone
    }

    public static let utc = CalendarZone(zone: .gmt)

    /// The calendar day in this zone at a moment.
    public func day(at moment: Timestamp) -> LocalDate {
        let seconds = moment.microseconds.flooredQuotient(1_000_000)
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
        let (local, overflow) = seconds.addingReportingOverflow(Int64(offset))
        if !overflow, let day = LocalDate(days: local.flooredQuotient(86_400)) { return day }
        return seconds < 0 ? .earliest : .latest
    }

    /// The time of day in this zone at a moment, in seconds since midnight as a clock on the wall shows it.
    public func secondOfDay(at moment: Timestamp) -> Int64 {
        let seconds = moment.microseconds.flooredQuotient(1_000_000)
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
        let (local, overflow) = seconds.addingReportingOverflow(Int64(offset))
        return overflow ? 0 : local - local.flooredQuotient(86_400) * 86_400
    }

    /// The first moment after a day in this zone: an expiry given as a date is valid through that day.
    public func end(of day: LocalDate) -> Timestamp {
        let midnight = (Int64(day.days) + 1) * 86_400
        // The offset in force at local midnight: guess with the offset at the same UTC moment, then correct once.
        let guess = midnight - Int64(offset(atUTC: midnight))
        let end = Timestamp(microseconds: 0).adding(seconds: midnight - Int64(offset(atUTC: guess)))
        // Where the clocks skip midnight itself the correction falls back into the day, and the guess was right.
        return self.day(at: end) > day ? end : Timestamp(microseconds: 0).adding(seconds: guess)
    }

    private func offset(atUTC seconds: Int64) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
    }
}

extension Int64 {
    /// Division that rounds towards minus infinity; the divisor is positive.
    package func flooredQuotient(_ divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

/// A calendar day without a time or a zone, in days since 1970-01-01 (proleptic Gregorian calendar).
public struct LocalDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01, within the years 1…9999.
    public let days: Int32

    /// The first and the last day that can be written with a four-digit year.
    public static let earliest = LocalDate(unchecked: -719_162)
    public static let latest = LocalDate(unchecked: 2_932_896)

    private init(unchecked days: Int32) {
        self.days = days
    }

    /// The day that many days after 1970-01-01; nil outside the years 1…9999.
    public init?(days: Int64) {
        guard days >= Int64(Self.earliest.days), days <= Int64(Self.latest.days) else { return nil }
        self.init(unchecked: Int32(days))
    }

    /// Nil where there is no such day (2026-02-30).
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        // Days from civil, counted in 400-year eras that begin on 1 March.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(unchecked: Int32(era * 146_097 + dayOfEra - 719_468))
        guard self.year == year, self.month == month, self.day == day else { return nil }
    }

    /// ISO 8601's `YYYY-MM-DD`, nothing else.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            bytes[range].reduce(0) { total, byte in
                guard let total, (48...57).contains(byte) else { return nil }
                return total * 10 + Int(byte - 48)
            }
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Year, month and day of month.
    public var civil: (year: Int, month: Int, day: Int) {
        let shifted = Int(days) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    public var year: Int { civil.year }
    public var month: Int { civil.month }
    public var day: Int { civil.day }

    /// That many days later (or earlier); held within the years 1…9999.
    public func adding(days more: Int) -> LocalDate {
        let (sum, overflow) = Int64(days).addingReportingOverflow(Int64(more))
        if let date = LocalDate(days: sum), !overflow { return date }
        return more < 0 ? .earliest : .latest
    }

    public static func < (left: LocalDate, right: LocalDate) -> Bool {
        left.days < right.days
    }

    public var description: String {
        let (year, month, day) = civil
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

import Domain
import Synchronization

/// RFC 9110's `Date`, written once a second.
enum DateHeader {
    private struct Written {
        var second: Int64 = .min
        var text = ""
    }

    private static let last = Mutex(Written())
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    static func text(at moment: Timestamp) -> String {
        let second = moment.microseconds.flooredQuotient(1_000_000)
        return last.withLock { last in
            if last.second != second { last = Written(second: second, text: text(second)) }
            return last.text
        }
    }

    static func text(_ second: Int64) -> String {
        let day = second.flooredQuotient(86_400)
        guard let date = LocalDate(days: day) else { return "" }
        let time = second - day * 86_400
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let weekday = days[Int((day % 7 + 7) % 7)]
        let (year, month, dayOfMonth) = date.civil
        return "\(weekday), \(two(Int64(dayOfMonth))) \(months[month - 1]) \(year) "
            + "\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60)) GMT"
    }
}

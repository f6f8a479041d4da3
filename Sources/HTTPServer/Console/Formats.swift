import Domain

/// How a language writes figures and moments.
struct FormatTexts: TextSection {
    let decimal: String
    let group: String
    /// An amount with its currency's sign or code: `€1,234.50`, `1 234,50 €`.
    let money: @Sendable (_ amount: String, _ currency: String) -> String
    let percent: @Sendable (_ number: String) -> String
    /// A day and a time of day.
    let moment: @Sendable (_ day: String, _ time: String) -> String
    /// `3 Mar 2026`
    let day: @Sendable (_ day: Int, _ month: String, _ year: Int) -> String
    let months: [String]
    /// A name and what it stands for, on one line.
    let pair: @Sendable (_ name: String, _ value: String) -> String
    let never: String
    let yes: String
    let no: String
}

/// Figures, days and moments as a reader expects them, in the tenant's zone.
struct Formats: Sendable {
    let texts: FormatTexts
    let zone: CalendarZone

    func number(_ value: Int64) -> String { (value < 0 ? "−" : "") + grouped(String(value.magnitude)) }

    /// Counted in its last place; zeros at its end are left out beyond so many.
    func decimal(_ unscaled: Int64, places: Int, atLeast kept: Int = 0) -> String {
        var digits = String(unscaled.magnitude)
        if digits.utf8.count <= places {
            digits = String(repeating: "0", count: places - digits.utf8.count + 1) + digits
        }
        let whole = grouped(String(digits.dropLast(places)))
        var fraction = String(digits.suffix(places))
        while fraction.utf8.count > kept, fraction.hasSuffix("0") { fraction.removeLast() }
        return (unscaled < 0 ? "−" : "") + whole + (fraction.isEmpty ? "" : texts.decimal + fraction)
    }

    func money(_ money: Money) -> String {
        let decimals = money.currency.decimals
        return texts.money(
            decimal(money.minorUnits, places: decimals, atLeast: decimals),
            Self.signs[money.currency.code] ?? money.currency.code)
    }

    func percent(_ part: Int64, of whole: Int64) -> String {
        guard whole > 0 else { return texts.percent("0") }
        // No part is more than the whole.
        let share = min(max(Double(part) / Double(whole), 0), 1)
        return texts.percent(decimal(Int64((share * 1000).rounded()), places: 1))
    }

    func milliseconds(_ microseconds: Int64) -> String {
        "\(decimal((microseconds &+ 50) / 100, places: 1))\u{A0}ms"
    }

    func day(_ date: LocalDate) -> String {
        let (year, month, day) = date.civil
        guard texts.months.indices.contains(month - 1) else { return date.description }
        return texts.day(day, texts.months[month - 1], year)
    }

    func day(at moment: Timestamp) -> String { day(zone.day(at: moment)) }

    /// With hours and minutes.
    func moment(_ moment: Timestamp) -> String { texts.moment(day(at: moment), String(time(moment).prefix(5))) }

    /// With seconds too.
    func exactMoment(_ moment: Timestamp) -> String { texts.moment(day(at: moment), time(moment)) }

    func moment(_ moment: Timestamp?) -> String { moment.map { self.moment($0) } ?? texts.never }

    func time(_ moment: Timestamp) -> String {
        let seconds = zone.secondOfDay(at: moment)
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }
        return "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }

    private func grouped(_ digits: String) -> String {
        guard digits.utf8.count > 3 else { return digits }
        var parts: [Substring] = []
        var rest = digits[...]
        while rest.utf8.count > 3 {
            parts.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        return ([rest] + parts).joined(separator: texts.group)
    }

    private static let signs = ["EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"]
}

extension RateLimit: LosslessStringConvertible {
    /// Reads `600/min`, `100/s`, `1000/h`, `5000/day`, `10/30s`, each optionally followed by ` burst 50`.
    ///
    /// - Throws: ``RateLimitError`` saying what is wrong with it.
    public init(parsing text: String) throws(RateLimitError) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        let rate = words.first?.split(separator: "/", omittingEmptySubsequences: false) ?? []
        guard rate.count == 2, let requests = Self.number(rate[0]), let period = Self.period(rate[1]) else {
            throw RateLimitError(fault: .form)
        }
        switch words.count {
        case 1:
            try self.init(requests: requests, period: period)
        case 3 where words[1] == "burst":
            guard let burst = Self.number(words[2]) else { throw RateLimitError(fault: .form) }
            try self.init(requests: requests, period: period, burst: burst)
        default:
            throw RateLimitError(fault: .form)
        }
    }

    /// As ``init(parsing:)``, nil for what it throws on.
    public init?(_ description: String) {
        guard let limit = try? RateLimit(parsing: description) else { return nil }
        self = limit
    }

    /// The limit as ``init(parsing:)`` reads it, in the largest unit that is exact.
    public var description: String {
        let unit = Self.units.first { $0.seconds == period }
        let length = unit.map(\.name) ?? "\(period)s"
        return "\(requests)/\(length)" + (burst == requests ? "" : " burst \(burst)")
    }

    private static let units: [(name: String, others: [String], seconds: Int)] = [
        ("day", ["d"], 86_400), ("h", ["hour"], 3_600), ("min", ["m", "minute"], 60), ("s", ["sec", "second"], 1),
    ]

    /// `min`, `30s`, `2h`.
    private static func period(_ text: Substring) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let word = text[digits.endIndex...]
        guard let unit = units.first(where: { $0.name == word || $0.others.contains(String(word)) }) else { return nil }
        if digits.isEmpty { return unit.seconds }
        guard let count = number(digits) else { return nil }
        let (seconds, overflow) = count.multipliedReportingOverflow(by: unit.seconds)
        return overflow ? nil : seconds
    }

    /// Digits only: `Int` alone would take a sign.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else {
            return nil
        }
        return Int(text)
    }
}

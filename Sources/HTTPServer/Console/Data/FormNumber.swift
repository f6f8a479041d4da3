import JSON

/// A number as people write it: `1,234.50`, `1 234,50`, `.5`.
enum FormNumber {
    /// Nil where it is none, or could be two.
    /// - Parameter decimal: what the reader's language writes before the decimals.
    static func read(_ text: String, decimal: Character) -> JSONNumber? {
        var body = text.filter { !$0.isWhitespace && $0 != "’" && $0 != "'" }
        let isNegative = body.first == "-" || body.first == "−"
        if isNegative { body.removeFirst() }
        guard body.utf8.count <= 40, body.contains(where: \.isASCIIDigit),
            body.allSatisfy({ $0.isASCIIDigit || $0 == "." || $0 == "," }),
            let (whole, fraction) = split(body, decimal)
        else { return nil }
        let digits = whole.drop { $0 == "0" }
        return JSONNumber(
            "\(isNegative ? "-" : "")\(digits.isEmpty ? "0" : digits)\(fraction.isEmpty ? "" : ".\(fraction)")")
    }

    private static func split(_ text: String, _ decimal: Character) -> (whole: String, fraction: String)? {
        guard let last = text.last(where: { !$0.isASCIIDigit }) else { return (text, "") }
        let marks = text.filter { !$0.isASCIIDigit }
        let parts = text.split(separator: last, omittingEmptySubsequences: false).map(String.init)
        if marks.count > 1, Set(marks).count == 1 { return grouped(parts).map { ($0, "") } }
        if marks.count > 1 {
            // The mark that comes last, once, stands before the decimals.
            guard parts.count == 2, let other = marks.first,
                let whole = grouped(parts[0].split(separator: other, omittingEmptySubsequences: false).map(String.init))
            else { return nil }
            return (whole, parts[1])
        }
        // `1,500` is fifteen hundred where the decimals stand after a point.
        if last == ",", decimal != ",", !parts[0].hasPrefix("0"), let whole = grouped(parts) { return (whole, "") }
        return (parts[0], parts[1])
    }

    /// Thousands apart; nil where these are none.
    private static func grouped(_ parts: [String]) -> String? {
        guard let first = parts.first, (1...3).contains(first.count), parts.dropFirst().allSatisfy({ $0.count == 3 })
        else { return nil }
        return parts.joined()
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}

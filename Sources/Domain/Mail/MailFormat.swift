/// A mail as RFC 5322 and MIME write it: lines that end in CR LF, headers in ASCII, the text in UTF-8.
public struct MailFormat: Sendable {
    public enum Encoding: Sendable {
        /// As it is: for people who read files.
        case plain
        /// For every server on the way (RFC 2045, 6.7).
        case quotedPrintable
    }

    private let from: String
    private let encoding: Encoding

    public init(from: String, encoding: Encoding) {
        self.from = from
        self.encoding = encoding
    }

    public func bytes(of mail: Mail) -> [UInt8] {
        let host = from.split(separator: "@").last.map(String.init) ?? "localhost"
        let headers = [
            "From: \(from)", "To: \(mail.recipient)", "Subject: \(Self.word(mail.subject))",
            "Date: \(Self.date(mail.date))", "Message-ID: <\(mail.id)@\(host)>", "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: \(encoding == .plain ? "8bit" : "quoted-printable")",
        ]
        let lines = mail.text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            encoding == .plain ? String(line) : Self.quotedPrintable(line)
        }
        return Array((headers + [""] + lines).joined(separator: "\r\n").utf8)
    }

    /// A header's text; encoded words (RFC 2047) where it is more than printable ASCII, each of whole characters.
    static func word(_ text: String) -> String {
        if text.utf8.allSatisfy({ (32...126).contains($0) }), text.utf8.count <= 60 { return text }
        var words: [String] = []
        var word = ""
        for scalar in text.unicodeScalars {
            let piece = scalar.utf8.map { byte in
                Self.isPlain(byte) ? String(Unicode.Scalar(byte)) : byte == 32 ? "_" : "=\(Self.hex(byte))"
            }.joined()
            if word.utf8.count + piece.utf8.count > 54 {
                words.append(word)
                word = ""
            }
            word += piece
        }
        words.append(word)
        return words.map { "=?utf-8?Q?\($0)?=" }.joined(separator: "\r\n ")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// One line, in pieces of at most 76 characters.
    static func quotedPrintable(_ line: Substring) -> String {
        var pieces: [String] = []
        var piece = ""
        let bytes = Array(line.utf8)
        for (place, byte) in bytes.enumerated() {
            let isLastSpace = place == bytes.count - 1 && (byte == 32 || byte == 9)
            let isPlain = (33...126).contains(byte) && byte != UInt8(ascii: "=") || (byte == 32 || byte == 9)
            let text = isPlain && !isLastSpace ? String(Unicode.Scalar(byte)) : "=\(hex(byte))"
            if piece.utf8.count + text.utf8.count > 75 {
                pieces.append(piece)
                piece = ""
            }
            piece += text
        }
        return (pieces + [piece]).joined(separator: "=\r\n")
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.utf8.count == 1 ? "0\(digits)" : digits
    }

    /// `Sat, 31 Jan 2026 10:00:00 +0000`.
    static func date(_ moment: Timestamp) -> String {
        let seconds = moment.microseconds / 1_000_000
        let ofDay = ((seconds % 86_400) + 86_400) % 86_400
        guard let day = LocalDate(days: (seconds - ofDay) / 86_400) else { return "" }
        let (year, month, date) = day.civil
        let weekday = ((Int(day.days) + 4) % 7 + 7) % 7
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return
            "\(names[weekday]), \(date) \(months[month - 1]) \(year) \(two(ofDay / 3600)):\(two(ofDay / 60 % 60)):\(two(ofDay % 60)) +0000"
    }
}

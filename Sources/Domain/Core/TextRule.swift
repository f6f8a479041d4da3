/// What a text may be: its length in characters and its form. Every dialect's wire types refer to the same rules.
public struct TextRule: Sendable, Hashable {
    public enum Form: Sendable, Hashable {
        /// One line: no control characters.
        case line
        /// Several lines: line feeds and tabs are allowed.
        case lines
        /// Empty, or something@somewhere in at most 254 bytes (RFC 5321, 4.5.3.1.3).
        case email
    }

    public let length: ClosedRange<Int>
    public let form: Form

    /// An ECMA-262 pattern that what is allowed matches; nil where any characters are. For email it is the usual form,
    /// a little narrower than what is accepted.
    public var pattern: String? {
        switch form {
        case .email:
            #"^$|^[A-Za-z0-9_%+-]+([.][A-Za-z0-9_%+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?[.])+[A-Za-z]{2,}$"#
        case .line: pattern(of: #"\u0000-\u001F\u007F-\u009F"#)
        case .lines: pattern(of: #"\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F"#)
        }
    }

    private func pattern(of control: String) -> String {
        length.lowerBound > 0
            ? "^[^\(control)]*[^\\s\(control)][^\(control)]*$" : "^[^\(control)]*$"
    }

    public init(_ length: ClosedRange<Int>, _ form: Form = .line) {
        self.length = length
        self.form = form
    }

    /// The first rule that a text breaks; nil where it breaks none.
    public func fault(in text: String) -> (code: Fault.Code, message: String)? {
        let count = text.unicodeScalars.count
        if count < length.lowerBound {
            return length.lowerBound == 1
                ? (.length, "This field may not be blank.")
                : (.length, "Ensure this field has at least \(length.lowerBound) characters.")
        }
        if count > length.upperBound {
            return (.length, "Ensure this field has no more than \(length.upperBound) characters.")
        }
        if length.lowerBound > 0, text.unicodeScalars.allSatisfy(Self.isWhitespace) {
            return (.length, "This field may not be blank.")
        }
        switch form {
        case .line where text.unicodeScalars.contains(where: Self.isControl):
            return (.format, "Control characters and line breaks are not allowed here.")
        case .lines
        where text.unicodeScalars.contains(where: { Self.isControl($0) && !"\n\r\t".unicodeScalars.contains($0) }):
            return (.format, "Control characters are not allowed here.")
        case .email where !text.isEmpty && !Self.isEmail(text):
            return (.format, "Enter a valid email address.")
        default:
            return nil
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    private static func isWhitespace(_ scalar: Unicode.Scalar) -> Bool {
        // The table of properties is slow to ask.
        scalar.isASCII ? scalar == " " || (9...13).contains(scalar.value) : scalar.properties.isWhitespace
    }

    /// One pass over the bytes: this runs for every customer that is written.
    private static func isEmail(_ text: String) -> Bool {
        guard text.utf8.count <= 254 else { return false }
        var hasAt = false
        var dotsAfterAt = 0
        var isASCII = true
        var previous: Unicode.Scalar?
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            switch scalar {
            case "\0"..." ", "\u{7F}", "<", ">", "(", ")", "[", "]", ",", ";", ":", "\\", "\"": return false
            case "@":
                guard !hasAt, let previous, previous != "." else { return false }
                hasAt = true
            case "." where hasAt:
                if previous == "@" || previous == "." || previous == "-" { return false }
                dotsAfterAt += 1
            case ".": if previous == nil { return false }
            case "-" where hasAt: if previous == "@" || previous == "." { return false }
            default: if !scalar.isASCII { isASCII = false }
            }
            previous = scalar
        }
        guard hasAt, dotsAfterAt > 0, previous != "@", previous != ".", previous != "-" else { return false }
        return isASCII || !text.unicodeScalars.contains { isWhitespace($0) || isControl($0) }
    }
}

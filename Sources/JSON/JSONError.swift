/// Why a text is not JSON, in words its sender can use. Repeats nothing of the text but a duplicate name.
package struct JSONError: Error, Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        case empty
        case tooLarge(limit: Int)
        case byteOrderMark
        case invalidUTF8
        case unexpectedEnd
        case unexpected(wanted: String)
        case trailing
        case tooDeep(limit: Int)
        case duplicate(name: String)
        case number(String)
        case controlCharacter
        case escape
        case loneSurrogate
        case nul
    }

    package let reason: Reason
    /// Bytes before the fault.
    package let offset: Int

    package init(_ reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    package var message: String {
        switch reason {
        case .empty: "the JSON text is empty"
        case .tooLarge(let limit): "the JSON text is longer than \(limit) bytes"
        case .byteOrderMark: "a byte order mark is not allowed at the start of JSON"
        case .invalidUTF8: "invalid UTF-8 at byte \(offset)"
        case .unexpectedEnd: "the JSON text ends too early, at byte \(offset)"
        case .unexpected(let wanted): "unexpected character at byte \(offset): expected \(wanted)"
        case .trailing: "unexpected text after the JSON value, at byte \(offset)"
        case .tooDeep(let limit): "nested more than \(limit) levels deep, at byte \(offset)"
        case .duplicate(let name): "the name \"\(Self.shortened(name))\" occurs twice in one object, at byte \(offset)"
        case .number(let fault): "\(fault), at byte \(offset)"
        case .controlCharacter: "a control character must be escaped in a string, at byte \(offset)"
        case .escape: "invalid escape in a string, at byte \(offset)"
        case .loneSurrogate: "a lone surrogate in a string, at byte \(offset)"
        case .nul: "the character U+0000 is not allowed in a string, at byte \(offset)"
        }
    }

    private static func shortened(_ name: String) -> String {
        name.unicodeScalars.count <= 40 ? name : String(String.UnicodeScalarView(name.unicodeScalars.prefix(40))) + "…"
    }
}

extension JSONError: CustomStringConvertible {
    package var description: String { message }
}

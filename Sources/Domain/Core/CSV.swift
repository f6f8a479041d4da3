/// Rows of comma-separated values (RFC 4180), safe to open in a spreadsheet.
package enum CSV {
    /// One row, with its line break.
    package static func row(_ fields: [String]) -> String {
        fields.map(field).joined(separator: ",") + "\r\n"
    }

    /// What a spreadsheet would take for a formula gets an apostrophe before it; numbers are none.
    private static func field(_ text: String) -> String {
        var text = text
        // By bytes: a mark that combines with the sign makes another character of both, and a formula all the same.
        if let first = text.utf8.first, "=+-@\t\r".utf8.contains(first), Int64(text) == nil { text = "'" + text }
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
        return "\"\(text.replacing("\"", with: "\"\""))\""
    }
}

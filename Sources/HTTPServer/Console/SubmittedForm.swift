import AuthCore
import Domain

/// The fields of a form as a browser sends them: a name may come more than once.
struct SubmittedForm: Sendable {
    private var values: [String: [String]] = [:]

    /// A file that was chosen, and what the browser calls it.
    struct File: Sendable {
        let field: String
        let name: String
        let content: [UInt8]
    }

    private(set) var files: [File] = []

    /// A form has no more fields than this.
    private static let most = 5000

    init(_ body: [UInt8]) throws(Refusal) {
        guard let text = String(validating: body, as: UTF8.self) else { throw .malformed("The form is not UTF-8.") }
        let parts = text[...].utf8.split(separator: UInt8(ascii: "&"))
        guard parts.count <= Self.most else { throw .malformed("The form has more than \(Self.most) fields.") }
        for part in parts {
            let middle = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            guard let name = QueryParameters.decoded(part[..<middle]),
                let value = QueryParameters.decoded(part[middle...].dropFirst())
            else { throw .malformed("The form is not valid percent-encoded UTF-8.") }
            // Browsers send the ends of lines as CR LF.
            values[name, default: []].append(value.replacing("\r\n", with: "\n"))
        }
    }

    /// A form that brings files, by the order in which its page has its fields.
    init(_ body: [UInt8], contentType: String) throws(Refusal) {
        for part in try MultipartForm(body, contentType: contentType, mostParts: Self.mostParts).parts {
            if let name = part.filename {
                files.append(File(field: part.name, name: name, content: Array(part.content)))
                continue
            }
            guard part.content.count <= Self.longestText else { throw .bodyTooLarge(limit: Self.longestText) }
            guard let value = String(validating: part.content, as: UTF8.self) else {
                throw .malformed("The form is not UTF-8.")
            }
            values[part.name, default: []].append(value.replacing("\r\n", with: "\n"))
        }
    }

    /// As a browser sends what stands in a form.
    init(_ entries: [(name: String, value: String)]) {
        for (name, value) in entries { values[name, default: []].append(value.replacing("\r\n", with: "\n")) }
    }

    private static let mostParts = 200
    /// Beside files, which are as long as they may be.
    private static let longestText = 64 * 1024

    /// Without spaces around it; nil where it is missing or empty.
    subscript(name: String) -> String? {
        guard let value = values[name]?.last else { return nil }
        let text = value.trimmingWhitespace
        return text.isEmpty ? nil : text
    }

    /// As it was typed.
    func raw(_ name: String) -> String { values[name]?.last ?? "" }

    /// All that were ticked.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    func isTicked(_ name: String) -> Bool { values[name]?.last == "true" }

    var names: [String] { values.keys.sorted() }

    func has(_ name: String) -> Bool { values[name] != nil }

    /// The same without the fields of those names.
    func leaving(out isLeftOut: (String) -> Bool) -> SubmittedForm {
        var form = self
        form.values = values.filter { !isLeftOut($0.key) }
        return form
    }

    /// The same with those fields of another form in place of its own.
    func taking(_ other: SubmittedForm, where isTaken: (String) -> Bool) -> SubmittedForm {
        var form = leaving(out: isTaken)
        form.values.merge(other.values.filter { isTaken($0.key) }) { _, taken in taken }
        return form
    }

    /// As a browser sends it.
    var encoded: String {
        PercentEncoding.encode(names.flatMap { name in all(name).map { (name, $0) } })
    }

    /// A whole number, or a fault; nil where nothing was typed.
    func integer(_ name: String, _ faults: inout [Fault]) -> Int64? {
        guard let text = self[name] else { return nil }
        if let number = Int64(text) { return number }
        faults.append(Fault(name, .type, "Expected a whole number."))
        return nil
    }

    /// A day, or a fault; nil where nothing was typed.
    func date(_ name: String, _ faults: inout [Fault]) -> LocalDate? {
        guard let text = self[name] else { return nil }
        if let date = LocalDate(text) { return date }
        faults.append(Fault(name, .format, "Expected a date like 2026-01-31."))
        return nil
    }

    /// The words of a list that was typed, by commas, spaces or lines.
    func list(_ name: String) -> [String] {
        raw(name).split { $0 == "," || $0.isWhitespace }.map(String.init)
    }
}

extension String {
    var trimmingWhitespace: String { trimming(\.properties.isWhitespace) }

    /// By scalars: walking back over characters can look at the whole text for each of them.
    func trimming(_ isLeftOut: (Unicode.Scalar) -> Bool) -> String {
        guard let first = unicodeScalars.firstIndex(where: { !isLeftOut($0) }),
            let last = unicodeScalars.lastIndex(where: { !isLeftOut($0) })
        else { return "" }
        return String(unicodeScalars[first...last])
    }
}

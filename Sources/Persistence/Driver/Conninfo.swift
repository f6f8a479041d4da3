internal import CLibpq

/// A connection string taken apart by libpq itself, and put together again for one purpose.
struct Conninfo: Sendable {
    /// In libpq's own order; only what the string says.
    private(set) var settings: [(keyword: String, value: String)]

    init(_ text: String) throws(PostgresError) {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &message) else {
            let reason = message.map { Self.withoutQuotes(String(cString: $0)) } ?? "out of memory"
            PQfreemem(message)
            throw PostgresError(.configuration, "the connection string is not one that libpq takes: \(reason)")
        }
        defer { PQconninfoFree(options) }
        settings = []
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                settings.append((String(cString: keyword), String(cString: value)))
            }
            option += 1
        }
    }

    static func validate(_ text: String) throws(PostgresError) { _ = try Conninfo(text) }

    subscript(_ keyword: String) -> String? {
        get { settings.first { $0.keyword == keyword }?.value }
        set {
            settings.removeAll { $0.keyword == keyword }
            if let newValue { settings.append((keyword, newValue)) }
        }
    }

    /// The hosts' names, for messages; never a password.
    var hosts: String {
        let host = self["host"] ?? self["hostaddr"] ?? ""
        return host.isEmpty ? "the local socket" : host
    }

    /// Server settings by `-c`, after those of the string itself.
    mutating func append(options: [(name: String, value: String)]) {
        let added = options.map { "-c \($0.name)=\($0.value)" }.joined(separator: " ")
        self["options"] = [self["options"], added].compactMap { $0 }.joined(separator: " ")
    }

    /// libpq quotes pieces of the string in its complaints, and a piece can be a password.
    static func withoutQuotes(_ message: String) -> String {
        message.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .map { $0.offset % 2 == 0 ? String($0.element) : "…" }.joined(separator: "\"")
            .filter { $0 != "\n" && $0 != "\r" }
    }
}

/// Scopes that mean nothing here, all of them at once.
public struct PermissionError: Error, Sendable, Hashable {
    /// The unknown scopes as they were written, each once, in the order of their first appearance.
    public let unknown: [String]

    /// What a message repeats of them: the list is the caller's, and may be long.
    private static let named = 10
    private static let shown = 64

    /// An error about these scopes.
    public init(unknown: [String]) { self.unknown = unknown }
}

extension PermissionError: CustomStringConvertible {
    /// A sentence for the one who sent them; control characters and long names are cut out of it.
    public var description: String {
        let names = unknown.prefix(Self.named).map { name in
            let safe = name.unicodeScalars.filter { $0.value >= 0x20 && $0.value < 0x7F && $0 != "\"" && $0 != "\\" }
            return "\"" + String(String.UnicodeScalarView(safe.prefix(Self.shown))) + "\""
        }
        let more = unknown.count > Self.named ? " and \(unknown.count - Self.named) more" : ""
        return "unknown scope\(unknown.count == 1 ? "" : "s"): " + names.joined(separator: ", ") + more
    }
}

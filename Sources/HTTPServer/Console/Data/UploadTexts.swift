extension Texts {
    /// The page that takes documents.
    struct Upload: TextSection {
        let title: String
        let lead: String
        let files: String
        let hint: @Sendable (_ bytes: Int, _ most: Int) -> String
        let send: String
        let sending: String
        let none: String
        let tooMany: @Sendable (_ count: Int, _ most: Int) -> String
        let empty: @Sendable (_ file: ForeignText) -> String
        let kind: @Sendable (_ file: ForeignText) -> String
        let name: @Sendable (_ file: ForeignText) -> String
        let nothingKept: String
    }
}

/// Bytes as people count them, rounded down: what is said to fit does.
enum ByteCount {
    static func text(_ bytes: Int, mega: String, kilo: String) -> String {
        bytes >= 1 << 20 ? "\(bytes >> 20)\u{A0}\(mega)" : "\(bytes >> 10)\u{A0}\(kilo)"
    }
}

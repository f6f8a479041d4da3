/// The kinds of file that are taken. What a file is, its first bytes say, not its name or its sender.
public enum MediaType: String, Sendable, CaseIterable {
    case pdf = "application/pdf"
    case png = "image/png"
    case jpeg = "image/jpeg"
    case vcard = "text/vcard"
    case text = "text/plain"

    /// Nil for what is none of these.
    public init?(sniffing bytes: [UInt8]) {
        if bytes.starts(with: "%PDF-".utf8) {
            self = .pdf
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if Self.isText(bytes) {
            let start = bytes.prefix(64).map { $0 | 0x20 }
            self = start.starts(with: "begin:vcard".utf8) ? .vcard : .text
        } else {
            return nil
        }
    }

    /// UTF-8 without control characters, but for those that lay out text.
    private static func isText(_ bytes: [UInt8]) -> Bool {
        let isPlain = bytes.allSatisfy { $0 >= 0x20 ? $0 != 0x7F : (9...13).contains($0) }
        return !bytes.isEmpty && isPlain && String(validating: bytes, as: UTF8.self) != nil
    }
}

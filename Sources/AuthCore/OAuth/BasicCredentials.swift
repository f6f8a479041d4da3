/// `Authorization: Basic` (RFC 7617): a name and a secret.
public enum BasicCredentials {
    /// Whether a header is of this scheme, whatever its case.
    public static func isScheme(of header: String) -> Bool {
        header.utf8.count >= 6 && header.utf8.prefix(6).elementsEqual("basic ".utf8) { $0 | 0x20 == $1 }
    }

    /// The two halves as they are written; nil unless the header holds exactly that.
    public static func decode(_ header: String) -> (name: Substring, secret: Substring)? {
        guard isScheme(of: header) else { return nil }
        let text = header.utf8.dropFirst(6).drop { $0 == UInt8(ascii: " ") }
        let unpadded = text.reversed().drop { $0 == UInt8(ascii: "=") }.reversed()
        guard text.count - unpadded.count <= 2, let bytes = Base64.standard.decode(Array(unpadded)),
            let pair = String(validating: bytes, as: UTF8.self), let colon = pair.firstIndex(of: ":")
        else { return nil }
        return (pair[..<colon], pair[pair.index(after: colon)...])
    }
}

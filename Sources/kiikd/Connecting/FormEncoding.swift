/// Reads `application/x-www-form-urlencoded` as servers write it, whatever its faults.
enum FormEncoding {
    /// The first value of each name.
    static func decode(_ text: some StringProtocol) -> [String: String] {
        var entries: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let (name, value) = (unescaped(parts[0]), parts.count > 1 ? unescaped(parts[1]) : "")
            if entries[name] == nil { entries[name] = value }
        }
        return entries
    }

    private static func unescaped(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                if let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2 {
                    bytes.append(code)
                    rest = rest.dropFirst(2)
                } else {
                    bytes.append(byte)
                }
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

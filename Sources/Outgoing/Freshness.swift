/// How long an answer may be kept, from its Cache-Control and Age (RFC 9111).
enum Freshness {
    /// - Returns: Seconds, 0 for not at all; nil where nothing is said.
    static func seconds(cacheControl: String?, age: String?) -> Int64? {
        guard let cacheControl else { return nil }
        var shortest: Int64?
        for directive in cacheControl.lowercased().split(separator: ",") {
            let parts = directive.split(separator: "=", maxSplits: 1).map { $0.trimmingWhitespace() }
            switch parts.first {
            case "no-store", "no-cache": return 0
            case "max-age":
                // "treat the response as stale" where the value is none (4.2.1).
                let value = parts.count == 2 ? seconds(parts[1]) : nil
                shortest = min(shortest ?? .max, value ?? 0)
            default: break
            }
        }
        guard let shortest else { return nil }
        return max(0, shortest - (age.flatMap { seconds($0) } ?? 0))
    }

    /// "a cache MUST consider the value to be 2147483648" where it is larger (1.2.2).
    private static func seconds(_ text: String) -> Int64? {
        let digits =
            text.hasPrefix("\"") && text.hasSuffix("\"") && text.count > 2 ? text.dropFirst().dropLast() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return min(Int64(digits) ?? .max, 2_147_483_648)
    }
}

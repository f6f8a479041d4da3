import AuthCore
import CLibcurl
import Domain

/// A URL as the guarded fetch takes it: https, in its plain form, read once, by the reader that also connects.
struct FetchURL {
    let parsed: CurlURL
    /// Lowercase; an IPv6 address without its brackets.
    let host: String
    let port: String

    init(_ text: String) throws(FetchFailure) {
        // What readers of URLs disagree about: spaces, control characters, backslashes, other scripts.
        guard (1...2048).contains(text.utf8.count), text.utf8.allSatisfy(Self.isPlain),
            let start = text.firstRange(of: "://")
        else { throw .malformed }
        guard text[..<start.lowerBound].lowercased() == "https" else { throw .notHTTPS }
        guard !text.contains("#") else { throw .fragment }
        let authority = text[start.upperBound...].prefix { $0 != "/" && $0 != "?" }.lowercased()
        guard !authority.contains("@") else { throw .userInfo }
        guard let parsed = CurlURL(text), let host = parsed.part(CURLUPART_HOST)?.lowercased(),
            let port = parsed.part(CURLUPART_PORT, CURLU_DEFAULT_PORT), port != "0",
            // 0x7f.1, 2130706433 and %6c are other words for a host: libcurl reads them, this takes none of them.
            authority == host || authority == "\(host):\(port)"
        else { throw .malformed }
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        guard IPAddress(bare) != nil || Self.isName(bare) else { throw .malformed }
        (self.parsed, self.host, self.port) = (parsed, bare, port)
    }

    /// The name without its subdomains, which its owner makes as many of as they like.
    var site: String { IPAddress(host) == nil ? host.split(separator: ".").suffix(2).joined(separator: ".") : host }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"\\\"<>^`{|}".utf8.contains(byte)
    }

    /// Letters, digits and hyphens between dots; a last label that begins with a digit is an address gone wrong.
    private static func isName(_ host: String) -> Bool {
        let labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard host.utf8.count <= 253, let first = labels.last?.first, !isDigit(first) else { return false }
        return labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy { isDigit($0) || (0x61...0x7A).contains($0) || "-_".utf8.contains($0) }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// libcurl's own form of a URL.
final class CurlURL {
    let handle: OpaquePointer

    init?(_ text: String) {
        guard let handle = curl_url() else { return nil }
        guard curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK else {
            curl_url_cleanup(handle)
            return nil
        }
        self.handle = handle
    }

    deinit { curl_url_cleanup(handle) }

    func part(_ part: CURLUPart, _ flags: Int32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, UInt32(bitPattern: flags)) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}

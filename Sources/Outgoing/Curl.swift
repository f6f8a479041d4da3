import CLibcurl
import Foundation

/// What every use of libcurl begins with.
enum Curl {
    /// Once a process; safe to ask from any thread.
    static let isReady = kiik_curl_global_init() == CURLE_OK

    /// The authorities that this libcurl trusts by default, and more: what it is given replaces its own.
    static func authorities(with more: [UInt8]) -> [UInt8] {
        let path = curl_version_info(CURLVERSION_SEVENTH)?.pointee.cainfo.map { String(cString: $0) }
        let own = path.flatMap { FileManager.default.contents(atPath: $0) }.map(Array.init) ?? []
        return own + [UInt8(ascii: "\n")] + more
    }
}

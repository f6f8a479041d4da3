import AuthCore
import CLibcurl
import Glibc

/// One HTTP exchange by libcurl: alone on its connection, without cookies, proxies of the environment, `.netrc` or
/// redirects. It blocks, and stays on the thread that made it.
final class Transfer {
    struct Head {
        var status = 0
        var fields: [(name: String, value: String)] = []

        /// All of that name, as the one list they are (RFC 9110, 5.3).
        func list(_ name: String) -> String? {
            let values = fields.filter { $0.name == name }.map(\.value)
            return values.isEmpty ? nil : values.joined(separator: ", ")
        }
    }

    enum Stop: Error {
        case head, tooLarge, address
        case code(CURLcode)
    }

    private let handle: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private var isSound = true
    private let limit: Int
    private let accepts: (Head) -> Bool

    private var head = Head()
    private var isHeadDone = false
    private var headBytes = 0
    private var body: [UInt8] = []
    private var stop: Stop?
    private var peers: Set<IPAddress>?

    /// - Parameters:
    ///   - limit: Bytes of body that are taken.
    ///   - accepts: Whether to read on behind this head.
    init?(limit: Int, accepts: @escaping (Head) -> Bool = { _ in true }) {
        guard Curl.isReady, let handle = curl_easy_init() else { return nil }
        self.handle = handle
        self.limit = max(limit, 0)
        self.accepts = accepts
        for (option, value) in Self.rules { set(option, value) }
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NOPROXY, "*")
        // Told beforehand it is not even begun; libcurl takes 0 for no limit.
        check(kiik_curl_set_offset(handle, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(max(limit, 1))))
    }

    private static let rules: [(CURLoption, Int)] = [
        (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_NETRC, 0), (CURLOPT_FRESH_CONNECT, 1),
        (CURLOPT_FORBID_REUSE, 1), (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
        (CURLOPT_SSL_SESSIONID_CACHE, 0), (CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2),
        (CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1),
    ]

    deinit {
        curl_easy_cleanup(handle)
        for list in lists { curl_slist_free_all(list) }
    }

    // MARK: Options

    func set(_ option: CURLoption, _ value: Int) { check(kiik_curl_set_long(handle, option, value)) }

    func set(_ option: CURLoption, _ text: String) { check(kiik_curl_set_text(handle, option, text)) }

    /// - Parameter url: Lives as long as the transfer.
    func set(url: OpaquePointer) { check(kiik_curl_set_url(handle, url)) }

    func set(_ option: CURLoption, list texts: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for text in texts {
            guard let longer = curl_slist_append(list, text) else {
                isSound = false
                break
            }
            list = longer
        }
        guard let list else { return }
        lists.append(list)
        check(kiik_curl_set_list(handle, option, list))
    }

    func set(_ option: CURLoption, bytes: [UInt8]) {
        bytes.withUnsafeBytes { all in
            guard let start = all.baseAddress else { return }
            check(kiik_curl_set_blob(handle, option, start, all.count))
        }
    }

    /// The body of the request; libcurl keeps a copy.
    func send(_ bytes: [UInt8]) {
        check(kiik_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)))
        (bytes + [0]).withUnsafeBufferPointer { all in
            all.withMemoryRebound(to: CChar.self) { text in
                guard let start = text.baseAddress else { return }
                check(kiik_curl_set_text(handle, CURLOPT_COPYPOSTFIELDS, start))
            }
        }
    }

    /// Only these are connected to, whatever libcurl thinks the name means.
    func restrict(to addresses: Set<IPAddress>) {
        peers = addresses
        check(
            kiik_curl_set_opener(
                handle,
                { context, _, address in
                    guard let context, let address else { return kiik_curl_no_socket() }
                    return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().open(address)
                }, Unmanaged.passUnretained(self).toOpaque()))
    }

    private func check(_ code: CURLcode) {
        if code != CURLE_OK { isSound = false }
    }

    // MARK: Running

    func run() throws(Stop) -> (head: Head, body: [UInt8]) {
        check(
            kiik_curl_set_writers(
                handle,
                { buffer, size, count, context in Transfer.of(context)?.take(head: buffer, size &* count) ?? 0 },
                { buffer, size, count, context in Transfer.of(context)?.take(body: buffer, size &* count) ?? 0 },
                Unmanaged.passUnretained(self).toOpaque()))
        guard isSound else { throw .code(CURLE_FAILED_INIT) }
        let code = withExtendedLifetime(self) { curl_easy_perform(handle) }
        if let stop { throw stop }
        guard code == CURLE_OK else { throw .code(code) }
        return (head, body)
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Lines as they come: a status, fields, an empty line; interim answers first, trailers behind the body.
    private func take(head buffer: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard stop == nil, let buffer else { return 0 }
        guard count <= 65_536 - headBytes else { return halt(.tooLarge) }
        headBytes += count
        if isHeadDone { return count }
        let bytes = UnsafeRawBufferPointer(start: buffer, count: count)
        let line = String(decoding: bytes, as: UTF8.self).trimmingWhitespace()
        if line.hasPrefix("HTTP/"), bytes.first != UInt8(ascii: " ") {
            head = Head()
            head.status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if line.isEmpty {
            if (100..<200).contains(head.status) { return count }
            isHeadDone = true
            if !accepts(head) { return halt(.head) }
        } else if let colon = line.firstIndex(of: ":") {
            head.fields.append(
                (line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingWhitespace()))
        }
        return count
    }

    private func take(body buffer: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard stop == nil, isHeadDone, let buffer else { return 0 }
        guard count <= limit - body.count else { return halt(.tooLarge) }
        body.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: count))
        return count
    }

    private func halt(_ reason: Stop) -> Int {
        stop = reason
        return 0
    }

    private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let peer = withUnsafePointer(to: &address.pointee.addr) { IPAddress(socketAddress: $0) }
        guard let peer, peers?.contains(peer) == true else {
            stop = .address
            return kiik_curl_no_socket()
        }
        return socket(
            address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }
}

extension StringProtocol {
    /// Without spaces, tabs and line ends around it.
    func trimmingWhitespace() -> String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}

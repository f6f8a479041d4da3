import CLibcurl
import Dispatch
package import Domain

/// Hands mails to an SMTP server (RFC 5321) through libcurl. Over the network only with TLS; to this machine itself
/// without.
package struct SMTP: MailTransport {
    private let url: String
    private let from: String
    private let usesTLS: Int
    /// libcurl blocks: one mail after another, on a thread that nobody waits for.
    private let queue = DispatchQueue(label: "kiik.smtp")

    /// - Parameter url: `smtp://user:password@host:587` or `smtps://host`, percent-encoded.
    package init(url: String, host: String, from: String) {
        self.url = url
        self.from = from
        let isHere = host == "localhost" || host == "127.0.0.1" || host == "[::1]"
        usesTLS = Int(isHere ? CURLUSESSL_NONE.rawValue : CURLUSESSL_ALL.rawValue)
    }

    package func send(_ mail: Mail) async throws(MailFailure) {
        let bytes = MailFormat(from: from, encoding: .quotedPrintable).bytes(of: mail)
        let result = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Result { () throws(MailFailure) in try transfer(bytes, to: mail.recipient) })
            }
        }
        try result.get()
    }

    private func transfer(_ bytes: [UInt8], to recipient: String) throws(MailFailure) {
        guard Curl.isReady, let handle = curl_easy_init() else {
            throw MailFailure("libcurl has no memory")
        }
        defer { curl_easy_cleanup(handle) }
        // A line feed in an address would be another command.
        guard !recipient.utf8.contains(where: { $0 <= 32 || $0 == 127 || $0 == 60 || $0 == 62 }),
            let recipients = curl_slist_append(nil, "<\(recipient)>")
        else { throw MailFailure("the address is none", .never) }
        defer { curl_slist_free_all(recipients) }
        let upload = Unmanaged.passRetained(Upload(bytes))
        defer { upload.release() }
        let options = [
            kiik_curl_set_text(handle, CURLOPT_URL, url), kiik_curl_set_text(handle, CURLOPT_MAIL_FROM, "<\(from)>"),
            kiik_curl_set_list(handle, CURLOPT_MAIL_RCPT, recipients), kiik_curl_set_long(handle, CURLOPT_UPLOAD, 1),
            kiik_curl_set_long(handle, CURLOPT_USE_SSL, usesTLS), kiik_curl_set_text(handle, CURLOPT_PROXY, ""),
            kiik_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps"),
            kiik_curl_set_long(handle, CURLOPT_NOSIGNAL, 1), kiik_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, 10),
            kiik_curl_set_long(handle, CURLOPT_TIMEOUT, 15),
            kiik_curl_set_reader(
                handle, { buffer, size, count, context in Upload.read(buffer, size &* count, context) },
                upload.toOpaque()),
        ]
        guard options.allSatisfy({ $0 == CURLE_OK }) else {
            throw MailFailure("this libcurl speaks no SMTP")
        }
        let code = curl_easy_perform(handle)
        guard code != CURLE_OK else { return }
        let answer = kiik_curl_response_code(handle)
        let text = curl_easy_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
        throw MailFailure(
            answer == 0 ? text : "\(text) (the server said \(answer))", (550...559).contains(answer) ? .refused : .later
        )
    }

    /// What is still to be sent; libcurl asks for it piece by piece, on the thread that performs.
    private final class Upload {
        private let bytes: [UInt8]
        private var place = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        static func read(_ buffer: UnsafeMutablePointer<CChar>?, _ room: Int, _ context: UnsafeMutableRawPointer?)
            -> Int
        {
            guard let buffer, let context else { return Int(CURL_READFUNC_ABORT) }
            let upload = Unmanaged<Upload>.fromOpaque(context).takeUnretainedValue()
            let count = min(room, upload.bytes.count - upload.place)
            upload.bytes.withUnsafeBytes { all in
                UnsafeMutableRawPointer(buffer).copyMemory(
                    from: all.baseAddress.map { $0 + upload.place } ?? UnsafeRawPointer(buffer), byteCount: count)
            }
            upload.place += count
            return count
        }
    }
}

import CLibcurl
import Dispatch

package struct WebRequest: Sendable {
    package var method: String
    package var url: String
    package var fields: [(name: String, value: String)]
    package var body: [UInt8]?

    package init(
        _ method: String, _ url: String, fields: [(name: String, value: String)] = [], body: [UInt8]? = nil
    ) {
        (self.method, self.url, self.fields, self.body) = (method, url, fields, body)
    }
}

package struct WebAnswer: Sendable {
    package let status: Int
    /// Names in lowercase, in their order.
    package let fields: [(name: String, value: String)]
    package let body: [UInt8]

    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
}

/// Why there was no answer, for whoever named the address.
package struct WebFailure: Error, CustomStringConvertible {
    package let description: String
}

/// Asks what the operator names, wherever that is. Nothing is followed and no cookie kept: whoever asks does that.
package struct WebClient: Sendable {
    private let trusted: [UInt8]
    private let milliseconds: Int
    private let deadline: ContinuousClock.Instant?
    private let site: String?
    private static let limit = 4 << 20

    /// - Parameter authorities: Certificates (PEM) that are trusted besides the system's.
    /// - Parameter deadline: When all requests together have to be over.
    /// - Parameter site: `https://kiik.example`: nothing else is asked, whatever an answer names.
    package init(
        authorities: [UInt8] = [], milliseconds: Int = 30_000, until deadline: ContinuousClock.Instant? = nil,
        within site: String? = nil
    ) {
        trusted = authorities.isEmpty ? [] : Curl.authorities(with: authorities)
        self.milliseconds = milliseconds
        self.deadline = deadline
        self.site = site
    }

    /// What is left for a request.
    private func patience() throws(WebFailure) -> Int {
        guard let deadline else { return milliseconds }
        let left = (deadline - .now) / .milliseconds(1)
        guard left >= 1 else { throw WebFailure(description: "there was no time left") }
        return min(milliseconds, Int(left))
    }

    package func send(_ request: WebRequest) async throws(WebFailure) -> WebAnswer {
        let result = await withCheckedContinuation { continuation in
            DispatchQueue(label: "kiik.web").async {
                continuation.resume(returning: Result { () throws(WebFailure) in try run(request) })
            }
        }
        return try result.get()
    }

    private func run(_ request: WebRequest) throws(WebFailure) -> WebAnswer {
        if let site, request.url != site, !request.url.hasPrefix("\(site)/") {
            throw WebFailure(description: "the address is not one of \(site)")
        }
        let milliseconds = try patience()
        guard let transfer = Transfer(limit: Self.limit) else { throw WebFailure(description: "libcurl has no memory") }
        transfer.set(CURLOPT_URL, request.url)
        transfer.set(CURLOPT_PROTOCOLS_STR, "http,https")
        transfer.set(CURLOPT_TIMEOUT_MS, milliseconds)
        transfer.set(CURLOPT_USERAGENT, "kiikd")
        if let body = request.body { transfer.send(body) }
        transfer.set(CURLOPT_CUSTOMREQUEST, request.method)
        transfer.set(CURLOPT_HTTPHEADER, list: request.fields.map { "\($0.name): \($0.value)" } + ["Expect:"])
        if !trusted.isEmpty { transfer.set(CURLOPT_CAINFO_BLOB, bytes: trusted) }
        do {
            let (head, body) = try transfer.run()
            return WebAnswer(status: head.status, fields: head.fields, body: body)
        } catch {
            switch error {
            case .code(let code):
                throw WebFailure(
                    description: curl_easy_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)")
            case .tooLarge: throw WebFailure(description: "the answer is larger than \(Self.limit) bytes")
            case .head, .address: throw WebFailure(description: "the answer was not read")
            }
        }
    }
}

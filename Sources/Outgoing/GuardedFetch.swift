package import AuthCore
import CLibcurl
import Dispatch
package import Domain
import Synchronization

/// Fetches what somebody outside has named, from the public internet alone: the name is resolved once, every one of
/// its addresses is checked, and only those are connected to.
package struct GuardedFetch: DocumentFetcher {
    package struct Configuration: Sendable {
        /// Reached though they are not public: closed networks, tests.
        package var allowed: [CIDR] = []
        /// Certificates (PEM) that are trusted besides the system's.
        package var authorities: [UInt8] = []
        /// Of all of a fetch, waiting included, in milliseconds.
        package var timeLimit = 5000

        package init() {}
    }

    typealias Resolver = @Sendable (_ host: String) throws(FetchFailure) -> [IPAddress]

    private let configuration: Configuration
    private let trusted: [UInt8]
    private let resolve: Resolver
    private let queue = FetchQueue()
    private static let clock = DispatchQueue(label: "kiik.fetch.clock")

    package init(_ configuration: Configuration) {
        self.init(configuration, resolve: { host throws(FetchFailure) in try NameResolution.addresses(of: host) })
    }

    init(_ configuration: Configuration, resolve: @escaping Resolver) {
        self.configuration = configuration
        self.resolve = resolve
        trusted = configuration.authorities.isEmpty ? [] : Curl.authorities(with: configuration.authorities)
    }

    package func fetch(_ url: String, accepting mediaTypes: [String], limit: Int) async throws(FetchFailure)
        -> FetchedDocument
    {
        let site = try FetchURL(url).site
        let deadline = DispatchTime.now() + .milliseconds(configuration.timeLimit)
        let result = await withCheckedContinuation { continuation in
            let answer = Answer(continuation)
            // A resolver may keep its thread for longer than anybody waits.
            Self.clock.asyncAfter(deadline: deadline) { answer.give(.failure(.tooSlow)) }
            let isTaken = queue.submit(site) {
                guard !answer.isGiven else { return }
                answer.give(
                    Result { () throws(FetchFailure) in
                        try run(url, accepting: mediaTypes, limit: limit, until: deadline)
                    })
            }
            if !isTaken { answer.give(.failure(.busy)) }
        }
        return try result.get()
    }

    /// Blocks, on a thread of the queue.
    private func run(_ text: String, accepting mediaTypes: [String], limit: Int, until deadline: DispatchTime)
        throws(FetchFailure) -> FetchedDocument
    {
        let url = try FetchURL(text)
        let literal = IPAddress(url.host)
        let addresses = if let literal { [literal] } else { try resolve(url.host) }
        guard !addresses.isEmpty else { throw .notResolved }
        // One that is not allowed among others that are: somebody is trying.
        guard addresses.allSatisfy(isAllowed) else { throw .addressNotAllowed }
        let now = DispatchTime.now()
        guard now < deadline else { throw .tooSlow }
        var refusal = FetchFailure.brokenOff
        let transfer = Transfer(limit: limit) { head in
            guard let failure = Self.fault(in: head, accepting: mediaTypes) else { return true }
            refusal = failure
            return false
        }
        guard let transfer else { throw .busy }
        transfer.set(url: url.parsed.handle)
        transfer.set(CURLOPT_PROTOCOLS_STR, "https")
        transfer.set(CURLOPT_TIMEOUT_MS, Int((deadline.uptimeNanoseconds - now.uptimeNanoseconds) / 1_000_000) + 1)
        transfer.set(CURLOPT_USERAGENT, "kiikd")
        transfer.set(CURLOPT_HTTPHEADER, list: ["Accept: \(mediaTypes.joined(separator: ", "))"])
        if literal == nil {
            transfer.set(CURLOPT_RESOLVE, list: ["\(url.host):\(url.port):\(Self.pinned(addresses))"])
        }
        if !trusted.isEmpty { transfer.set(CURLOPT_CAINFO_BLOB, bytes: trusted) }
        transfer.restrict(to: Set(addresses))
        do {
            let (head, body) = try withExtendedLifetime(url) { () throws(Transfer.Stop) in try transfer.run() }
            return FetchedDocument(
                body: body, mediaType: Self.mediaType(head) ?? "",
                freshFor: Freshness.seconds(cacheControl: head.list("cache-control"), age: head.list("age")))
        } catch {
            switch error {
            case .head: throw refusal
            case .tooLarge: throw .tooLarge
            case .address: throw .addressNotAllowed
            case .code(let code): throw FetchFailure(code)
            }
        }
    }

    private func isAllowed(_ address: IPAddress) -> Bool {
        address.isPubliclyRoutable || configuration.allowed.contains { $0.contains(address) }
    }

    private static func pinned(_ addresses: [IPAddress]) -> String {
        addresses.map { $0.isV4 ? "\($0)" : "[\($0)]" }.joined(separator: ",")
    }

    private static func fault(in head: Transfer.Head, accepting mediaTypes: [String]) -> FetchFailure? {
        if (300..<400).contains(head.status) { return .redirect }
        guard head.status == 200 else { return .status(head.status) }
        let codings = [head.list("content-encoding") ?? "identity", head.list("transfer-encoding") ?? "chunked"]
        guard codings.map({ $0.lowercased() }) == ["identity", "chunked"] else { return .encoded }
        guard let type = mediaType(head), mediaTypes.contains(where: { $0.lowercased() == type }) else {
            return .mediaType
        }
        return nil
    }

    private static func mediaType(_ head: Transfer.Head) -> String? {
        head.list("content-type")?.split(separator: ";").first?.trimmingWhitespace().lowercased()
    }

    /// Whichever comes first, the document or the end of the time, is the answer.
    private final class Answer: Sendable {
        typealias Value = Result<FetchedDocument, FetchFailure>
        private let waiting: Mutex<CheckedContinuation<Value, Never>?>

        init(_ continuation: CheckedContinuation<Value, Never>) { waiting = Mutex(continuation) }

        var isGiven: Bool { waiting.withLock { $0 == nil } }

        func give(_ value: Value) {
            let continuation = waiting.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            continuation?.resume(returning: value)
        }
    }
}

extension FetchFailure {
    fileprivate init(_ code: CURLcode) {
        switch code {
        case CURLE_OPERATION_TIMEDOUT: self = .tooSlow
        case CURLE_FILESIZE_EXCEEDED: self = .tooLarge
        case CURLE_COULDNT_CONNECT: self = .unreachable
        case CURLE_COULDNT_RESOLVE_HOST: self = .notResolved
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CERTPROBLEM:
            self = .untrusted
        case CURLE_FAILED_INIT, CURLE_OUT_OF_MEMORY, CURLE_SSL_CACERT_BADFILE: self = .busy
        default: self = .brokenOff
        }
    }
}

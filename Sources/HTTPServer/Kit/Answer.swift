package import HTTPTypes

/// What goes back to the caller: a status, headers and a body, there as a whole or made while it is sent.
package struct Answer: Sendable {
    /// Makes a body piece by piece. `send` returns once the client's connection has taken the piece, and throws where
    /// the client is gone. Whoever throws leaves the body unfinished, and the client knows.
    typealias Producer = @Sendable (_ send: @escaping @Sendable ([UInt8]) async throws -> Void) async throws -> Void

    package var status: HTTPResponse.Status
    package var headers: AnswerHeaders
    package var body: [UInt8]
    /// Where there is one, the body is what it makes.
    let producer: Producer?
    /// What was done, where the endpoint's own name does not say it: so it is recorded.
    var operation: String?
    /// What was typed into a form: its page is shown with that, to whom this answer lets in, in this answer's place.
    var resumes: KeptForm?

    package init(_ status: HTTPResponse.Status, _ headers: AnswerHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
        producer = nil
    }

    init(_ status: HTTPResponse.Status, _ headers: AnswerHeaders, producer: @escaping Producer) {
        self.status = status
        self.headers = headers
        body = []
        self.producer = producer
    }

    package static func json(_ status: HTTPResponse.Status, _ body: [UInt8], _ more: AnswerHeaders = [:]) -> Answer {
        var headers = more
        headers[.contentType] = "application/json"
        return Answer(status, headers, body: body)
    }
}

/// An answer's own headers, each at most once but for cookies. Those that every answer has are added where it is written.
package struct AnswerHeaders: Sendable, ExpressibleByDictionaryLiteral {
    private(set) var fields: [(name: HeaderName, value: String)]

    package init(dictionaryLiteral elements: (HeaderName, String)...) {
        fields = elements.map { (name: $0.0, value: Self.line($0.1)) }
    }

    package subscript(name: HeaderName) -> String? {
        get { fields.first { $0.name == name }?.value }
        set {
            fields.removeAll { $0.name == name }
            if let newValue { fields.append((name, Self.line(newValue))) }
        }
    }

    /// What browsers are told to keep: `name=value; …`.
    var cookies: [String] { fields.filter { $0.name == .setCookie }.map(\.value) }

    /// One cookie more.
    mutating func add(cookie: String) { fields.append((.setCookie, Self.line(cookie))) }

    /// A value without what would end it: whatever went into it, it is one header's.
    private static func line(_ value: String) -> String {
        if value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) { return value }
        return String(value.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.map(Character.init))
    }
}

package struct HeaderName: Sendable, Equatable {
    let text: String

    private init(_ text: String) { self.text = text }

    static let accessControlAllowOrigin = HeaderName("Access-Control-Allow-Origin")
    package static let allow = HeaderName("Allow")
    static let cacheControl = HeaderName("Cache-Control")
    static let contentDisposition = HeaderName("Content-Disposition")
    static let contentLanguage = HeaderName("Content-Language")
    static let contentSecurityPolicy = HeaderName("Content-Security-Policy")
    static let contentType = HeaderName("Content-Type")
    static let idempotentReplayed = HeaderName("Idempotent-Replayed")
    static let link = HeaderName("Link")
    static let location = HeaderName("Location")
    static let referrerPolicy = HeaderName("Referrer-Policy")
    static let retryAfter = HeaderName("Retry-After")
    static let setCookie = HeaderName("Set-Cookie")
    static let totalCount = HeaderName("X-Total-Count")
    static let totalCountCapped = HeaderName("X-Total-Count-Capped")
    static let vary = HeaderName("Vary")
    static let wwwAuthenticate = HeaderName("WWW-Authenticate")
}

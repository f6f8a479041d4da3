package import HTTPTypes

/// What goes back to the caller: a status, headers and a body that is there as a whole.
package struct Answer: Sendable {
    package var status: HTTPResponse.Status
    package var headers: HTTPFields
    package var body: [UInt8]

    package init(_ status: HTTPResponse.Status, _ headers: HTTPFields = HTTPFields(), body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package static func json(_ status: HTTPResponse.Status, _ body: [UInt8], _ more: HTTPFields = HTTPFields())
        -> Answer
    {
        var headers = more
        headers[.contentType] = "application/json"
        return Answer(status, headers, body: body)
    }
}

extension HTTPField.Name {
    private static func known(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .server }

    static let requestID = known("X-Request-Id")
    static let totalCount = known("X-Total-Count")
    static let totalCountCapped = known("X-Total-Count-Capped")
    static let idempotencyKey = known("Idempotency-Key")
    static let idempotentReplayed = known("Idempotent-Replayed")
    static let rateLimitLimit = known("X-RateLimit-Limit")
    static let rateLimitRemaining = known("X-RateLimit-Remaining")
    static let rateLimitReset = known("X-RateLimit-Reset")
    static let forwardedFor = known("X-Forwarded-For")
    static let link = known("Link")
    static let referrerPolicy = known("Referrer-Policy")
}

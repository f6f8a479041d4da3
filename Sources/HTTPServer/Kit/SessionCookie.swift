import AuthCore
import Domain

/// The cookie of a session, as browsers keep and send it.
enum SessionCookie {
    /// With this prefix browsers take it only with `Secure`, for this host alone and for all its paths.
    static let name = "__Host-kiik-session"

    private static let attributes = "Path=/; Secure; HttpOnly; SameSite=Lax"

    static func setting(_ secret: Secret) -> String { "\(name)=\(secret.exposed); \(attributes)" }
    static let clearing = "\(name)=; \(attributes); Max-Age=0"
}

extension RequestHead {
    /// Whoever sends an Authorization header, right or wrong, is known by that; a cookie beside it is passed over.
    var isByCookie: Bool { authorization == nil }

    /// What the session's cookie holds; nil where there is none, or it does not count.
    func sessionCookie() throws(Problem) -> Substring? {
        guard isByCookie else { return nil }
        let values = cookies(SessionCookie.name)
        // Of two, nobody knows whose is the caller's.
        guard values.count <= 1 else { throw .unauthenticated(.malformed) }
        return values.first
    }
}

extension Call {
    /// Takes the cookie away with the session.
    func forgettingCookie(_ answer: Answer) -> Answer {
        guard head.isByCookie else { return answer }
        var answer = answer
        answer.headers[.setCookie] = SessionCookie.clearing
        return answer
    }
}

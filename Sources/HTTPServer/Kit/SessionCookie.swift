import AuthCore
import Domain

/// The cookie of a session, as the API's callers keep and send it.
enum SessionCookie {
    static let name = PageCookies.secure.session

    static func setting(_ secret: Secret) -> String { PageCookies.secure.setting(session: secret) }
    static let clearing = PageCookies.secure.clearingSession
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

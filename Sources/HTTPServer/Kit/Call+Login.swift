import Domain

extension Call {
    /// Where the request comes from, as sessions and the audit keep it.
    var origin: Logins.Origin {
        // One line of at most 200 characters, whatever the client says.
        let agent = String(String.UnicodeScalarView((head.header("User-Agent") ?? "").unicodeScalars.prefix(200)))
        let isPlain = TextRule(0...200).fault(in: agent) == nil
        return Logins.Origin(
            address: head.address, ip: head.ip, userAgent: isPlain ? agent : "", requestID: head.requestID)
    }

    /// The person who logged in; a key stands for nobody here.
    func person() throws(Problem) -> (user: Int64, session: Int64) {
        guard let principal else { throw .unauthenticated(.missing) }
        guard let session = principal.sessionID, let user = principal.userID else { throw .loginRequired }
        return (user, session)
    }
}

/// What a login's body says, in whichever dialect.
struct LoginInput: Sendable {
    var attempt = Logins.Attempt()
    var totp: String?
    var recoveryCode: String?
    var session = Session.tokens

    /// What the session's requests are to be known by.
    enum Session: String, Sendable, CaseIterable {
        case tokens, cookie
    }

    static let email = TextRule(1...254)
    static let password = TextRule(1...1024, .lines)
    static let tenant = TextRule(1...63)
    static let code = TextRule(1...64)

    /// One code at most.
    func complete() throws(Problem) -> Logins.Attempt {
        var attempt = attempt
        attempt.code = try code()
        return attempt
    }

    func code() throws(Problem) -> Logins.Code? {
        switch (totp, recoveryCode) {
        case (nil, nil): return nil
        case (let digits?, nil): return .totp(digits)
        case (nil, let text?): return .recovery(text)
        case (_?, _?): throw .invalid([Fault("recovery_code", .rule, "Give this or totp, not both.")])
        }
    }
}

/// What every dialect says to whoever has to show the second factor again (RFC 9470).
enum StepUpChallenge {
    static let sentence =
        "Show your second factor again: POST a code to /api/v1/auth/step-up. If you have none yet, set one up at /api/v1/auth/totp/enroll."

    static func headers(maxAge: Int64) -> AnswerHeaders {
        [
            .wwwAuthenticate:
                "Bearer realm=\"kiikd\", error=\"insufficient_user_authentication\", max_age=\"\(maxAge)\""
        ]
    }
}

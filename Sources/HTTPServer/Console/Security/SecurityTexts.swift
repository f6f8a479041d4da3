extension Texts {
    /// The security settings.
    struct Security: TextSection {
        let lead: String
        let approval: String
        let approvalNobody: String
        let approvalAssistants: String
        let approvalHint: String
        let sessions: String
        let sessionsHint: String
        let idle: String
        let life: String
        let stepUp: String
        let stepUpHint: String
        let stepUpAge: String
        let allowlist: String
        let allowlistHint: @Sendable (_ address: String) -> String
        let shutOut: @Sendable (_ address: String) -> String
        let anywhere: String
        let duration: @Sendable (_ seconds: Int64) -> String
    }
}

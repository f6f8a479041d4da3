extension Texts {
    /// How to connect assistants and services, and the test of a connection.
    struct Connect: TextSection {
        let title: String
        let lead: String
        let choose: String
        let stepByStep: String
        let name: @Sendable (ConnectGuide) -> String
        let about: @Sendable (ConnectGuide) -> String
        let open: @Sendable (ConnectGuide, _ name: String) -> String
        let guideTitle: @Sendable (ConnectGuide, _ name: String) -> String
        let unreachableTitle: String
        let unreachable: @Sendable (_ address: String) -> Phrase
        /// Above a box to copy from.
        let code: @Sendable (ConnectGuide.Code) -> String
        let prompt: String
        let makeKey: String
        let makeApplication: String
        let steps: @Sendable (ConnectGuide) -> [ConnectGuide.Step]

        let testHeading: String
        let testText: String
        let test: @Sendable (_ client: String) -> String
        let testAs: @Sendable (TestedClient) -> String
        let testing: String
        let testTitle: @Sendable (_ client: String) -> String
        let testLead: String
        let testNote: String
        let step: @Sendable (ConnectionTestStep.Name) -> String
        let outcome: @Sendable (ConnectionTestStep.Outcome) -> String
        /// It went well, and something breaks a rule.
        let doubtful: String
        let expected: String
        let found: String
        /// What was found, where nothing more can be said.
        let notSo: String
        let forOperators: String
        let notReached: @Sendable (_ steps: String) -> String
        let toStep: String
        /// What to do about the fault that stops; empty where none does.
        let advice: @Sendable (ConnectionTestStep) -> String
        let good: @Sendable (_ client: String) -> String
        /// All is well here, and yet nobody from the internet can come.
        let goodHere: @Sendable (_ client: String) -> String
        let bad: @Sendable (_ step: String) -> String
        let again: String
        let back: String
        let conflict: String
        let tooMany: String
        let broken: String
    }
}

extension Texts {
    /// A person's own page, and switching between businesses.
    struct Profile: TextSection {
        let switching: String
        let title: String
        let email: String
        let business: String
        let role: String
        let noRole: String
        let secondFactor: String
        let factorOn: String
        let factorOff: String
        let setUp: String
        let remove: String
        let changePassword: String
        let switchBusiness: String

        let changeName: String
        let nameText: String
        let changeEmail: String
        let emailText: String
        let newEmail: String
        let sendLink: String
        let sameEmail: String
        let noEmail: String
        let linkIsSent: @Sendable (_ email: ForeignText) -> Phrase
        let linkIsSentText: String

        let thisSession: String
        let otherSessions: String
        let noOtherSessions: String
        let deviceTitle: String
        let device: @Sendable (_ browser: String?, _ system: String?) -> String
        let address: String
        let since: String
        let lastUsed: String
        let choose: String
        let endChosen: String
        let endOthers: String
        let noneChosen: String

        let oldPassword: String
        let newPassword: String
        let passwordRule: String
        let passwordText: String
        let wrongPassword: String

        let password: String
        let setUpTitle: String
        let setUpText: String
        let next: String
        let scanTitle: String
        let scanText: String
        let qrCode: String
        let secret: String
        let code: String
        let codeHint: String
        let confirm: String
        let wrongCode: String
        let codesTitle: String
        let codesText: String
        let codes: String
        let doneCopying: String
        let removeTitle: String
        let removeText: String
        let wrongEither: String

        let stepUpTitle: String
        let stepUpText: String
        let codeOrRecovery: String
        let stepUpNeedsFactor: String
        /// Of what was typed into the form that needs the code.
        let stepUpKept: String
        let stepUpTooMuch: String

        let businessesTitle: String
        let businessesText: String
        let here: String
        let go: String
        let addressNotAllowed: String
        let data: String
        let dataText: String
        let live: String
        let test: String
        let use: String
    }
}

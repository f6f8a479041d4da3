import Domain

extension Texts {
    /// The pages of users, invitations and roles.
    struct People: TextSection {
        let lead: String
        let nothing: String
        let keys: String
        let keysText: String
        let users: String
        let usersText: String
        let roles: String
        let rolesText: String
        let matrix: String
        let matrixText: String
        let open: String

        let email: String
        let person: String
        let role: String
        let lastLogin: String
        let since: String
        let secondFactor: String
        let status: @Sendable (MemberListing.Status) -> String
        let noneFound: String
        let elsewhere: String
        let elsewhereText: String

        let invite: String
        let inviteLead: String
        let nameHint: String
        let roleHint: String
        let isMember: String

        let changeRole: String
        let changeRoleTitle: @Sendable (_ name: ForeignText) -> Phrase
        let changeRoleText: String
        let letBack: String
        let lock: String
        let lockTitle: @Sendable (_ name: ForeignText) -> Phrase
        let lockText: String
        let unlock: String
        let unlockTitle: @Sendable (_ name: ForeignText) -> Phrase
        let unlockText: String
        let end: String
        let endTitle: @Sendable (_ name: ForeignText) -> Phrase
        let endText: String
        let inviteAgain: String
        let inviteAgainTitle: @Sendable (_ name: ForeignText) -> Phrase
        let inviteAgainText: String

        let addRole: String
        let rolesLead: String
        let builtin: String
        let own: String
        let kind: String
        let description: String
        let descriptionHint: String
        let permissions: String
        let permissionsHint: String
        let members: String
        let showMembers: String
        let editRole: @Sendable (_ name: ForeignText) -> Phrase
        let builtinText: String
        let deleteRole: String
        let deleteRoleTitle: @Sendable (_ name: ForeignText) -> Phrase
        let deleteRoleText: String
        let roleInUse: String
        let invited: String
        let keysWithRole: String
        let resource: String
        let everything: String
        let nothingAllowed: String
        let verb: @Sendable (_ verb: String) -> String
        let moreRoles: String
    }
}

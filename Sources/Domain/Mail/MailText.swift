/// What kiikd writes to people: every mail's subject and text, in one place.
struct MailText: Sendable, Hashable {
    let kind: Message.Kind
    let subject: String
    let text: String

    private init(_ kind: Message.Kind, _ subject: String, _ paragraphs: String...) {
        self.kind = kind
        self.subject = subject
        text = paragraphs.joined(separator: "\n\n") + "\n"
    }

    static func invitation(to tenant: String, link: String) -> MailText {
        MailText(
            .invitation, "You are invited to \(tenant)",
            "You have been made a member of \(tenant). Choose a password here, within seven days:", link,
            "The link works once. If you did not expect this, do nothing: without a password nobody can log in.")
    }

    static func membership(of tenant: String) -> MailText {
        MailText(
            .membership, "You are a member of \(tenant) now",
            "You have been made a member of \(tenant). Log in with the password you have.")
    }

    static func emailVerification(link: String) -> MailText {
        MailText(
            .emailVerification, "Confirm your email address",
            "Confirm that this address is yours here, within a day:", link,
            "The link works once. If you did not ask for this, do nothing.")
    }

    static func emailChange(link: String) -> MailText {
        MailText(
            .emailChange, "Confirm your new email address",
            "Confirm here, within a day, that you log in with this address from now on:", link,
            "The link works once. If you did not ask for this, do nothing.")
    }

    static func emailChangeAsked(to email: String, at moment: String) -> MailText {
        MailText(
            .emailChangeAsked, "Somebody asked to change your email address",
            "Somebody, we hope you, asked at \(moment) to change the address of your account to \(email). It changes once a link that was sent there is used.",
            "If it was not you, change your password at once: the link stops working.")
    }

    static func emailChanged(to email: String, at moment: String) -> MailText {
        MailText(
            .emailChanged, "Your email address was changed",
            "The address of your account was changed to \(email) at \(moment). Log in with that one from now on.",
            "If it was not you, tell whoever looks after your system at once.")
    }

    static func passwordReset(link: String) -> MailText {
        MailText(
            .passwordReset, "Choose a new password",
            "Somebody, we hope you, asked for a new password. Choose it here, within an hour:", link,
            "The link works once. If it was not you, do nothing: your password stays as it is.")
    }

    static func passwordChanged(at moment: String) -> MailText {
        MailText(
            .passwordChanged, "Your password was changed",
            "The password of your account was changed at \(moment). All sessions have ended.",
            "If it was not you, ask for a new password at once, and tell whoever looks after your system.")
    }

    static func newDevice(tenant: String, moment: String, ip: String, userAgent: String) -> MailText {
        MailText(
            .newDevice, "A new device logged in to your account",
            "Somebody logged in to \(tenant) with your password from a device that we have not seen before:",
            "When:    \(moment)\nAddress: \(ip)\nDevice:  \(userAgent.isEmpty ? "not said" : userAgent)",
            "If it was you, there is nothing to do. If not, change your password: that ends all sessions.")
    }

    static func expiringKey(_ name: String, prefix: String, tenant: String, moment: String) -> MailText {
        MailText(
            .expiringKey, "An API key of \(tenant) expires soon",
            "The key \"\(name)\" (\(prefix)) of \(tenant) expires at \(moment). After that, what uses it is refused.",
            "Rotate the key, or give it a later expiry, before then.")
    }
}

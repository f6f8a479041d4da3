import AuthCore
import Domain

/// What somebody typed into a form of the console that could not be taken yet: the session had ended, or the second
/// factor was asked for again. The page that asks carries it along, sealed, and the form's page shows it again to that
/// same person; nothing is done with it until they send it themselves.
struct KeptForm: Sendable {
    /// The form's page.
    let path: String
    let fields: SubmittedForm

    /// Longer ones are not carried along.
    static let longest = 64 * 1024

    /// In every form: that its page was of this business, and shown to this person.
    static let owner = "form_of"

    /// - Returns: nil where there is nothing to keep.
    init?(_ path: String, _ sent: SubmittedForm) {
        let fields = sent.leaving(out: Self.isSecret)
        guard fields.names.contains(where: { $0 != Self.owner && $0 != DataEnvironment.field }),
            NextPage(path).address == path
        else { return nil }
        (self.path, self.fields) = (path, fields)
    }

    /// Who brings it back.
    enum Holder: Sendable {
        /// Nobody is logged in there.
        case browser(String)
        case session(Int64)

        fileprivate func place(_ path: String) -> [String] {
            switch self {
            case .browser(let name): ["kept form", path, "browser", name]
            case .session(let id): ["kept form", path, "session", String(id)]
            }
        }
    }

    /// Seconds for which it can be brought back.
    private static let life: Int64 = 86_400

    /// As the page has it that carries it along. Whose it is stands in it; see ``isOf(_:in:_:)``.
    func sealed(for holder: Holder, _ logins: Logins) throws(Problem) -> String {
        try logins.sealed(fields.encoded, for: holder.place(path), seconds: Self.life)
    }

    /// As that page brings it back.
    init?(_ path: String, sealed text: String, for holder: Holder, _ logins: Logins) {
        guard text.utf8.count <= 2 * Self.longest, let opened = logins.opened(text, for: holder.place(path)),
            let sent = try? SubmittedForm(Array(opened.utf8))
        else { return nil }
        self.init(path, sent)
    }

    var isTooLong: Bool { fields.encoded.utf8.count > Self.longest }

    /// Passwords, codes and the proofs of a session are typed, or made, anew. A test holds every password of the
    /// console's forms to these names.
    static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["token", "code", "totp", "uri"].contains(name)
            || ["password", "secret", "recovery"].contains { name.contains($0) }
    }

    /// On which data the form's page was.
    var environment: String? { fields[DataEnvironment.field] }

    /// Whether the page was shown to this person in this business: to nobody else is shown what they typed.
    func isOf(_ user: Int64, in tenant: Int64, _ logins: Logins) -> Bool {
        fields[Self.owner].map { logins.isProof($0, of: Self.claim(tenant), to: user) } ?? false
    }

    static func proof(of user: Int64, in tenant: Int64, _ logins: Logins) -> String {
        logins.proof(of: claim(tenant), to: user) ?? ""
    }

    private static func claim(_ tenant: Int64) -> String { "form of \(tenant)" }

    /// What a page's own form brings back as it went out, besides what proves whose it is.
    func isShown(_ hidden: String) -> Bool {
        ![Self.owner, DataEnvironment.field].contains(hidden) && !Self.isSecret(hidden)
    }
}

extension Form {
    /// The form with what was typed in place of what it would show.
    func showing(_ kept: KeptForm) -> Form {
        guard method == "post", action == kept.path else { return self }
        let fields = kept.fields
        var form = self
        form.hidden = hidden.map {
            guard kept.isShown($0.name), fields.has($0.name) else { return $0 }
            return HiddenField(name: $0.name, value: fields.raw($0.name))
        }
        form.groups = groups.map { $0.showing(fields) }
        return form
    }
}

extension ConsolePage {
    /// Shows a form again, unsaved, and says so.
    /// - Parameter environment: on which data the page is.
    mutating func show(_ kept: KeptForm, _ environment: String, _ texts: Texts) {
        guard kept.environment == environment else {
            return blocks.insert(.notice(NoticeBox(.fault, Phrase(texts.console.switchedMeanwhile))), at: 0)
        }
        // Where the row is gone, or the right to it, there is no form to show it in.
        guard blocks.contains(where: { $0.form?.method == "post" && $0.form?.action == kept.path }) else {
            return blocks.append(.notice(NoticeBox(.warning, Phrase(texts.console.keptNowhere))))
        }
        blocks = blocks.map { $0.mapForm { $0.showing(kept) } }
        if let notice { blocks.insert(.notice(notice), at: 0) }
        notice = NoticeBox(.warning, Phrase(texts.console.keptAgain))
    }
}

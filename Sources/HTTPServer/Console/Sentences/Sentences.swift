import Domain

/// What the domain and the doctor of connections say in English, in the reader's language. What an API answers is
/// English everywhere: only pages look here.
struct Sentences: TextSection {
    /// Faults, conflicts and reasons; in English those that an API's reader understands and a page's does not.
    let domain: SentenceTable
    let doctor: SentenceTable
    /// The built-in roles, by their names: no other role can have one of these.
    let roles: [String: Role]

    struct Role: Sendable {
        let name: String
        let description: String
    }
}

extension Texts {
    /// A role's name as this reader calls it. Those that are built in are ours; others are what somebody called them.
    func role(_ name: String) -> String { sentences.roles[name]?.name ?? ForeignText(name).text }

    func description(of role: Role) -> String { sentences.roles[role.name]?.description ?? role.description }

    /// What is wrong with something that was typed.
    func sentence(of fault: Fault) -> String { said(fault.message) ?? faults.sentence(of: fault, in: language) }

    /// Why something does not go now.
    func conflict(_ sentence: String) -> String {
        said(sentence) ?? (language == .english ? sentence : console.conflictText)
    }

    /// A sentence of the domain's; nil where nobody has translated it.
    func said(_ sentence: String) -> String? {
        sentences.domain.translated(sentence).map { $0.parts.map(\.text).joined() }
    }

    /// What the doctor found; nil where nobody has translated it.
    func found(_ detail: String) -> Phrase? { sentences.doctor.translated(detail) }
}

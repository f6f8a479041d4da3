import Domain
import Foundation
import Testing

@testable import HTTPServer

@Suite struct `What the domain says to a French reader` {
    private let french = Language.french.texts

    /// Whatever a page can show of the domain: what is wrong with an input, what does not go, why a row stays.
    private static let calls: Set<String> = [
        "Fault", "conflict", "left", "refused", "outcome", "required", "type", "format", "range", "length", "choice",
        "reference", "duplicate", "rule",
    ]
    private static let places = ["Domain", "Persistence/Repositories", "Persistence/Audit"]
    private static let pages = ["HTTPServer/Kit", "HTTPServer/Console"]

    private static func isSentence(_ text: String) -> Bool {
        text.contains(" ") && text.replacing("{}", with: "").contains(/[A-Za-z]{2}/) && text.hasSuffix(".")
    }

    /// What is put together of pieces, in all its forms.
    private static let forms: [String: [String]] = [
        // Apps are told these, and people never.
        "The person said no.": [], "This client is for another company's people.": [],
        "The person agreed to nothing that they may do.": [],
    ]

    @Test func `every sentence of the sources has its French`() throws {
        let all = try SaidSentences.all(in: Self.places + Self.pages, calls: Self.calls)
            .filter { Self.isSentence($0.text) && !$0.file.contains("Sentences+") }
        #expect(all.count > 100)
        for sentence in all {
            let forms = Self.forms[sentence.text] ?? [sentence.text]
            for form in forms {
                let isKnown = french.sentences.domain.knows(form)
                #expect(isKnown, "\(sentence)")
            }
        }
    }

    @Test(arguments: [
        ("Ensure this field has no more than 200 characters.", "Il faut au plus 200 caractères."),
        ("Ensure this value is between 0 and 365.", "La valeur doit être comprise entre 0 et 365."),
        (
            "This field is required. Or give: lines or days.",
            "Ce champ est obligatoire. Ou donnez\u{A0}: lines or days."
        ),
        (
            "An invoice that is sent keeps what it was issued with: amount, lines. An invoice that is sent cannot become draft; it can become: overdue, paid.",
            "Une facture à l’état «\u{A0}envoyé\u{A0}» garde ce avec quoi elle a été émise\u{A0}: total, lignes. Une facture, à l’état «\u{A0}envoyé\u{A0}», ne peut pas passer à «\u{A0}brouillon\u{A0}». États possibles\u{A0}: en retard, payé."
        ),
        (
            "An invoice that is draft cannot be credited. A draft is cancelled by changing its status.",
            "Une facture à l’état «\u{A0}brouillon\u{A0}» ne peut pas être annulée par un avoir. Un brouillon s’annule en changeant son état."
        ),
        (
            "10.0.0.0/99 is not an address or a block like 10.0.0.0/8.",
            "10.0.0.0/99 n’est ni une adresse IP ni un bloc comme 10.0.0.0/8."
        ),
        (
            "The file's name: Ensure this field has no more than 255 characters.",
            "Le nom du fichier\u{A0}: Il faut au plus 255 caractères."
        ),
        ("unknown scopes: \"a:b\", \"c:d\"", "Ces portées n’existent pas\u{A0}: \"a:b\", \"c:d\""),
    ])
    func `bounds and names stay exactly what they are`(english: String, expected: String) {
        #expect(french.said(english) == expected)
        #expect(french.sentence(of: Fault("field", .rule, english)) == expected)
    }

    @Test func `what nobody has translated is said in general, and never in English`() {
        #expect(french.said("Something quite new.") == nil)
        #expect(french.sentence(of: Fault("name", .length, "Something quite new.")) == "C’est trop court ou trop long.")
        #expect(french.conflict("Something quite new.") == "Cela ne correspond pas à l’état actuel.")
        #expect(Language.english.texts.conflict("Something quite new.") == "Something quite new.")
    }

    @Test func `what was typed is no sentence of ours, however long it is`() {
        let typed = String(repeating: "a. b: ", count: 10_000)
        #expect(french.said("\(typed) is not an address or a block like 10.0.0.0/8.") == nil)
        let short = String(repeating: "x. ", count: 1000)
        #expect(french.said("\(short)is not an address or a block like 10.0.0.0/8.")?.hasPrefix("x. x.") == true)
    }

    @Test func `built-in roles have French names, and no other role has`() throws {
        for role in ["Owner", "Manager", "Support", "Accounting", "Read-only"] {
            #expect(french.role(role) != role || role == "")
            #expect(Language.english.texts.role(role) == role)
        }
        #expect(french.role("Owners of boats") == "Owners of boats")
        #expect(french.sentences.roles.count == BuiltinRole.allCases.count)
    }
}

@Suite struct `What the doctor finds for a French reader` {
    private let french = Language.french.texts

    private static let calls: Set<String> = [
        "Requirement", "Fault", "need", "require", "find", "passed", "notMade", "notNeeded", "init", "append",
        "WebFailure", "return",
    ]

    /// Where a rule stands is the name of a document.
    private static func isSource(_ text: String) -> Bool {
        text.contains(#/RFC [0-9]|^draft-|^(Bearer|Basic) |^(MCP|OpenAI|OpenID|Claude) .*, |^\{\}: .*Approaches/#)
    }

    /// What is put together of pieces, in all its forms.
    private static let forms: [String: [String]] = [
        "It has {} registration_endpoint, and takes {}metadata documents.": [
            "It has no registration_endpoint, and takes metadata documents.",
            "It has no registration_endpoint, and takes no metadata documents.",
            "It has a broken registration_endpoint, and takes metadata documents.",
            "It has a broken registration_endpoint, and takes no metadata documents.",
        ],
        "It was answered {} to {}{}.": ["It was answered {} to {}.", "It was answered {} to {} with {}: {}."],
        "Without it: {}{}.": ["Without it: {}.", "Without it: {} and {} more."],
        "{} tool{}": ["{} tool", "{} tools"],
        "a new access token{}": ["a new access token", "a new access token, a new refresh token"],
        "allowed on \"{}\"": ["allowed on \"{}\"", "logged in, allowed on \"{}\""],
    ]

    @Test func `every rule and every finding has its French`() throws {
        let all = try SaidSentences.all(in: ["kiikd/Connecting", "Outgoing"], calls: Self.calls)
            .filter { $0.text.contains(" ") && $0.text.replacing("{}", with: "").contains(/[A-Za-z]{2}/) }
            // The report is the command line's, which is English.
            .filter { !Self.isSource($0.text) && $0.file != "ConnectionReport.swift" }
        #expect(all.count > 50)
        for sentence in all {
            let text = sentence.text.trimmingWhitespace
            for form in Self.forms[text] ?? [text] {
                let isKnown = french.sentences.doctor.knows(form)
                #expect(isKnown, "\(sentence)")
            }
        }
    }
}

@Suite struct `What is written in French` {
    @Test(arguments: [
        "Pages/Texts+French.swift", "Console/Audit/AuditWords+French.swift", "Console/Sentences/Sentences+French.swift",
        "Console/Sentences/FaultSentences+French.swift", "Console/Sentences/ConflictSentences+French.swift",
        "Console/Sentences/FoundSentences+French.swift",
    ])
    func `marks keep to the word before them, and apostrophes are round`(file: String) throws {
        let literals = try SaidSentences.all(in: ["HTTPServer/\(file.prefix { $0 != "/" })"], calls: nil)
            .filter { file.hasSuffix("/\($0.file)") && !$0.isKey }.map(\.text)
        #expect(literals.count >= 10)
        // A header's colon is the protocol's.
        for text in literals.map({ $0.replacing(#/[A-Za-z]+-[A-Za-z]+: /#, with: "") }) {
            let isBroken = text.contains(#/ [;:!?»]|« |[\p{L}»)][;!?](?: |$)|[\p{L}»)]:(?: |$)/#)
            #expect(!isBroken, "\(file): \(text)")
            let isStraight = text.contains(#/\p{L}'\p{L}/#)
            #expect(!isStraight, "\(file): \(text)")
        }
    }
}

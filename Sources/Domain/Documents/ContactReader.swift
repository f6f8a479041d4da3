/// Finds a customer's data in a text: a vCard's properties, lines that begin with a label, and what can be told by its
/// form. Whatever breaks the rules of a customer's fields is passed over.
public enum ContactReader {
    private static let longestText = 200_000
    private static let longestLine = 500

    /// Cut by bytes before anything looks at characters: what a character is can take long to tell.
    public static func read(_ text: String) -> Contact {
        let lines = text.utf8.prefix(longestText)
            .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { line in
                let bytes = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
                return String(decoding: bytes.prefix(longestLine), as: UTF8.self)[...]
            }
        var draft = Draft()
        if lines.first?.lowercased().hasPrefix("begin:vcard") == true {
            draft.read(card: lines.map(String.init))
        } else {
            draft.read(lines: lines.map { Words.trimmed($0) })
        }
        if draft.contact.name.isEmpty { draft.contact.name = draft.contact.company }
        return draft.contact
    }

    /// The first value found for a field is the one that is kept.
    private struct Draft {
        var contact = Contact()

        mutating func set(_ field: Field, _ value: String) {
            let value = Words.trimmed(value[...])
            guard contact[keyPath: field.place].isEmpty, !value.isEmpty, field.rule.fault(in: value) == nil else {
                return
            }
            contact[keyPath: field.place] = value
        }

        // MARK: Text

        mutating func read(lines: [String]) {
            for (place, line) in lines.enumerated() {
                guard let colon = line.firstIndex(of: ":") else { continue }
                let label = Words.trimmed(line[..<colon]).lowercased()
                guard let field = Field.allCases.first(where: { $0.labels.contains(label) }) else { continue }
                var value = Words.trimmed(line[line.index(after: colon)...])
                if field == .address {
                    // An address goes on until an empty line or the next label.
                    let more = lines[(place + 1)...].prefix(5).prefix { !$0.isEmpty && !$0.contains(":") }
                    value = ([value] + more).filter { !$0.isEmpty }.joined(separator: "\n")
                }
                set(field, value)
            }
            for line in lines {
                for word in Words.of(line) {
                    if word.contains("@") { set(.email, word) }
                    if Words.isVATNumber(word) { set(.taxNumber, word) }
                }
                if contact.phone.isEmpty, let phone = Words.phone(in: line) {
                    set(.phone, phone)
                }
            }
        }

        // MARK: vCard (RFC 6350)

        mutating func read(card lines: [String]) {
            for line in Self.unfolded(lines) {
                guard let colon = line.firstIndex(of: ":") else { continue }
                // `item1.TEL;TYPE=work` is TEL.
                let property = line[..<colon].prefix { $0 != ";" }
                let name = property.split(separator: ".").last.map { $0.uppercased() } ?? ""
                let value = line[line.index(after: colon)...]
                if name == "END" { break }
                switch name {
                case "FN": set(.name, Self.unescaped(value))
                case "ORG": set(.company, Self.parts(value).first ?? "")
                case "EMAIL": set(.email, Self.unescaped(value))
                case "TEL":
                    let text = Self.unescaped(value)
                    set(.phone, text.hasPrefix("tel:") ? String(text.dropFirst(4)) : text)
                case "ADR":
                    let parts = Self.parts(value)
                    let street = parts.prefix(3).filter { !$0.isEmpty }
                    let place = parts.dropFirst(3).filter { !$0.isEmpty }
                    let lines = street + [place.joined(separator: " ")]
                    set(.address, lines.filter { !$0.isEmpty }.joined(separator: "\n"))
                case "N":
                    let parts = Self.parts(value)
                    given = [parts.dropFirst().first ?? "", parts.first ?? ""].filter { !$0.isEmpty }
                        .joined(separator: " ")
                default: break
                }
            }
            set(.name, given)
        }

        private var given = ""

        /// A line that begins with white space goes on with the one before.
        private static func unfolded(_ lines: [String]) -> [String] {
            var whole: [String] = []
            for line in lines {
                if let first = line.first, first == " " || first == "\t", let last = whole.indices.last {
                    whole[last] += line.dropFirst()
                } else {
                    whole.append(line)
                }
            }
            return whole
        }

        private static func parts(_ value: Substring) -> [String] {
            var parts = [""]
            var isEscaped = false
            for character in value {
                if isEscaped {
                    parts[parts.count - 1] += character == "n" || character == "N" ? "\n" : String(character)
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == ";" {
                    parts.append("")
                } else {
                    parts[parts.count - 1].append(character)
                }
            }
            return parts
        }

        private static func unescaped(_ value: Substring) -> String { parts(value).joined(separator: ";") }
    }

    private enum Field: CaseIterable {
        case name, email, phone, company, address, taxNumber

        var place: WritableKeyPath<Contact, String> {
            switch self {
            case .name: \.name
            case .email: \.email
            case .phone: \.phone
            case .company: \.company
            case .address: \.address
            case .taxNumber: \.taxNumber
            }
        }

        var rule: TextRule {
            switch self {
            case .name: Customer.Rule.name
            case .email: Customer.Rule.email
            case .phone: Customer.Rule.phone
            case .company: Customer.Rule.company
            case .address: Customer.Rule.address
            case .taxNumber: Customer.Rule.taxNumber
            }
        }

        /// What may stand before its colon, in English and in French.
        var labels: Set<String> {
            switch self {
            case .name: ["name", "nom", "customer", "client", "contact", "full name", "nom complet"]
            case .email: ["email", "e-mail", "mail", "courriel", "email address", "adresse email"]
            case .phone:
                ["phone", "telephone", "téléphone", "tel", "tél", "tel.", "tél.", "mobile", "portable", "phone number"]
            case .company:
                ["company", "société", "societe", "entreprise", "raison sociale", "organisation", "organization"]
            case .address: ["address", "adresse", "postal address", "adresse postale"]
            case .taxNumber:
                [
                    "vat", "tva", "vat number", "vat no", "vat no.", "vat id", "tax number", "tax id", "siret", "siren",
                    "n° tva", "n° de tva", "numéro de tva", "tva intracommunautaire", "n° tva intracommunautaire",
                ]
            }
        }
    }

    private enum Words {
        static func trimmed(_ text: Substring) -> String {
            let scalars = text.unicodeScalars.drop(while: \.properties.isWhitespace)
            let end = scalars.lastIndex { !$0.properties.isWhitespace }.map { scalars.index(after: $0) }
            return String(scalars[..<(end ?? scalars.startIndex)])
        }

        /// What stands between spaces and brackets, without the punctuation around it.
        static func of(_ line: String) -> [String] {
            line.split { $0.isWhitespace || "<>()[]|,;\"".contains($0) }.map { word in
                String(word.hasPrefix("mailto:") ? word.dropFirst(7) : word).trimmingEnd(".:")
            }
        }

        /// The form that most of the EU's have: two letters, then 8 to 12 letters and digits, mostly digits.
        static func isVATNumber(_ word: String) -> Bool {
            let bytes = Array(word.utf8)
            func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) }
            func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
            guard (10...14).contains(bytes.count), bytes.prefix(2).allSatisfy(isLetter) else { return false }
            let rest = bytes.dropFirst(2)
            return rest.allSatisfy { isLetter($0) || isDigit($0) } && rest.count(where: isDigit) >= 8
        }

        /// The first run of 9 to 15 digits that begins with + or 0, however it is spaced.
        static func phone(in line: String) -> String? {
            var run = ""
            for character in line + "\n" {
                let isPart = character.isASCII && (character.isNumber || "+ .-()".contains(character))
                if isPart, !run.isEmpty || character == "+" || character == "0" {
                    run.append(character)
                } else {
                    let digits = run.count(where: \.isNumber)
                    if (9...15).contains(digits) { return run.trimmingEnd(" .-(") }
                    run = ""
                }
            }
            return nil
        }
    }
}

extension String {
    fileprivate func trimmingEnd(_ characters: String) -> String {
        var text = self[...]
        while let last = text.last, characters.contains(last) { text.removeLast() }
        return String(text)
    }
}

import AuthCore
import Domain
import JSON

/// What a business says of itself, as it is typed.
struct BusinessForm: Sendable {
    private let name: String
    private let dailyRate: String
    private let details: [BusinessDetails.Part: String]

    init(_ settings: TenantSettings, _ visit: ConsoleVisit) {
        name = settings.name
        dailyRate = settings.dailyRate.map { Self.amount($0, visit.principal.currency, visit.decimal) } ?? ""
        details = Self.details { settings.details[$0] }
    }

    init(_ form: SubmittedForm) {
        name = form["name"] ?? ""
        dailyRate = form["daily_rate"] ?? ""
        details = Self.details { form[$0.rawValue] ?? "" }
    }

    private static func details(_ text: (BusinessDetails.Part) -> String) -> [BusinessDetails.Part: String] {
        Dictionary(uniqueKeysWithValues: BusinessDetails.Part.allCases.map { ($0, text($0)) })
    }

    /// As it is typed: without groups.
    private static func amount(_ minorUnits: Int64, _ currency: Currency, _ decimal: Character) -> String {
        let digits = String(minorUnits)
        guard currency.decimals > 0 else { return digits }
        let padded = String(repeating: "0", count: max(0, currency.decimals + 1 - digits.utf8.count)) + digits
        return "\(padded.dropLast(currency.decimals))\(decimal)\(padded.suffix(currency.decimals))"
    }

    func fields(decimal: Character, _ faults: inout [Fault]) -> TenantActions.Fields {
        var fields = TenantActions.Fields()
        (fields.name, fields.details) = (name, details)
        if dailyRate.isEmpty {
            fields.dailyRate = .some(nil)
        } else if let amount = FormNumber.read(dailyRate, decimal: decimal)?.decimal {
            fields.dailyRate = .some(AmountInput(unscaled: amount.unscaled, scale: amount.scale))
        } else {
            faults.append(Fault("daily_rate", .type, "Expected an amount like 550 or 550.50."))
        }
        return fields
    }

    /// - Parameter version: the settings' that the form is about.
    func form(_ visit: ConsoleVisit, _ refusal: FormRefusal?, version: Int64) throws -> Form {
        let words = visit.texts.business
        func fault(_ name: String) -> String? { visit.sentence(of: refusal?.faults ?? [], at: name) }
        func field(_ part: BusinessDetails.Part) -> Form.Field {
            let (name, label, hint) = (part.rawValue, words.label(part), words.hint(part))
            let text = details[part] ?? ""
            guard part.rule.form == .lines else {
                let input = Form.Input(
                    type: part == .email ? "email" : "text", value: text, longest: part.rule.length.upperBound)
                return .input(name, label, input, hint: hint, fault: fault(name))
            }
            return .area(name, label, Form.TextArea(value: text, rows: 5), hint: hint, fault: fault(name))
        }
        return Form(
            to: "/settings/business/", hidden: try visit.hidden(("version", String(version))),
            [
                Form.Group(
                    words.ownUse,
                    [
                        .input(
                            "name", words.name, Form.Input(value: name, longest: 200), fault: fault("name"),
                            isRequired: true),
                        .input(
                            "daily_rate", words.dailyRate(visit.principal.currency.code), Form.Input(value: dailyRate),
                            hint: words.dailyRateHint, fault: fault("daily_rate")),
                    ]),
                Form.Group(
                    words.onInvoices, hint: words.onInvoicesHint, BusinessDetails.Part.allCases.map(field)),
            ], [Form.Button(visit.texts.console.save)], alert: refusal?.alert)
    }

    /// For those who may look and not change.
    static func facts(of settings: TenantSettings, _ visit: ConsoleVisit) -> [Facts.Fact] {
        let (words, none, currency) = (visit.texts.business, visit.texts.console.none, visit.principal.currency)
        let rate = settings.dailyRate.map { visit.formats.money(Money(minorUnits: $0, currency: currency)) }
        return [
            .init(words.name, settings.name, isForeign: true), .init(words.dailyRate(currency.code), rate ?? none),
        ]
            + BusinessDetails.Part.allCases.map { part in
                let text = settings.details[part]
                return text.isEmpty
                    ? .init(words.label(part), none) : .init(words.label(part), text, isForeign: true)
            }
    }
}

/// What a business says of itself on its invoices. Each part may be empty.
public struct BusinessDetails: Sendable, Hashable {
    /// The names are the columns' names, the audit's and the forms'.
    public enum Part: String, Sendable, CaseIterable {
        /// Empty: the tenant's name.
        case legalName = "legal_name"
        case address
        /// As the register of companies has it: in France the SIREN or SIRET, the register's place, the capital.
        case registrationNumber = "registration_number"
        case taxNumber = "tax_number"
        case email, phone, website
        /// Bank, IBAN, BIC, terms.
        case paymentDetails = "payment_details"

        /// As a customer's, where a customer has it too.
        public var rule: TextRule {
            switch self {
            case .legalName: Customer.Rule.company
            case .address: Customer.Rule.address
            case .registrationNumber, .website: TextRule(0...200)
            case .taxNumber: Customer.Rule.taxNumber
            case .email: Customer.Rule.email
            case .phone: Customer.Rule.phone
            case .paymentDetails: TextRule(0...2000, .lines)
            }
        }
    }

    private var texts: [Part: String] = [:]

    public init() {}

    /// Empty where nothing is said.
    public subscript(part: Part) -> String {
        get { texts[part] ?? "" }
        set { texts[part] = newValue.isEmpty ? nil : newValue }
    }

    public var isEmpty: Bool { texts.isEmpty }
}

import ArgumentParser
import Domain
import Foundation
import JSON

extension Tenants {
    /// What stands on invoices, under the names that Settings → Business sends.
    struct Details: ParsableArguments {
        @Option(name: .customLong("legal-name"), help: "The name on invoices; \"\": the tenant's name.")
        var legalName: String?
        @Option(help: "The address on invoices; of several lines: $'1 rue de la Paix\\n75002 Paris'.")
        var address: String?
        @Option(
            name: .customLong("registration-number"),
            help: "As the register of companies has it: in France SIREN or SIRET, the register's place, the capital.")
        var registrationNumber: String?
        @Option(name: .customLong("tax-number"), help: "The VAT number.")
        var taxNumber: String?
        @Option(help: "The email address on invoices.") var email: String?
        @Option(help: "The telephone number on invoices.") var phone: String?
        @Option(help: "The website on invoices.") var website: String?
        @Option(name: .customLong("payment-details"), help: "Bank, IBAN, BIC, terms; may have several lines.")
        var paymentDetails: String?

        /// What was said, as a form has it: without what stands around it.
        var said: [BusinessDetails.Part: String] {
            let texts = BusinessDetails.Part.allCases.compactMap { part in
                text(part).map {
                    (part, $0.replacing("\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines))
                }
            }
            return Dictionary(uniqueKeysWithValues: texts)
        }

        private func text(_ part: BusinessDetails.Part) -> String? {
            switch part {
            case .legalName: legalName
            case .address: address
            case .registrationNumber: registrationNumber
            case .taxNumber: taxNumber
            case .email: email
            case .phone: phone
            case .website: website
            case .paymentDetails: paymentDetails
            }
        }
    }
}

extension BusinessDetails.Part {
    /// As the option is called.
    var option: String { rawValue.replacing("_", with: "-") }
}

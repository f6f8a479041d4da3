/// Who sends an invoice, and to whom, as it stands on the invoice.
public struct InvoiceParties: Sendable, Hashable {
    public struct Seller: Sendable, Hashable {
        /// The tenant's.
        public let name: String
        public let details: BusinessDetails

        package init(name: String, details: BusinessDetails) {
            self.name = name
            self.details = details
        }

        public init(_ settings: TenantSettings) {
            self.init(name: settings.name, details: settings.details)
        }

        public var legalName: String { details[.legalName].isEmpty ? name : details[.legalName] }
    }

    public struct Recipient: Sendable, Hashable {
        public let name: String
        public let company: String
        public let address: String
        public let taxNumber: String

        package init(name: String, company: String, address: String, taxNumber: String) {
            self.name = name
            self.company = company
            self.address = address
            self.taxNumber = taxNumber
        }

        public init(_ customer: Customer) {
            self.init(
                name: customer.name, company: customer.company, address: customer.address,
                taxNumber: customer.taxNumber)
        }
    }

    public let seller: Seller
    public let recipient: Recipient

    package init(seller: Seller, recipient: Recipient) {
        self.seller = seller
        self.recipient = recipient
    }

    /// As they are today.
    public init(_ settings: TenantSettings, _ customer: Customer) {
        self.init(seller: Seller(settings), recipient: Recipient(customer))
    }
}

extension Invoice.Status {
    /// It has left the house: from then on it keeps who sent it and to whom.
    public var isIssued: Bool { [.sent, .paid, .overdue].contains(self) }
}

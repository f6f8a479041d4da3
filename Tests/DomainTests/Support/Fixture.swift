@testable import Domain

/// What callers say, in short.
enum Fixture {
    static func customer(_ name: String) -> CustomerFields {
        var fields = CustomerFields()
        fields.name = name
        return fields
    }

    static func project(_ customer: Int64, _ name: String) -> ProjectFields {
        var fields = ProjectFields()
        fields.customerID = customer
        fields.name = name
        return fields
    }

    static func invoice(_ customer: Int64, amount: Int64, _ description: String) -> InvoiceFields {
        var fields = InvoiceFields()
        fields.billing.customerID = customer
        fields.billing.amount = AmountInput(unscaled: amount, scale: 0)
        fields.billing.description = description
        return fields
    }

    static func estimate(_ customer: Int64, days: Int64) -> EstimateFields {
        var fields = EstimateFields()
        fields.billing.customerID = customer
        fields.billing.description = "Web development"
        fields.days = days
        return fields
    }
}

import Domain
import JSON

/// What invoices and estimates have in common, as Kiik speaks of it.
enum KiikBilling {
    private static let lineOutput = OutputType<(LineItem, Currency)>(
        "Line",
        [
            .text("description", "What it is.") { $0.pointee.0.description },
            .decimal("quantity", places: 3, "How much of it.") { $0.pointee.0.quantity },
            .text("unit", "What is counted: day, hour, piece; may be empty.") { $0.pointee.0.unit },
            .money("unit_price", "For one unit, net, exact.") {
                Money(minorUnits: $0.pointee.0.unitPrice, currency: $0.pointee.1)
            },
            .decimal("tax_rate", places: 2, "In percent.") { $0.pointee.0.taxRate },
            .money("amount", "Quantity × unit price, rounded half up.") {
                Money(minorUnits: $0.pointee.0.net ?? 0, currency: $0.pointee.1)
            },
        ])

    private static let lineInput = InputType(
        "LineInput", example: ["description": "Development", "quantity": 10, "unit": "day", "unit_price": 550],
        start: LineInput.init,
        [
            .text("description", LineItem.Rule.description, "What it is.", required: true) { $0.description = $1 },
            .decimal("quantity", places: 3, LineItem.Rule.quantity, "How much of it; 1 unless given.") {
                $0.quantity = $1
            },
            .text("unit", LineItem.Rule.unit, "What is counted: day, hour, piece.") { $0.unit = $1 },
            .amount("unit_price", "For one unit, net, exact.", required: true) { $0.unitPrice = $1 },
            .decimal("tax_rate", places: 2, LineItem.Rule.taxRate, "In percent; 0 unless given.") { $0.taxRate = $1 },
        ])

    /// The totals and what they come from, in the order of the answer.
    static func output<Row: Billable>(_: Row.Type) -> [OutputField<Row>] {
        [
            .money("amount", "The net total, exact.") { $0.pointee.amount },
            .money("tax", "Computed once for each rate, on the net total of its lines, rounded half up.") {
                $0.pointee.tax
            },
            .money("total", "Net total and tax.") { $0.pointee.total },
            .text("currency", "ISO 4217 code.") { $0.pointee.amount.currency.code }.matching("^[A-Z]{3}$"),
            .text("description", "What it is for.") { $0.pointee.description },
            .list("lines", lineOutput, "Empty where only a total was given.") { row in
                row.pointee.lines.map { ($0, row.pointee.amount.currency) }
            },
        ]
    }

    static func input<Target>(
        _ billing: any WritableKeyPath<Target, BillingFields> & Sendable
    ) -> [InputField<Target>] {
        [
            .id("customer_id", "Who pays.", required: true) { $0[keyPath: billing].customerID = $1 },
            .optionalID("project_id", "The project that it is for.") { $0[keyPath: billing].projectID = $1 },
            .amount("amount", "The net total in the tenant's currency, exact; or give lines.") {
                $0[keyPath: billing].amount = $1
            },
            .text("description", Invoice.Rule.description, "What it is for.") {
                $0[keyPath: billing].description = $1
            },
            .list("lines", lineInput, LineItem.Rule.count, "What the total is made of; or give an amount.") {
                $0[keyPath: billing].lines = $1
            },
        ]
    }
}

import Domain
import JSON

/// Customers as Kiik speaks of them.
enum KiikCustomers {
    static let output = OutputType<Customer>(
        "Customer",
        [
            .id("id", "The customer's id.") { $0.pointee.id },
            .text("name", "The person's or company's name.") { $0.pointee.name },
            .text("email", "Empty where unknown.") { $0.pointee.email },
            .text("phone", "Empty where unknown.") { $0.pointee.phone },
            .text("company", "The company that a person works for.") { $0.pointee.company },
            .text("address", "Postal address, several lines.") { $0.pointee.address },
            .text("tax_number", "VAT or other tax number.") { $0.pointee.taxNumber },
            .text("notes", "Free text.") { $0.pointee.notes },
            .choice("status", "Whether work is done for them.") { $0.pointee.status },
            .timestamp("created_at", "When it was created.") { $0.pointee.createdAt },
            .timestamp("updated_at", "When it was last changed.") { $0.pointee.updatedAt },
        ])

    private static let readOnly = Set(output.fields.map(\.name))

    private static let fields: [InputField<CustomerFields>] = [
        .text("name", Customer.Rule.name, "The person's or company's name.", required: true) { $0.name = $1 },
        .text("email", Customer.Rule.email, "Email address.") { $0.email = $1 },
        .text("phone", Customer.Rule.phone, "Phone number, in any form.") { $0.phone = $1 },
        .text("company", Customer.Rule.company, "The company that a person works for.") { $0.company = $1 },
        .text("address", Customer.Rule.address, "Postal address, several lines.") { $0.address = $1 },
        .text("tax_number", Customer.Rule.taxNumber, "VAT or other tax number.") { $0.taxNumber = $1 },
        .text("notes", Customer.Rule.notes, "Free text.") { $0.notes = $1 },
        .choice("status", Customer.Status.self, "Whether work is done for them; `active` unless given.") {
            $0.status = $1
        },
    ]

    static let input = InputType(
        "CustomerInput", example: ["name": "John Doe", "email": "john@example.com"], readOnly: readOnly,
        start: CustomerFields.init, fields)

    static let patch = InputType(
        "CustomerPatch", example: ["phone": "+33 1 23 45 67 89"], readOnly: readOnly, start: CustomerFields.init,
        fields.map(\.optional))

    static let endpoints: [Endpoint] = [
        .list(
            "/api/ai-actions/context/customers/", CustomerActions.list, output, tag: "customers",
            filters: [.choice("status", Customer.Status.self, "Customers with this status.")], from: { $0.customers }),
        .show(
            "/api/ai-actions/context/customers/{id}/", CustomerActions.show, output, tag: "customers",
            from: { $0.customers }),
        .create("/api/ai-actions/actions/customers/", CustomerActions.create, input, output, tag: "customers"),
        .update("/api/ai-actions/actions/customers/{id}/", CustomerActions.update, patch, output, tag: "customers"),
    ]
}

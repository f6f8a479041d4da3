import Domain

/// A change's new values by name, as a row is made from them.
struct Values {
    private let values: [String: Value]

    /// Puts the allotted number where its placeholder stood.
    init(_ change: Change, replacing placeholder: String?, with number: String?) {
        values = change.fields.reduce(into: [:]) { values, field in
            let isPlaceholder = placeholder.map { field.after == .text($0) } ?? false
            values[field.name] = isPlaceholder ? number.map(Value.text) ?? field.after : field.after
        }
    }

    func integer(_ name: String) -> Int64? { if case .integer(let value)? = values[name] { value } else { nil } }
    func text(_ name: String) -> String? { if case .text(let value)? = values[name] { value } else { nil } }
    func uuid(_ name: String) -> UUIDv7? { if case .uuid(let value)? = values[name] { value } else { nil } }
    func date(_ name: String) -> LocalDate? { if case .date(let value)? = values[name] { value } else { nil } }
    func moment(_ name: String) -> Timestamp? { if case .timestamp(let value)? = values[name] { value } else { nil } }
}

extension Customer {
    init?(_ values: Values) {
        guard let id = values.integer("id"), let uuid = values.uuid("uuid"), let name = values.text("name"),
            let email = values.text("email"), let phone = values.text("phone"), let company = values.text("company"),
            let address = values.text("address"), let taxNumber = values.text("tax_number"),
            let notes = values.text("notes"), let status = values.text("status").flatMap(Status.init),
            let createdAt = values.moment("created_at"), let updatedAt = values.moment("updated_at"),
            let version = values.integer("version")
        else { return nil }
        self.init(
            id: id, uuid: uuid, name: name, email: email, phone: phone, company: company, address: address,
            taxNumber: taxNumber, notes: notes, status: status, createdAt: createdAt, updatedAt: updatedAt,
            version: version)
    }
}

extension Invoice {
    init?(_ values: Values) {
        guard let id = values.integer("id"), let uuid = values.uuid("uuid"), let number = values.text("number"),
            let customerID = values.integer("customer_id"), let status = values.text("status").flatMap(Status.init),
            let amount = values.integer("amount"), let currency = values.text("currency").flatMap(Currency.init(code:)),
            let description = values.text("description"), let issueDate = values.date("issue_date"),
            let dueDate = values.date("due_date"), let createdAt = values.moment("created_at"),
            let updatedAt = values.moment("updated_at"), let version = values.integer("version")
        else { return nil }
        self.init(
            id: id, uuid: uuid, number: number, customerID: customerID, status: status,
            amount: Money(minorUnits: amount, currency: currency), description: description, issueDate: issueDate,
            dueDate: dueDate, createdAt: createdAt, updatedAt: updatedAt, version: version)
    }
}

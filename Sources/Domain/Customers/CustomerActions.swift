internal import AuthCore

/// What can be done with customers.
public enum CustomerActions {
    public static let list = Operation(
        "customers.list", "Lists customers, by page, with filters, search and ordering.",
        needs: .of(.read, .customers), effect: .read)

    public static let show = Operation(
        "customers.show", "Shows one customer.", needs: .of(.read, .customers), effect: .read)

    public static let create = Action<CustomerFields, Customer>(
        Operation(
            "customers.create", "Creates a customer: a person or company that work is done for.",
            needs: .of(.create, .customers), effect: .create)
    ) { fields, context in
        var customer = Customer(
            id: try await context.newID(for: .customers), uuid: context.newUUID(),
            name: try fields.name.required("name"),
            at: context.now)
        fields.apply(to: &customer)
        return Decision(changes: [.create(customer)], output: customer)
    }

    public static let update = Action<Update<CustomerFields>, Customer>.update(
        Operation(
            "customers.update", "Changes the given fields of a customer and leaves the others as they are.",
            needs: .of(.update, .customers), effect: .update),
        of: { $0.customers }
    ) { fields, customer, _ in fields.apply(to: &customer) }
}

/// What a caller may say about a customer; nil is not said.
public struct CustomerFields: Sendable {
    public var name: String?
    public var email: String?
    public var phone: String?
    public var company: String?
    public var address: String?
    public var taxNumber: String?
    public var notes: String?
    public var status: Customer.Status?

    public init() {}

    func apply(to customer: inout Customer) {
        name.assign(to: &customer.name)
        email.assign(to: &customer.email)
        phone.assign(to: &customer.phone)
        company.assign(to: &customer.company)
        address.assign(to: &customer.address)
        taxNumber.assign(to: &customer.taxNumber)
        notes.assign(to: &customer.notes)
        status.assign(to: &customer.status)
    }
}

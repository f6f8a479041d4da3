internal import AuthCore

/// What can be done with customers.
public enum CustomerActions {
    public static let list = Operation(
        "customers.list", "Lists customers, by page, with filters, search and ordering.",
        needs: .of(.read, .customers), effect: .read)

    public static let show = Operation(
        "customers.show", "Shows one customer.", needs: .of(.read, .customers), effect: .read)

    public static let create = Action<CustomerFields, Customer>.create(
        Operation(
            "customers.create", "Creates a customer: a person or company that work is done for.",
            needs: .of(.create, .customers), effect: .create))

    public static let update = Action<Update<CustomerFields>, Customer>.update(
        Operation(
            "customers.update", "Changes the given fields of a customer and leaves the others as they are.",
            needs: .of(.update, .customers), effect: .update),
        of: { $0.customers }
    ) { fields, customer, _ in fields.apply(to: &customer) }

    public static let replace = Action<Update<CustomerFields>, Customer>.replace(
        Operation(
            "customers.replace", "Says a customer anew: what is not given goes back to its default.",
            needs: .of(.update, .customers), effect: .update),
        of: { $0.customers })
}

/// What a caller may say about a customer; nil is not said.
public struct CustomerFields: RowFields {
    public var name: String?
    public var email: String?
    public var phone: String?
    public var company: String?
    public var address: String?
    public var taxNumber: String?
    public var notes: String?
    public var status: Customer.Status?

    public init() {}

    func row(id: Int64, uuid: UUIDv7, at now: Timestamp) throws(Problem) -> Customer {
        Customer(id: id, uuid: uuid, name: try name.required("name"), at: now)
    }

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

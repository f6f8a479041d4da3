internal import AuthCore

/// What can be done with customers.
public enum CustomerActions {
    public static let list = Operation(
        "customers.list", "Lists customers, by page, with filters, search and ordering.",
        needs: .of(.read, .customers), effect: .read)

    public static let show = Operation(
        "customers.show", "Shows one customer.", needs: .of(.read, .customers), effect: .read)

    public static let create = Action<CustomerInput, Customer>(
        Operation(
            "customers.create", "Creates a customer: a person or company that work is done for.",
            needs: .of(.create, .customers), effect: .create)
    ) { input, context in
        let customer = Customer(
            id: try await context.newID(for: .customers), uuid: context.newUUID(), name: input.name,
            email: input.email ?? "", phone: input.phone ?? "", company: input.company ?? "",
            address: input.address ?? "", taxNumber: input.taxNumber ?? "", notes: input.notes ?? "",
            status: input.status ?? .active, createdAt: context.now, updatedAt: context.now, version: 1)
        return Decision(changes: [.create(customer)], output: customer)
    }

    public static let update = Action<Update<CustomerPatch>, Customer>(
        Operation(
            "customers.update", "Changes the given fields of a customer and leaves the others as they are.",
            needs: .of(.update, .customers), effect: .update)
    ) { input, context in
        guard let old = try await context.store.customers.find(input.id, in: context.tenant) else {
            throw Problem.notFound(.customers, id: String(input.id))
        }
        var new = old
        let patch = input.patch
        if let name = patch.name { new.name = name }
        if let email = patch.email { new.email = email }
        if let phone = patch.phone { new.phone = phone }
        if let company = patch.company { new.company = company }
        if let address = patch.address { new.address = address }
        if let taxNumber = patch.taxNumber { new.taxNumber = taxNumber }
        if let notes = patch.notes { new.notes = notes }
        if let status = patch.status { new.status = status }
        new.updatedAt = context.now
        new.version = old.version &+ 1
        guard let change = Change.update(from: old, to: new) else { return Decision(changes: [], output: old) }
        return Decision(changes: [change], output: new)
    }
}

public struct CustomerInput: Sendable {
    public var name: String
    public var email: String?
    public var phone: String?
    public var company: String?
    public var address: String?
    public var taxNumber: String?
    public var notes: String?
    public var status: Customer.Status?

    public init(name: String) {
        self.name = name
    }
}

/// The fields to change; nil leaves one as it is.
public struct CustomerPatch: Sendable {
    public var name: String?
    public var email: String?
    public var phone: String?
    public var company: String?
    public var address: String?
    public var taxNumber: String?
    public var notes: String?
    public var status: Customer.Status?

    public init() {}
}

/// A patch and the row that it is for.
public struct Update<Patch: Sendable>: Sendable {
    public let id: Int64
    public let patch: Patch

    public init(id: Int64, patch: Patch) {
        self.id = id
        self.patch = patch
    }
}

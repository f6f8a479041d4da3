import Domain

/// Customers at the service desk: of the same fields as Kiik's.
enum DeskCustomers {
    static let endpoints = Endpoint.collection(
        "/api/customers/", tag: "desk customers", KiikCustomers.output,
        filters: [.choice("status", Customer.Status.self, "Customers with this status.")], from: { $0.customers },
        list: CustomerActions.list, show: CustomerActions.show, create: CustomerActions.create, KiikCustomers.input,
        update: CustomerActions.update, KiikCustomers.patch, replace: CustomerActions.replace)

    /// Beside a reference to a customer.
    static func details<Source>(_ reference: @escaping @Sendable (Source) -> Int64?) -> Include<Source> {
        .one(
            "customerDetails", KiikCustomers.output, "The customer, where it was included.", from: { $0.customers },
            reference)
    }
}

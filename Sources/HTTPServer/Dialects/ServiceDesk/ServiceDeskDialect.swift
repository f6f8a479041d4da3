import Domain

/// The service desk's contract: work items, customers, tasks and devices, each under one path; bare objects and arrays,
/// errors as Kiik has them.
package enum ServiceDeskDialect {
    static let endpoints =
        DeskWorkItems.endpoints + DeskCustomers.endpoints + DeskTasks.endpoints + DeskDevices.endpoints

    package static func make() -> Dialect {
        Dialect(
            name: "servicedesk", prefixes: ["/api/work-items", "/api/customers", "/api/tasks", "/api/devices"],
            endpoints: endpoints, render: { refusal, _ in KiikErrors.render(refusal) })
    }

    /// Documented beside Kiik's, which has operations of the same names.
    static let part = OpenAPIDocument.Part(prefix: "desk_", endpoints: endpoints)
}

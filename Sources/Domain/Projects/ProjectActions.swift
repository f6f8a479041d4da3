internal import AuthCore

/// What can be done with projects.
public enum ProjectActions {
    public static let list = Operation(
        "projects.list", "Lists projects, by page, with filters, search and ordering.",
        needs: .of(.read, .projects), effect: .read)

    public static let show = Operation(
        "projects.show", "Shows one project.", needs: .of(.read, .projects), effect: .read)

    public static let create = Action<ProjectFields, Project>(
        Operation(
            "projects.create", "Creates a project for a customer.", needs: .of(.create, .projects), effect: .create)
    ) { fields, context in
        var project = Project(
            id: try await context.newID(for: .projects), uuid: context.newUUID(),
            name: try fields.name.required("name"),
            customerID: try fields.customerID.required("customer_id"), description: "", status: .active,
            dailyRate: nil, currency: context.caller.principal.currency, startDate: nil, endDate: nil,
            createdAt: context.now, updatedAt: context.now, version: 1)
        try fields.apply(to: &project)
        return Decision(changes: [.create(project)], output: project)
    }

    public static let update = Action<Update<ProjectFields>, Project>.update(
        Operation(
            "projects.update", "Changes the given fields of a project and leaves the others as they are.",
            needs: .of(.update, .projects), effect: .update),
        of: { $0.projects }
    ) { fields, project, _ in try fields.apply(to: &project) }
}

/// What a caller may say about a project; nil is not said.
public struct ProjectFields: Sendable {
    public var name: String?
    public var customerID: Int64?
    public var description: String?
    public var status: Project.Status?
    /// `.some(nil)` takes the rate back: the tenant's holds.
    public var dailyRate: AmountInput??
    public var startDate: LocalDate??
    public var endDate: LocalDate??

    public init() {}

    func apply(to project: inout Project) throws(Problem) {
        name.assign(to: &project.name)
        customerID.assign(to: &project.customerID)
        description.assign(to: &project.description)
        status.assign(to: &project.status)
        startDate.assign(to: &project.startDate)
        endDate.assign(to: &project.endDate)
        if let dailyRate { project.dailyRate = try dailyRate?.money(project.currency, field: "daily_rate") }
        if let start = project.startDate, let end = project.endDate, end < start {
            throw .invalid([Fault("end_date", .range, "A project cannot end before it starts.")])
        }
    }
}

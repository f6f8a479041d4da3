internal import AuthCore

/// What can be done with tasks.
public enum TaskActions {
    public static let list = Operation(
        "tasks.list", "Lists tasks, by page, with filters, search and ordering.",
        needs: .of(.read, .tasks), effect: .read)

    public static let show = Operation("tasks.show", "Shows one task.", needs: .of(.read, .tasks), effect: .read)

    public static let create = Action<WorkTaskFields, WorkTask>.create(
        Operation(
            "tasks.create", "Creates a task: something to do, on its own, for a customer or for a work item.",
            needs: .of(.create, .tasks), effect: .create))

    public static let update = Action<Update<WorkTaskFields>, WorkTask>.update(
        Operation(
            "tasks.update", "Changes the given fields of a task and leaves the others as they are.",
            needs: .of(.update, .tasks), effect: .update),
        of: { $0.tasks }
    ) { fields, task, _ in
        let old = task
        fields.apply(to: &task)
        try check(old, becoming: task)
    }

    public static let replace = Action<Update<WorkTaskFields>, WorkTask>.replace(
        Operation(
            "tasks.replace", "Says a task anew: what is not given goes back to its default, the status too.",
            needs: .of(.update, .tasks), effect: .update),
        of: { $0.tasks }, check: check)

    private static func check(_ old: WorkTask, becoming new: WorkTask) throws(Problem) {
        try Moves.check("A task", from: old.status, to: new.status, allowed: old.status.next)
    }
}

/// What a caller may say about a task; nil is not said.
public struct WorkTaskFields: RowFields {
    public var title: String?
    public var description: String?
    public var status: WorkTask.Status?
    public var priority: Priority?
    /// `.some(nil)`: of no customer.
    public var customerID: Int64??
    public var workItemID: Int64??
    public var assignedTo: Int64??
    public var dueDate: LocalDate??

    public init() {}

    func row(id: Int64, uuid: UUIDv7, at now: Timestamp) throws(Problem) -> WorkTask {
        WorkTask(
            id: id, uuid: uuid, title: try title.required("title"), description: "", status: .todo, priority: .medium,
            customerID: nil, workItemID: nil, assignedTo: nil, dueDate: nil, createdAt: now, updatedAt: now, version: 1)
    }

    func apply(to task: inout WorkTask) {
        title.assign(to: &task.title)
        description.assign(to: &task.description)
        status.assign(to: &task.status)
        priority.assign(to: &task.priority)
        customerID.assign(to: &task.customerID)
        workItemID.assign(to: &task.workItemID)
        assignedTo.assign(to: &task.assignedTo)
        dueDate.assign(to: &task.dueDate)
    }
}

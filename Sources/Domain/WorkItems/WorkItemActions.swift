internal import AuthCore

/// What can be done with work items.
public enum WorkItemActions {
    public static let list = Operation(
        "work_items.list", "Lists work items, by page, with filters, search and ordering.",
        needs: .of(.read, .workItems), effect: .read)

    public static let show = Operation(
        "work_items.show", "Shows one work item.", needs: .of(.read, .workItems), effect: .read)

    public static let history = Operation(
        "work_items.history", "Lists the changes of one work item, the newest first: who, when, and what of it.",
        needs: .of(.read, .workItems), effect: .read)

    public static let create = Action<WorkItemFields, WorkItem>.create(
        Operation(
            "work_items.create", "Creates a work item: what a customer brings in to be done.",
            needs: .of(.create, .workItems), effect: .create))

    public static let update = Action<Update<WorkItemFields>, WorkItem>.update(
        Operation(
            "work_items.update",
            "Changes the given fields of a work item; its status moves intake, in_progress, waiting, ready, done or cancelled.",
            needs: .of(.update, .workItems), effect: .update),
        of: { $0.workItems }
    ) { fields, item, _ in
        let old = item
        fields.apply(to: &item)
        try check(old, becoming: item)
    }

    public static let replace = Action<Update<WorkItemFields>, WorkItem>.replace(
        Operation(
            "work_items.replace", "Says a work item anew: what is not given goes back to its default, the status too.",
            needs: .of(.update, .workItems), effect: .update),
        of: { $0.workItems }, check: check)

    private static func check(_ old: WorkItem, becoming new: WorkItem) throws(Problem) {
        try Moves.check("A work item", from: old.status, to: new.status, allowed: old.status.next)
    }
}

/// What a caller may say about a work item; nil is not said.
public struct WorkItemFields: RowFields {
    public var customerID: Int64?
    /// `.some(nil)`: no device.
    public var deviceID: Int64??
    public var type: String?
    public var description: String?
    public var intakeMethod: WorkItem.IntakeMethod?
    public var status: WorkItem.Status?
    public var priority: Priority?
    public var notes: String?
    public var assignedTo: Int64??
    public var dueDate: LocalDate??

    public init() {}

    func row(id: Int64, uuid: UUIDv7, at now: Timestamp) throws(Problem) -> WorkItem {
        WorkItem(
            id: id, uuid: uuid, customerID: try customerID.required("customer_id"), deviceID: nil,
            type: try type.required("type"), description: try description.required("description"),
            intakeMethod: .walkin, status: .intake, priority: .medium, notes: "", assignedTo: nil, dueDate: nil,
            createdAt: now, updatedAt: now, version: 1)
    }

    func apply(to item: inout WorkItem) {
        customerID.assign(to: &item.customerID)
        deviceID.assign(to: &item.deviceID)
        type.assign(to: &item.type)
        description.assign(to: &item.description)
        intakeMethod.assign(to: &item.intakeMethod)
        status.assign(to: &item.status)
        priority.assign(to: &item.priority)
        notes.assign(to: &item.notes)
        assignedTo.assign(to: &item.assignedTo)
        dueDate.assign(to: &item.dueDate)
    }
}

import Domain
import JSON

/// Tasks as the service desk speaks of them.
enum DeskTasks {
    static let output = OutputType<WorkTask>(
        "Task",
        [
            .id("id", "The task's id.") { $0.pointee.id },
            .text("title", "What is to be done.") { $0.pointee.title },
            .text("description", "Free text.") { $0.pointee.description },
            .choice("status", "Where it stands.") { $0.pointee.status },
            .choice("priority", "How urgent it is.") { $0.pointee.priority },
            .optionalID("customer", "For whom it is done.") { $0.pointee.customerID },
            .optionalID("work_item", "The work item that it is a part of.") { $0.pointee.workItemID },
            .optionalID("assigned_to", "The user who does it.") { $0.pointee.assignedTo },
            .optionalDate("due_date", "The day by which it is to be done.") { $0.pointee.dueDate },
            .timestamp("created_at", "When it was created.") { $0.pointee.createdAt },
            .timestamp("updated_at", "When it was last changed.") { $0.pointee.updatedAt },
        ], includes: [DeskCustomers.details { $0.customerID }])

    private static let readOnly = Set(output.fields.map(\.name))

    private static let fields: [InputField<WorkTaskFields>] = [
        .text("title", WorkTask.Rule.title, "What is to be done.", required: true) { $0.title = $1 },
        .text("description", WorkTask.Rule.description, "Free text.") { $0.description = $1 },
        .choice("status", WorkTask.Status.self, "Where it stands; `todo` unless given.") { $0.status = $1 },
        .choice("priority", Priority.self, "How urgent it is; `medium` unless given.") { $0.priority = $1 },
        .optionalID("customer", "For whom it is done.") { $0.customerID = $1 }.of("customer_id"),
        .optionalID("work_item", "The work item that it is a part of.") { $0.workItemID = $1 }.of("work_item_id"),
        .optionalID("assigned_to", "The user who does it.") { $0.assignedTo = $1 },
        .optionalDate("due_date", "The day by which it is to be done.") { $0.dueDate = $1 },
    ]

    private static let input = InputType(
        "TaskInput", example: ["title": "Order the screen", "priority": "high"], readOnly: readOnly,
        start: WorkTaskFields.init, fields)

    private static let patch = InputType(
        "TaskPatch", example: ["status": "completed"], readOnly: readOnly, start: WorkTaskFields.init,
        fields.map(\.optional))

    static let endpoints = Endpoint.collection(
        "/api/tasks/", tag: "desk tasks", output,
        filters: [
            .choice("status", WorkTask.Status.self, "Tasks with this status."),
            .choice("priority", Priority.self, "Tasks with this priority."),
            .id("customer", of: "customer_id", "Tasks for this customer."),
            .id("work_item", of: "work_item_id", "Tasks of this work item."),
            .id("assigned_to", "Tasks of this user."),
        ] + ListParameter.dates("due_date", "Due"), from: { $0.tasks }, list: TaskActions.list, show: TaskActions.show,
        create: TaskActions.create, input, update: TaskActions.update, patch, replace: TaskActions.replace)
}

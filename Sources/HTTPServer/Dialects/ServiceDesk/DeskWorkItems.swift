import Domain
import JSON

/// Work items as the service desk speaks of them.
enum DeskWorkItems {
    /// A row's tasks are a part of the answer; more than that are a list of their own.
    private static let includedTasks = 50

    static let output = OutputType<WorkItem>(
        "WorkItem",
        [
            .id("id", "The work item's id.") { $0.pointee.id },
            .integer("customer", "For whom it is done.") { $0.pointee.customerID },
            .optionalID("device", "What it is done on.") { $0.pointee.deviceID },
            .text("type", "What kind of work it is, such as repair.") { $0.pointee.type },
            .text("description", "What is to be done.") { $0.pointee.description },
            .choice("intake_method", "How it came in.") { $0.pointee.intakeMethod },
            .choice("status", "Where it stands.") { $0.pointee.status },
            .choice("priority", "How urgent it is.") { $0.pointee.priority },
            .text("notes", "Free text.") { $0.pointee.notes },
            .optionalID("assigned_to", "The user who does it.") { $0.pointee.assignedTo },
            .optionalDate("due_date", "The day by which it is to be done.") { $0.pointee.dueDate },
            .timestamp("created_at", "When it was created.") { $0.pointee.createdAt },
            .timestamp("updated_at", "When it was last changed.") { $0.pointee.updatedAt },
        ],
        includes: [
            DeskCustomers.details { $0.customerID },
            .one(
                "deviceDetails", DeskDevices.output, "The device, where it was included.", from: { $0.devices }
            ) { $0.deviceID },
            .many(
                "tasks", DeskTasks.output,
                "Its tasks, where they were included: the first \(includedTasks). All are at `/api/tasks/?work_item=`.",
                limit: includedTasks, from: { $0.tasks }, by: "work_item_id"
            ) { $0.workItemID },
        ])

    private static let readOnly = Set(output.fields.map(\.name))

    private static let fields: [InputField<WorkItemFields>] = [
        .id("customer", "For whom it is done.", required: true) { $0.customerID = $1 }.of("customer_id"),
        .optionalID("device", "What it is done on.") { $0.deviceID = $1 }.of("device_id"),
        .text("type", WorkItem.Rule.type, "What kind of work it is, such as repair.", required: true) { $0.type = $1 },
        .text("description", WorkItem.Rule.description, "What is to be done.", required: true) { $0.description = $1 },
        .choice("intake_method", WorkItem.IntakeMethod.self, "How it came in; `walkin` unless given.") {
            $0.intakeMethod = $1
        },
        .choice("status", WorkItem.Status.self, "Where it stands; `intake` unless given.") { $0.status = $1 },
        .choice("priority", Priority.self, "How urgent it is; `medium` unless given.") { $0.priority = $1 },
        .text("notes", WorkItem.Rule.notes, "Free text; takes the place of what was there.") { $0.notes = $1 },
        .optionalID("assigned_to", "The user who does it.") { $0.assignedTo = $1 },
        .optionalDate("due_date", "The day by which it is to be done.") { $0.dueDate = $1 },
    ]

    static let input = InputType(
        "WorkItemInput",
        example: ["customer": 1, "type": "repair", "description": "Screen replacement", "intake_method": "walkin"],
        readOnly: readOnly, start: WorkItemFields.init, fields)

    static let patch = InputType(
        "WorkItemPatch", example: ["status": "in_progress", "notes": "Started repair process"], readOnly: readOnly,
        start: WorkItemFields.init, fields.map(\.optional))

    static let endpoints =
        Endpoint.collection(
            "/api/work-items/", tag: "desk work items", output,
            filters: [
                .choice("status", WorkItem.Status.self, "Work items with this status."),
                .choice("priority", Priority.self, "Work items with this priority."),
                .choice("intake_method", WorkItem.IntakeMethod.self, "Work items that came in this way."),
                .text("type", WorkItem.Rule.type, "Work items of exactly this type."),
                .id("customer", of: "customer_id", "Work items for this customer."),
                .id("device", of: "device_id", "Work items on this device."),
                .id("assigned_to", "Work items of this user."),
            ] + ListParameter.dates("due_date", "Due"), from: { $0.workItems }, list: WorkItemActions.list,
            show: WorkItemActions.show, create: WorkItemActions.create, input, update: WorkItemActions.update, patch,
            replace: WorkItemActions.replace)
        + [
            .history(
                "/api/work-items/{id}/history/", WorkItemActions.history, tag: "desk work items",
                names: input.wireNames, of: { $0.workItems })
        ]
}

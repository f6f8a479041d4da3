import AuthCore
import Domain

extension DataSheet<WorkItem> {
    static let workItems = DataSheet(
        name: "work-items", title: { $0.workItems }, repository: { $0.workItems },
        reads: WorkItemActions.list.permission, rowTitle: { String($0.description.prefix { !$0.isNewline }) },
        filters: [
            .choice("status", WorkItem.Status.self), .choice("priority", Priority.self),
            Filter(parameter: .id("customer", of: "customer_id", ""), control: .reference(.customers)),
            .reference("assigned_to", .users),
        ], ordering: "-created_at",
        columns: [
            Column("description") { row, _ in .foreign(row.description) },
            Column("customer") { $1.cell(.customers, $0.customerID) },
            Column("type") { row, _ in .foreign(row.type) },
            Column("status") { $1.cell("status", choice: $0.status.rawValue) },
            Column("priority") { $1.cell("priority", choice: $0.priority.rawValue) },
            Column("assigned_to") { $1.cell(.users, $0.assignedTo) },
            Column("due_date", by: "due_date") { $1.cell($0.dueDate) },
            Column("created_at", by: "created_at") { .text($1.formats.day(at: $0.createdAt)) },
        ],
        references: {
            [
                DataReference(.customers, $0.customerID), DataReference(.devices, $0.deviceID),
                DataReference(.users, $0.assignedTo),
            ]
        },
        facts: { row, reading in
            [
                reading.fact("status", choice: row.status.rawValue),
                reading.fact("priority", choice: row.priority.rawValue),
                reading.fact("customer", .customers, row.customerID),
                reading.fact("device", .devices, row.deviceID), reading.fact("type", row.type),
                reading.fact("description", row.description),
                reading.fact("intake_method", choice: row.intakeMethod.rawValue),
                reading.fact("assigned_to", .users, row.assignedTo), reading.fact("due_date", row.dueDate),
                reading.fact("notes", row.notes),
            ] + reading.times(row)
        },
        making: making(WorkItemActions.create, DeskWorkItems.input),
        changing: changing(
            WorkItemActions.update, DeskWorkItems.patch, like: DeskWorkItems.input, DeskWorkItems.output,
            choices: { row in
                let allowed = row.status.next.union([row.status])
                return ["status": WorkItem.Status.allCases.filter(allowed.contains).map(\.rawValue)]
            }),
        defaults: { _ in
            [
                "status": WorkItem.Status.intake.rawValue, "priority": Priority.medium.rawValue,
                "intake_method": WorkItem.IntakeMethod.walkin.rawValue,
            ]
        })
}

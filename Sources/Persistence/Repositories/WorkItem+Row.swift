package import Domain

extension WorkItem: StoredEntity {
    package static let table = "work_items"
    package static let queries = EntityQueries(WorkItem.self)

    package init(row: inout Row) throws(PostgresError) {
        try self.init(
            id: row.int64(), uuid: row.identifier(), customerID: row.int64(), deviceID: row.optionalInt64(),
            type: row.text(), description: row.text(), intakeMethod: row.choice(IntakeMethod.self),
            status: row.choice(Status.self), priority: row.choice(Priority.self), notes: row.text(),
            assignedTo: row.optionalInt64(), dueDate: row.optionalDay(), createdAt: row.moment(),
            updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [WorkItem] {
        try rows.decode { row throws(PostgresError) in try WorkItem(row: &row) }
    }
}

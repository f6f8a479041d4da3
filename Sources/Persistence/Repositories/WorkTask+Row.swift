package import Domain

extension WorkTask: StoredEntity {
    package static let table = "tasks"
    package static let queries = EntityQueries(WorkTask.self)

    package init(row: inout Row) throws(PostgresError) {
        try self.init(
            id: row.int64(), uuid: row.identifier(), title: row.text(), description: row.text(),
            status: row.choice(Status.self), priority: row.choice(Priority.self), customerID: row.optionalInt64(),
            workItemID: row.optionalInt64(), assignedTo: row.optionalInt64(), dueDate: row.optionalDay(),
            createdAt: row.moment(), updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [WorkTask] {
        try rows.decode { row throws(PostgresError) in try WorkTask(row: &row) }
    }
}

/// What a caller may say about a row of one kind, from which such a row can be made, changed, and said anew.
protocol RowFields: Sendable {
    associatedtype Row: Editable

    /// A new row: what must be given from the fields, everything else as it is where nothing is said.
    func row(id: Int64, uuid: UUIDv7, at now: Timestamp) throws(Problem) -> Row
    func apply(to row: inout Row) throws(Problem)
}

extension Action where Input: RowFields, Output == Input.Row {
    /// An action that makes one row.
    static func create(_ operation: Operation) -> Action {
        Action(operation) { fields, context in
            let id = try await context.newID(for: Output.resource)
            var row = try fields.row(id: id, uuid: context.newUUID(), at: context.now)
            try fields.apply(to: &row)
            return Decision(changes: [.create(row)], output: row)
        }
    }
}

extension Action where Output: Editable {
    /// An action that says one row anew: what is not given goes back to its default. Its identity stays.
    /// - Parameter check: throws where the row may not become what it would.
    static func replace<Fields: RowFields>(
        _ operation: Operation, of repository: @escaping @Sendable (any Store) -> any Repository<Output>,
        check: @escaping @Sendable (_ old: Output, _ new: Output) throws -> Void = { _, _ in }
    ) -> Action where Input == Update<Fields>, Fields.Row == Output {
        update(operation, of: repository) { fields, row, _ in
            let old = row
            row = try fields.row(id: old.id, uuid: old.uuid, at: old.createdAt)
            try fields.apply(to: &row)
            try check(old, row)
        }
    }
}

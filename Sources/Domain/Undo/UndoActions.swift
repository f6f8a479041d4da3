public import AuthCore

/// Taking back what somebody did: new changes, audited as `audit.undo`.
public enum UndoActions {
    public static let operation = Operation(
        "audit.undo", "Takes back what one key did in a period, as new changes.", needs: .of(.update, .audit),
        effect: .update)

    /// What can be taken back.
    public static let resources: Set<Resource> = [
        .customers, .projects, .invoices, .estimates, .cra, .documents, .workItems, .tasks, .devices,
    ]

    /// What somebody has to be allowed to take all of it back.
    public static let needed = Set(resources.map { Permission.of(.update, $0) }).union([operation.permission])

    /// A row as it was looked at, and what it is to become.
    public struct Restoration<Row: Undoable>: Sendable {
        public let seen: Row
        public let wanted: Row

        public init(seen: Row, wanted: Row) {
            self.seen = seen
            self.wanted = wanted
        }
    }

    public static func restore<Row: Undoable>(
        of repository: @escaping @Sendable (any Store) -> any Repository<Row>
    ) -> Action<Restoration<Row>, Row> {
        Action(operation) { input, context in
            guard let old = try await repository(context.store).find(input.seen.id, in: context.tenant) else {
                throw Problem.notFound(Row.resource, id: String(input.seen.id))
            }
            guard old.version == input.seen.version else {
                throw Problem.conflict("The row was changed meanwhile.")
            }
            var new = input.wanted
            new.updatedAt = context.now
            new.version = old.version &+ 1
            guard let change = Change.update(from: old, to: new) else { return Decision(changes: [], output: old) }
            return Decision(changes: [change], output: new)
        }
    }

    /// Takes an invoice back that was sent, by its id.
    public static let credit = Action<Int64, CreditNoteActions.Credited>(operation) { id, context in
        var input = CreditNoteActions.Input()
        input.reason =
            context.caller.principal.sessionID == nil ? "Taken back by the operator." : "Taken back."
        return try await CreditNoteActions.credit.decide(Update(id: id, fields: input), context)
    }
}

internal import AuthCore

/// Fields to change, and the row that they are for.
public struct Update<Fields: Sendable>: Sendable {
    public let id: Int64
    public let fields: Fields

    public init(id: Int64, fields: Fields) {
        self.id = id
        self.fields = fields
    }
}

extension Action where Output: Editable {
    /// An action that changes one row: it is read, changed by the closure, and written where anything differs.
    public static func update<Fields: Sendable>(
        _ operation: Operation, of repository: @escaping @Sendable (any Store) -> any Repository<Output>,
        _ apply: @escaping @Sendable (Fields, inout Output, ActionContext) async throws -> Void
    ) -> Action where Input == Update<Fields> {
        Action(operation) { input, context in
            guard let old = try await repository(context.store).find(input.id, in: context.tenant) else {
                throw Problem.notFound(Output.resource, id: String(input.id))
            }
            var new = old
            try await apply(input.fields, &new, context)
            new.updatedAt = context.now
            new.version = old.version &+ 1
            guard let change = Change.update(from: old, to: new) else { return Decision(changes: [], output: old) }
            return Decision(changes: [change], output: new)
        }
    }
}

extension Optional {
    /// Puts a value that was given where it belongs.
    func assign(to place: inout Wrapped) {
        if let self { place = self }
    }

    /// The value of a field that must be given.
    func required(_ field: String) throws(Problem) -> Wrapped {
        guard let self else { throw .invalid([Fault(field, .required, "This field is required.")]) }
        return self
    }
}

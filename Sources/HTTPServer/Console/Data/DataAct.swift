import AuthCore
import Domain
import JSON

extension DataSheet {
    /// Something that is done with a row, and asked about before.
    struct Act: Sendable {
        /// Its place below the row's (`/invoices/7/send/`), and what its texts are found by.
        let name: String
        let permissions: [Permission]
        var look = PageLink.Look.second
        var done = Done.saved
        var fields: [DataField] = []
        let isOffered: @Sendable (Row) -> Bool
        /// What stands in its form.
        var start: @Sendable (Row) -> [String: String] = { _ in [:] }
        /// Fields that this person cannot use.
        var hides: @Sendable (Row, ConsoleVisit) -> Set<String> = { _, _ in [] }
        /// What can be chosen for a reference, where that is not any row.
        var choices: @Sendable (Row, ConsoleVisit) async throws -> [String: [(value: String, label: String)]] = {
            _, _ in [:]
        }
        /// What is looked at before it is decided.
        var evidence: @Sendable (Row, ConsoleVisit) async throws -> [Block] = { _, _ in [] }
        /// Where to go then.
        let run: @Sendable (ConsoleVisit, Row, _ version: Int64, JSONValue, IdempotencyClaim?) async throws -> String

        func isOffered(for row: Row, to visit: ConsoleVisit) -> Bool {
            isOffered(row) && permissions.allSatisfy(visit.may)
        }
    }

    /// A change of nothing but the status.
    static func move<Fields: Sendable>(
        _ name: String, _ action: Action<Update<Fields>, Row>, from place: String, _ fields: Fields,
        look: PageLink.Look = .second, isOffered: @escaping @Sendable (Row) -> Bool
    ) -> Act {
        Act(name: name, permissions: [action.operation.permission], look: look, isOffered: isOffered) {
            visit, row, version, _, claim in
            try await visit.run(
                action.of(version: version), Update(id: row.id, fields: fields), claim: claim
            ) { "/\(place)/\($0.id)/" }
        }
    }

    /// Something that is more, and may ask for more.
    static func perform<Fields: Sendable, Output: Sendable>(
        _ name: String, _ action: Action<Update<Fields>, Output>, _ input: InputType<Fields>,
        of repository: @escaping @Sendable (any Store) -> any Repository<Row>, needs more: [Permission] = [],
        isOffered: @escaping @Sendable (Row) -> Bool,
        place: @escaping @Sendable (Output) -> String
    ) -> Act {
        Act(
            name: name, permissions: [action.operation.permission] + more, fields: DataField.all(of: input),
            isOffered: isOffered
        ) { visit, row, version, json, claim in
            let fields = try input.checked(json)
            let action = action.seeing(row.id, of: version, in: repository)
            return try await input.naming {
                try await visit.run(action, Update(id: row.id, fields: fields), claim: claim, place: place)
            }
        }
    }
}

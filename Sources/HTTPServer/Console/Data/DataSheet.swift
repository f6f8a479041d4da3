import AuthCore
import Domain
import JSON

/// One resource of the business as people see it: its list, its pages and its forms come from this declaration, and what
/// its forms ask for from the wire types that programs use.
struct DataSheet<Row: Editable>: Sendable {
    /// Its place (`/invoices/`), and what its texts are found by.
    let name: String
    let title: @Sendable (Texts.Console) -> String
    let repository: @Sendable (any Store) -> any Repository<Row>
    let reads: Permission
    /// What a row is called: the first column, and the title of its page.
    let rowTitle: @Sendable (Row) -> String
    /// The same where it takes the reader's language and the names of other rows.
    var fullTitle: (@Sendable (Row, Texts, DataNames) -> String)?
    let filters: [Filter]
    let ordering: String
    let columns: [Column]
    /// What a row names, so that all names of a page are read at once.
    let references: @Sendable (Row) -> [DataReference?]
    let facts: @Sendable (Row, DataReading) -> [Facts.Fact?]
    /// What stands below the facts: lines, days.
    var more: @Sendable (Row, DataReading) async throws -> [Block] = { _, _ in [] }
    /// Where to go on from a row.
    var links: @Sendable (Row, DataReading) async throws -> [PageLink] = { _, _ in [] }
    var making: Making?
    /// Where rows are made by a page of their own (`…/new/`): what that needs.
    var makingElsewhere: Permission?
    var changing: Changing?
    var acts: [Act] = []
    /// What stands in a new form.
    var defaults: @Sendable (ConsoleVisit) -> [String: String] = { _ in [:] }
    /// Fields that most people leave alone: they are folded away.
    var folded: [String] = []

    var path: String { "/\(name)/" }

    struct Filter: Sendable {
        enum Control: Sendable {
            case choice([String])
            case reference(DataReference.Kind)
            case month
        }

        let parameter: ListParameter<Row>
        let control: Control

        static func choice<Choice: RawRepresentable<String> & CaseIterable & SendableMetatype>(
            _ name: String, _ type: Choice.Type
        ) -> Filter {
            Filter(parameter: .choice(name, type, ""), control: .choice(Choice.allCases.map(\.rawValue)))
        }
        static func reference(_ name: String, _ kind: DataReference.Kind) -> Filter {
            Filter(parameter: .id(name, ""), control: .reference(kind))
        }
        static func month(_ name: String, of attribute: String) -> Filter {
            Filter(parameter: .month(name, of: attribute, ""), control: .month)
        }
    }

    struct Column: Sendable {
        let label: String
        /// What the list is ordered by where its title is clicked.
        let attribute: String?
        let isNumber: Bool
        let cell: @Sendable (Row, DataReading) -> Table.Cell

        init(
            _ label: String, by attribute: String? = nil, isNumber: Bool = false,
            cell: @escaping @Sendable (Row, DataReading) -> Table.Cell
        ) {
            (self.label, self.attribute, self.isNumber, self.cell) = (label, attribute, isNumber, cell)
        }
    }

    /// How a row is made.
    struct Making: Sendable {
        let permission: Permission
        let fields: [DataField]
        /// The id of what was made.
        let run: @Sendable (ConsoleVisit, JSONValue, IdempotencyClaim?) async throws -> String
    }

    /// How a row is changed.
    struct Changing: Sendable {
        let permission: Permission
        let fields: [DataField]
        let isOffered: @Sendable (Row) -> Bool
        /// The row as its dialect writes it, and what its form says otherwise.
        let current: @Sendable (Row) throws -> JSONObject
        /// Of a choice, what can be chosen for this row.
        let choices: @Sendable (Row) -> [String: [String]]
        let run: @Sendable (ConsoleVisit, Row, _ version: Int64, JSONValue) async throws -> Void
    }

    static func making<Fields>(
        _ action: Action<Fields, Row>, _ input: InputType<Fields>, without left: Set<String> = []
    ) -> Making {
        Making(
            permission: action.operation.permission, fields: DataField.all(of: input, without: left)
        ) { visit, json, claim in
            let fields = try input.checked(json)
            return try await input.naming {
                try await visit.run(action, fields, claim: claim) { String($0.id) }
            }
        }
    }

    /// - Parameters:
    ///   - input: of a new row: what is required there cannot be taken away.
    ///   - more: what the wire does not answer with, though a form can say it.
    static func changing<Fields>(
        _ action: Action<Update<Fields>, Row>, _ patch: InputType<Fields>, like input: InputType<Fields>,
        _ output: OutputType<Row>, without left: Set<String> = [],
        isOffered: @escaping @Sendable (Row) -> Bool = { _ in true },
        choices: @escaping @Sendable (Row) -> [String: [String]] = { _ in [:] },
        more: @escaping @Sendable (Row) -> [String: JSONValue] = { _ in [:] }
    ) -> Changing {
        let required = Set(input.fields.filter(\.isRequired).map(\.name))
        let fields = DataField.all(of: patch, without: left).map { field in
            var field = field
            field.isRequired = required.contains(field.name)
            return field
        }
        return Changing(
            permission: action.operation.permission, fields: fields, isOffered: isOffered,
            current: { row in
                guard case .object(var object) = try JSONValue.parse(output.json(row)) else { throw Problem.internal }
                for (name, value) in more(row) { object[name] = value }
                return object
            }, choices: choices
        ) { visit, row, version, json in
            let fields = try patch.checked(json)
            try await patch.naming {
                _ = try await visit.run(action.of(version: version), Update(id: row.id, fields: fields))
            }
        }
    }
}

import AuthCore
import Domain
import HTTPTypes
import JSON

/// A field that names another row: a list to choose from, and beside a list that is not whole a field to find rows by name.
/// The script makes one of both, which offers rows while somebody types.
struct RowPicker: Sendable {
    let name: String
    let label: String
    let kind: DataReference.Kind
    /// What stands in the list where nothing is chosen.
    let none: String
    var chosen: String
    /// What to look for.
    var search: String?
    /// What can be chosen; nil: any row.
    var rows: [(value: String, label: String)]?
    var hint: String?
    var fault: String?
    /// What was looked for is there to be chosen from.
    var isFirst = false

    /// What a form calls the name to look for.
    static func searchName(_ field: String) -> String { "find.\(field)" }

    /// - Parameter button: stands beside the name in forms that have other buttons too.
    func fields(_ visit: ConsoleVisit, _ button: Form.Button? = nil) async throws -> [Form.Field] {
        let words = visit.texts.data
        let search = search.flatMap { $0.isEmpty ? nil : $0 }
        var (found, isMore) = (rows ?? [], false)
        var chosen = chosen
        if rows == nil {
            (found, isMore) = try await DataNames.choices(kind, search: search, chosen: Int64(chosen), visit)
            // There is nothing to choose from.
            if chosen.isEmpty, search != nil, found.count == 1 { chosen = found.first?.value ?? "" }
        }
        let options = found.map { Form.Option($0.value, $0.label, isChosen: $0.value == chosen) }
        var select = Form.Field.select(
            name, label, [Form.Option("", none, isChosen: chosen.isEmpty)] + options, hint: hint, fault: fault)
        if isFirst { select = select.first() }
        guard isMore || search != nil else { return [select] }
        let help =
            search == nil
            ? words.findHint : found.isEmpty ? words.noneFound : isMore ? words.foundMore : words.foundHint
        let pick = Form.Pick(
            list: name, address: "\(Self.path(kind))?words=", none: words.noneFound, some: words.foundCount,
            more: words.foundFirst)
        let input = Form.Field.input(
            Self.searchName(name), words.findIn(label), Form.Input(type: "search", value: search ?? "", pick: pick),
            hint: help)
        return [button.map(input.with) ?? input, select]
    }

    // MARK: While somebody types

    static let endpoints = DataReference.Kind.allCases.map { kind in
        Endpoint.page(path(kind), "Finds \(kind) by a part of their name.", needs: kind.permission) { visit in
            let words = visit.query["words"]?.trimmingWhitespace ?? ""
            let (rows, isMore) = try await DataNames.found(kind, words.isEmpty ? nil : words, visit)
            let body: JSONValue = [
                "rows": .array(rows.map { ["value": .string($0.value), "label": .string($0.label)] }),
                "more": .bool(isMore),
            ]
            return .json(.ok, body.serialized(), [.cacheControl: "no-store"])
        }
    }

    private static func path(_ kind: DataReference.Kind) -> String { "/find/\(kind)/" }
}

extension DataNames {
    /// The row of exactly this name, whatever its capitals; nil where none is, or several are.
    static func named(_ name: String, _ kind: DataReference.Kind, _ visit: ConsoleVisit) async throws -> String? {
        let wanted = ForeignText(name).text.lowercased()
        guard !wanted.isEmpty else { return nil }
        let (rows, isMore) = try await found(kind, name, visit)
        let same = rows.filter { $0.label.lowercased() == wanted }
        // They are ordered by name: another one of this name would come next.
        guard same.count == 1, let only = same.first, !isMore || rows.last?.value != only.value else { return nil }
        return only.value
    }
}

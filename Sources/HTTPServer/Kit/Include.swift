import AuthCore
import Domain
import JSON

/// What `include=` adds to a row beside its reference: read once for a whole page, whatever the number of its rows.
struct Include<Source: Sendable>: Sendable {
    let name: String
    let key: JSONKey
    let schema: JSONValue
    /// What including it needs beyond the endpoint's own permission.
    let permission: Permission
    /// Reads what belongs to these rows, and gives what writes one row's part of it.
    let load: @Sendable ([Source], any Store, TenantScope) async throws -> Writing

    typealias Writing = OutputType<Source>.Writing

    /// The row that is referred to.
    static func one<Row: Entity>(
        _ name: String, _ type: OutputType<Row>, _ text: String,
        from repository: @escaping @Sendable (any Store) -> any Repository<Row>,
        _ reference: @escaping @Sendable (Source) -> Int64?
    ) -> Include {
        let schema: JSONValue = ["anyOf": [type.reference, ["type": "null"]], "description": .string(text)]
        return Include(name: name, key: JSONKey(name), schema: schema, permission: .of(.read, Row.resource)) {
            sources, store, tenant in
            let ids = Set(sources.compactMap(reference))
            let rows = ids.isEmpty ? [] : try await repository(store).find(ids.sorted(), in: tenant)
            let byID = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
            return { source, writer in
                guard let row = reference(source.pointee).flatMap({ byID[$0] }) else { return writer.null() }
                withUnsafePointer(to: row) { type.write($0, to: &writer) }
            }
        }
    }

    /// The first rows that refer to this one by an attribute of theirs.
    static func many<Row: Entity>(
        _ name: String, _ type: OutputType<Row>, _ text: String, limit: Int,
        from repository: @escaping @Sendable (any Store) -> any Repository<Row>, by attribute: String,
        _ reference: @escaping @Sendable (Row) -> Int64?
    ) -> Include where Source: Entity {
        let schema: JSONValue = [
            "type": "array", "items": type.reference, "maxItems": .int(Int64(limit)), "description": .string(text),
        ]
        return Include(name: name, key: JSONKey(name), schema: schema, permission: .of(.read, Row.resource)) {
            sources, store, tenant in
            let ids = sources.map(\.id)
            let rows =
                ids.isEmpty
                ? [] : try await repository(store).find(by: attribute, among: ids, limit: limit, in: tenant)
            let byReference = Dictionary(grouping: rows, by: reference)
            return { source, writer in
                writer.beginArray()
                for row in byReference[source.pointee.id] ?? [] {
                    withUnsafePointer(to: row) { type.write($0, to: &writer) }
                }
                writer.endArray()
            }
        }
    }
}

extension OutputType {
    /// The parameter that asks for includes; none where there are none.
    var includeParameter: [EndpointDocumentation.Parameter] {
        guard !includes.isEmpty else { return [] }
        return [
            .init(
                name: "include", place: "query",
                text: "What to add to the answer, separated by commas; each needs the scope to read it.",
                schema: [
                    "type": "array", "minItems": 1,
                    "items": ["type": "string", "enum": .array(includes.map { .string($0.name) })],
                ])
        ]
    }

    /// What a query asks for, in the order of the declaration.
    func included(by query: QueryParameters, _ faults: inout [Fault]) -> [Include<Source>] {
        guard !includes.isEmpty, let value = query["include"] else { return [] }
        let names = value.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmingASCIISpaces }
        let unknown = names.filter { name in !includes.contains { $0.name == name } }
        if !unknown.isEmpty {
            let known = includes.map(\.name).joined(separator: ", ")
            faults.append(Fault("include", .choice, "This is not a valid choice. Choose from: \(known)."))
        }
        return includes.filter { names.contains($0.name) }
    }

    /// Reads what was asked for, for all of these rows.
    func load(_ wanted: [Include<Source>], of rows: [Source], _ call: Call) async throws -> [Part] {
        guard !wanted.isEmpty else { return [] }
        let tenant = try call.authorized().tenant
        var parts: [Part] = []
        for include in wanted {
            parts.append(
                Part(key: include.key, write: try await include.load(rows, call.services.store, tenant)))
        }
        return parts
    }
}

extension Call {
    /// Refuses a caller who may not read what is to be included; all that is lacking is named at once.
    func require<Source>(_ included: [Include<Source>]) throws {
        try authorized().principal.require(PermissionSet(included.map(\.permission)), at: services.clock.now())
    }
}

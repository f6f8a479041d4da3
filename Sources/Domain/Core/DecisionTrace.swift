internal import Synchronization

/// What a decision went by, as it was read, and what it was allotted and no other run will be.
final class DecisionTrace: Sendable {
    private struct State {
        var reads = CanonicalBytes()
        var allotted: Set<Value> = []
    }

    private let state = Mutex(State())

    var reads: [UInt8] { state.withLock { $0.reads.bytes } }
    var allotted: Set<Value> { state.withLock { $0.allotted } }

    func allot(_ values: [Value]) {
        state.withLock { $0.allotted.formUnion(values) }
    }

    /// That there is no such row is something to go by, too.
    func note<Row: Entity>(_: Row.Type, id: Int64, _ row: Row?) {
        note("row", Row.resource) {
            $0.append(id)
            $0.append(row?.version)
        }
    }

    /// Rows that were looked for, all that there are.
    func note<Row: Entity>(_ rows: [Row], of total: Int64? = nil) {
        note("rows", Row.resource) {
            $0.append(total)
            $0.append(rows.count)
            for row in rows {
                $0.append(row.id)
                $0.append(row.version)
            }
        }
    }

    func note(_ name: StaticString, _ figure: Int64?) {
        note(name, .tenants) { $0.append(figure) }
    }

    private func note(_ kind: StaticString, _ resource: Resource, _ write: (inout CanonicalBytes) -> Void) {
        state.withLock { state in
            state.reads.append(tag: kind)
            state.reads.append(resource.rawValue)
            write(&state.reads)
        }
    }
}

/// A decision's changes as somebody is shown them: without what is new at every run.
///
/// That is the ids, the number, the moment of the decision, and secrets; what is written in their places is which of
/// the new rows is meant, of which series the number is, how far from the decision a moment lies.
struct ShownChanges {
    /// A row that a shown value names, and that was there before.
    struct Reference: Hashable {
        let resource: Resource
        let id: Int64
    }

    /// Whose ids attributes of these names hold, in whatever row they stand.
    static let referring: [String: Resource] = [
        "customer_id": .customers, "project_id": .projects, "invoice_id": .invoices, "device_id": .devices,
        "work_item_id": .workItems, "assigned_to": .users, "user_id": .users, "created_by": .users,
        "role_id": .roles, "integration_id": .integrations, "rotated_from": .keys,
    ]

    private let changes: [Change]
    private let number: NumberRequest?
    private let now: Timestamp
    private let allotted: Set<Value>
    /// The new rows, and their places among the changes.
    private let created: [Reference: Int]

    init(_ changes: [Change], number: NumberRequest?, at now: Timestamp, _ allotted: Set<Value>) {
        self.changes = changes
        self.number = number
        self.now = now
        self.allotted = allotted
        created = Dictionary(
            changes.enumerated().filter { $1.kind == .create }
                .map { (Reference(resource: $1.resource, id: $1.id), $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// In the order of the changes.
    var references: [Reference] {
        changes.flatMap(\.difference).flatMap { field in
            [field.before, field.after].compactMap { reference(field.name, $0) }
        }.filter { created[$0] == nil }
    }

    private func reference(_ name: String, _ value: Value) -> Reference? {
        guard case .integer(let id) = value, let resource = Self.referring[name] else { return nil }
        return Reference(resource: resource, id: id)
    }

    func write(to bytes: inout CanonicalBytes) {
        bytes.append(number != nil)
        if let number {
            bytes.append(number.series)
            bytes.append(number.year)
        }
        bytes.append(changes.count)
        for change in changes {
            bytes.append(change.kind.rawValue)
            bytes.append(change.resource.rawValue)
            if change.kind == .update {
                bytes.append(change.id)
                bytes.append(change.version)
            }
            let fields = change.difference
            bytes.append(fields.count)
            for field in fields {
                bytes.append(field.name)
                write(field.before, to: &bytes)
                writeNew(field.after, of: field.name, to: &bytes)
            }
        }
    }

    /// A value that this run may have made.
    private func writeNew(_ value: Value, of name: String, to bytes: inout CanonicalBytes) {
        if allotted.contains(value) { return bytes.append(tag: "allotted") }
        if let place = reference(name, value).flatMap({ created[$0] }) {
            bytes.append(tag: "created")
            return bytes.append(place)
        }
        switch value {
        case .timestamp(let moment):
            let (distance, isFar) = moment.microseconds.subtractingReportingOverflow(now.microseconds)
            // A moment that a caller names lies whole seconds from the decision once in a million, and is then asked
            // for again.
            guard !isFar, distance % 1_000_000 == 0 else { return write(value, to: &bytes) }
            bytes.append(tag: "from now")
            bytes.append(distance)
        case .text(let text):
            guard let number, text.contains(number.placeholder) else { return write(value, to: &bytes) }
            bytes.append(tag: "numbered")
            // No text that is kept holds U+0000.
            bytes.append(text.replacing(number.placeholder, with: "\0"))
        default: write(value, to: &bytes)
        }
    }

    private func write(_ value: Value, to bytes: inout CanonicalBytes) {
        switch value {
        case .null: bytes.append(tag: "null")
        case .boolean(let value):
            bytes.append(tag: "boolean")
            bytes.append(value)
        case .integer(let value):
            bytes.append(tag: "integer")
            bytes.append(value)
        case .text(let text):
            bytes.append(tag: "text")
            bytes.append(text)
        case .texts(let texts):
            bytes.append(tag: "texts")
            bytes.append(texts.count)
            for text in texts { bytes.append(text) }
        case .integers(let values):
            bytes.append(tag: "integers")
            bytes.append(values.count)
            for value in values { bytes.append(value) }
        case .bytes(let content):
            bytes.append(tag: "bytes")
            bytes.append(content)
        case .timestamp(let moment):
            bytes.append(tag: "timestamp")
            bytes.append(moment.microseconds)
        case .date(let day):
            bytes.append(tag: "date")
            bytes.append(Int64(day.days))
        case .uuid(let value):
            bytes.append(tag: "uuid")
            bytes.append(value.high)
            bytes.append(value.low)
        case .records(let records):
            bytes.append(tag: "records")
            bytes.append(records.count)
            for record in records {
                bytes.append(record.count)
                for member in record {
                    bytes.append(member.name)
                    write(member.value, to: &bytes)
                }
            }
        }
    }
}

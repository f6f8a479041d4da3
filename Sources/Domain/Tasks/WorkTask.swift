/// Something that somebody has to do: on its own, for a customer, or as a part of a work item.
public struct WorkTask: Editable {
    public static var resource: Resource { .tasks }

    public enum Status: String, Sendable, CaseIterable {
        case todo
        case inProgress = "in_progress"
        case completed, cancelled

        /// What a task can become from here. What was completed or given up can be taken up again.
        public var next: Set<Status> {
            switch self {
            case .todo: [.inProgress, .completed, .cancelled]
            case .inProgress: [.todo, .completed, .cancelled]
            case .completed: [.todo, .inProgress]
            case .cancelled: [.todo]
            }
        }
    }

    public var id: Int64
    public var uuid: UUIDv7
    public var title: String
    public var description: String
    public var status: Status
    public var priority: Priority
    public var customerID: Int64?
    public var workItemID: Int64?
    /// The user who does it.
    public var assignedTo: Int64?
    public var dueDate: LocalDate?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, title: String, description: String, status: Status, priority: Priority,
        customerID: Int64?, workItemID: Int64?, assignedTo: Int64?, dueDate: LocalDate?, createdAt: Timestamp,
        updatedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.title = title
        self.description = description
        self.status = status
        self.priority = priority
        self.customerID = customerID
        self.workItemID = workItemID
        self.assignedTo = assignedTo
        self.dueDate = dueDate
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<WorkTask>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("title") { .text($0.title) },
        Attribute("description") { .text($0.description) },
        Attribute("status") { .text($0.status.rawValue) },
        Attribute("priority") { .text($0.priority.rawValue) },
        Attribute("customer_id") { $0.customerID.map(Value.integer) ?? .null },
        Attribute("work_item_id") { $0.workItemID.map(Value.integer) ?? .null },
        Attribute("assigned_to") { $0.assignedTo.map(Value.integer) ?? .null },
        Attribute("due_date") { $0.dueDate.map(Value.date) ?? .null },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<WorkTask>] = [
        .dueDate { $0.dueDate },
        Ordering("title", .text) { .text($0.title) },
        Ordering("created_at", .timestamp) { .timestamp($0.createdAt) },
    ]

    public enum Rule {
        public static let title = TextRule(1...200)
        public static let description = TextRule(0...10_000, .lines)
    }
}

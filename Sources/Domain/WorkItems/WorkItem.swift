/// A piece of a service desk's work: what a customer brought in, and what becomes of it.
public struct WorkItem: Editable {
    public static var resource: Resource { .workItems }

    /// How it came in.
    public enum IntakeMethod: String, Sendable, CaseIterable {
        case walkin, phone, email, web
        case mailIn = "mail_in"
        case pickup, other
    }

    public enum Status: String, Sendable, CaseIterable {
        case intake
        case inProgress = "in_progress"
        /// For a part, or for the customer's answer.
        case waiting
        /// To be fetched.
        case ready
        case done, cancelled

        /// What a work item can become from here.
        public var next: Set<Status> {
            switch self {
            case .intake: [.inProgress, .waiting, .cancelled]
            case .inProgress: [.waiting, .ready, .cancelled]
            case .waiting: [.inProgress, .ready, .cancelled]
            case .ready: [.inProgress, .done, .cancelled]
            case .done, .cancelled: []
            }
        }
    }

    public var id: Int64
    public var uuid: UUIDv7
    public var customerID: Int64
    public var deviceID: Int64?
    /// Such as `repair`.
    public var type: String
    public var description: String
    public var intakeMethod: IntakeMethod
    public var status: Status
    public var priority: Priority
    public var notes: String
    /// The user who does it.
    public var assignedTo: Int64?
    public var dueDate: LocalDate?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, customerID: Int64, deviceID: Int64?, type: String, description: String,
        intakeMethod: IntakeMethod, status: Status, priority: Priority, notes: String, assignedTo: Int64?,
        dueDate: LocalDate?, createdAt: Timestamp, updatedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.customerID = customerID
        self.deviceID = deviceID
        self.type = type
        self.description = description
        self.intakeMethod = intakeMethod
        self.status = status
        self.priority = priority
        self.notes = notes
        self.assignedTo = assignedTo
        self.dueDate = dueDate
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<WorkItem>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("customer_id") { .integer($0.customerID) },
        Attribute("device_id") { $0.deviceID.map(Value.integer) ?? .null },
        Attribute("type") { .text($0.type) },
        Attribute("description") { .text($0.description) },
        Attribute("intake_method") { .text($0.intakeMethod.rawValue) },
        Attribute("status") { .text($0.status.rawValue) },
        Attribute("priority") { .text($0.priority.rawValue) },
        Attribute("notes") { .text($0.notes) },
        Attribute("assigned_to") { $0.assignedTo.map(Value.integer) ?? .null },
        Attribute("due_date") { $0.dueDate.map(Value.date) ?? .null },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<WorkItem>] = [
        .dueDate { $0.dueDate },
        Ordering("created_at", .timestamp) { .timestamp($0.createdAt) },
    ]

    public enum Rule {
        public static let type = TextRule(1...50)
        public static let description = TextRule(1...10_000, .lines)
        public static let notes = TextRule(0...10_000, .lines)
    }
}

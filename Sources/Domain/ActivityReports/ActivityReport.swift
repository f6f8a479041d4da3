/// The days of a month that somebody worked on a project (in French a CRA, compte rendu d'activité).
public struct ActivityReport: Editable {
    public static var resource: Resource { .cra }

    public enum Status: String, Sendable, CaseIterable {
        case draft
        /// Locked: nothing of it changes any more.
        case submitted

        public var next: Set<Status> { self == .draft ? [.submitted] : [] }
    }

    /// One day, or half of it.
    public struct Day: Sendable, Hashable {
        public let date: LocalDate
        /// 1 or 2.
        public let halves: Int64

        public init(date: LocalDate, halves: Int64) {
            self.date = date
            self.halves = halves
        }

        var record: [Value.Member] { [.init("date", .date(date)), .init("halves", .integer(halves))] }
    }

    public var id: Int64
    public var uuid: UUIDv7
    public var projectID: Int64
    /// Its first day.
    public var month: LocalDate
    /// Who worked; empty where there is only one who could.
    public var worker: String
    public var status: Status
    /// In their order, none twice.
    public var days: [Day]
    public var notes: String
    /// The invoice that asks for these days.
    public var invoiceID: Int64?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, projectID: Int64, month: LocalDate, worker: String, status: Status, days: [Day],
        notes: String, invoiceID: Int64?, createdAt: Timestamp, updatedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.projectID = projectID
        self.month = month
        self.worker = worker
        self.status = status
        self.days = days
        self.notes = notes
        self.invoiceID = invoiceID
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    /// All its days, in halves: at most 62.
    public var halves: Int64 { days.reduce(0) { $0 &+ $1.halves } }

    public static let attributes: [Attribute<ActivityReport>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("project_id") { .integer($0.projectID) },
        Attribute("month") { .date($0.month) },
        Attribute("worker") { .text($0.worker) },
        Attribute("status") { .text($0.status.rawValue) },
        Attribute("days") { .records($0.days.map(\.record)) },
        Attribute("notes") { .text($0.notes) },
        Attribute("invoice_id") { $0.invoiceID.map(Value.integer) ?? .null },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<ActivityReport>] = [
        Ordering("month", .date) { .date($0.month) },
        Ordering("created_at", .timestamp) { .timestamp($0.createdAt) },
    ]

    public enum Rule {
        public static let worker = TextRule(0...200)
        public static let notes = TextRule(0...10_000, .lines)
        public static let days = 0...31
    }
}

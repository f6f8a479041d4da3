/// A row whose changes an operator can take back, as new changes.
public protocol Undoable: Editable {
    /// Why this row must not become what it was; nil where it may.
    func refusal(ofBecoming before: Self) -> String?
    /// What becomes of a row whose making is taken back: no row is ever deleted.
    var retired: Retirement<Self> { get }
}

public enum Retirement<Row: Sendable>: Sendable {
    case row(Row)
    /// By a credit note.
    case credit
    case refused(String)
}

extension Customer: Undoable {
    public func refusal(ofBecoming before: Customer) -> String? { nil }

    public var retired: Retirement<Customer> {
        var row = self
        row.status = .inactive
        return .row(row)
    }
}

extension Project: Undoable {
    public func refusal(ofBecoming before: Project) -> String? { nil }

    public var retired: Retirement<Project> {
        var row = self
        row.status = .cancelled
        return .row(row)
    }
}

extension Invoice: Undoable {
    public func refusal(ofBecoming before: Invoice) -> String? {
        if number != before.number { return "A number that was issued stays." }
        switch (status, before.status) {
        case (.draft, .draft), (.cancelled, .draft): return nil
        case (.sent, .draft), (.overdue, .draft), (.paid, .draft):
            return "An invoice that was sent is no draft again: take it back by a credit note."
        case (.cancelled, .sent), (.cancelled, .overdue), (.cancelled, .paid):
            return "The invoice was taken back by a credit note, whose number stays."
        default: break
        }
        // What was issued stays as it was issued; whether it is paid can be put right.
        var moved = before
        (moved.status, moved.updatedAt, moved.version) = (status, updatedAt, version)
        return moved == self ? nil : "An invoice that is \(status.rawValue) keeps what it was issued with."
    }

    public var retired: Retirement<Invoice> {
        switch status {
        case .draft:
            var row = self
            row.status = .cancelled
            return .row(row)
        case .sent, .overdue: return .credit
        case .paid: return .refused("The invoice is paid.")
        case .cancelled: return .refused("The invoice is cancelled already.")
        }
    }
}

extension Estimate: Undoable {
    public func refusal(ofBecoming before: Estimate) -> String? {
        if number != before.number { return "A number that was issued stays." }
        if status == .draft { return nil }
        if before.status == .draft { return "An estimate that was sent is no draft again." }
        var moved = before
        (moved.status, moved.updatedAt, moved.version) = (status, updatedAt, version)
        return moved == self ? nil : "An estimate that is \(status.rawValue) keeps what it offered."
    }

    public var retired: Retirement<Estimate> {
        guard status == .sent else {
            return .refused("An estimate that is \(status.rawValue) cannot be put away.")
        }
        var row = self
        row.status = .expired
        return .row(row)
    }
}

extension ActivityReport: Undoable {
    public func refusal(ofBecoming before: ActivityReport) -> String? {
        status == .draft ? nil : "An activity report that was submitted is locked."
    }

    public var retired: Retirement<ActivityReport> {
        guard status == .draft, !days.isEmpty else {
            return .refused("An activity report that is \(status.rawValue) cannot be put away.")
        }
        // A draft without days reports nothing and keeps nobody from reporting them.
        var row = self
        row.days = []
        return .row(row)
    }
}

extension Document: Undoable {
    public func refusal(ofBecoming before: Document) -> String? {
        status == .pending ? nil : "A document that was decided stays so; its customer is taken back by itself."
    }

    public var retired: Retirement<Document> {
        guard status == .pending else { return .refused("The document is \(status.rawValue).") }
        var row = self
        row.status = .rejected
        return .row(row)
    }
}

extension WorkItem: Undoable {
    public func refusal(ofBecoming before: WorkItem) -> String? { nil }

    public var retired: Retirement<WorkItem> {
        var row = self
        row.status = .cancelled
        return .row(row)
    }
}

extension WorkTask: Undoable {
    public func refusal(ofBecoming before: WorkTask) -> String? { nil }

    public var retired: Retirement<WorkTask> {
        var row = self
        row.status = .cancelled
        return .row(row)
    }
}

extension Device: Undoable {
    public func refusal(ofBecoming before: Device) -> String? { nil }

    public var retired: Retirement<Device> { .refused("A device cannot be put away.") }
}

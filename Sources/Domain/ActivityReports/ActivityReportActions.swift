internal import AuthCore

/// What can be done with activity reports.
public enum ActivityReportActions {
    public static let list = Operation(
        "cra.list", "Lists activity reports (CRA), by page, with filters, search and ordering.",
        needs: .of(.read, .cra), effect: .read)

    public static let show = Operation(
        "cra.show", "Shows one activity report (CRA).", needs: .of(.read, .cra), effect: .read)

    public static let create = Action<ActivityReportFields, ActivityReport>(
        Operation(
            "cra.create", "Creates a draft activity report (CRA): the days of a month that were worked on a project.",
            needs: .of(.create, .cra), effect: .create)
    ) { fields, context in
        var report = ActivityReport(
            id: try await context.newID(for: .cra), uuid: context.newUUID(),
            projectID: try fields.projectID.required("project_id"), month: try fields.month.required("month"),
            worker: "", status: .draft, days: [], notes: "", invoiceID: nil, createdAt: context.now,
            updatedAt: context.now, version: 1)
        try fields.apply(to: &report)
        return Decision(changes: [.create(report)], output: report)
    }

    public static let update = Action<Update<ActivityReportFields>, ActivityReport>.update(
        Operation(
            "cra.update", "Changes the given fields of an activity report (CRA), or submits it, which locks it.",
            needs: .of(.update, .cra), effect: .update),
        of: { $0.activityReports }
    ) { fields, report, _ in
        let old = report
        try fields.apply(to: &report)
        if old.status != .draft, report != old {
            throw Problem.conflict("An activity report that was submitted is locked.")
        }
    }

    /// A report and the invoice that was made from it.
    public struct Invoiced: Sendable {
        public let report: ActivityReport
        public let invoice: Invoice
    }

    /// How a report is invoiced.
    public struct InvoiceInput: Sendable {
        /// In hundredths of a percent.
        public var taxRate: Int64 = 0

        public init() {}
    }

    public static let invoice = Action<Update<InvoiceInput>, Invoiced>(
        Operation(
            "cra.invoice",
            "Makes a draft invoice for the days of a submitted activity report, at the project's or tenant's daily rate.",
            needs: .of(.update, .cra), effect: .update)
    ) { input, context in
        try context.require(.of(.create, .invoices))
        guard let old = try await context.store.activityReports.find(input.id, in: context.tenant) else {
            throw Problem.notFound(.cra, id: String(input.id))
        }
        guard old.status == .submitted else {
            throw Problem.conflict("Only an activity report that was submitted can be invoiced.")
        }
        if let invoice = old.invoiceID { throw Problem.conflict("Invoice \(invoice) asks for these days already.") }
        guard old.halves > 0 else { throw Problem.conflict("There are no days to invoice.") }
        guard let project = try await context.store.projects.find(old.projectID, in: context.tenant) else {
            throw Problem.notFound(.projects, id: String(old.projectID))
        }
        guard let rate = try await context.dailyRate(of: project) else {
            throw Problem.conflict("Neither the project nor the tenant has a daily rate.")
        }
        let number = context.number(series: "INV", year: context.today.year)
        let text = "\(project.name), \(old.month.description.prefix(7))" + (old.worker.isEmpty ? "" : ", \(old.worker)")
        var invoice = Invoice(
            id: try await context.newID(for: .invoices), uuid: context.newUUID(), number: number.placeholder,
            customerID: project.customerID, projectID: project.id, status: .draft, amount: rate,
            tax: Money(minorUnits: 0, currency: rate.currency), description: text, lines: [],
            issueDate: context.today, dueDate: context.today.adding(days: Invoice.Rule.defaultDueDays),
            createdAt: context.now, updatedAt: context.now, version: 1)
        try invoice.bill([
            LineItem(
                description: text, quantity: old.halves &* 500, unit: "day", unitPrice: rate.minorUnits,
                taxRate: input.fields.taxRate)
        ])
        var report = old
        report.invoiceID = invoice.id
        report.updatedAt = context.now
        report.version = old.version &+ 1
        // The invoice before the report that refers to it.
        let changes = [Change.create(invoice)] + [Change.update(from: old, to: report)].compactMap(\.self)
        return Decision(changes: changes, number: number, output: Invoiced(report: report, invoice: invoice))
    }
}

/// What a caller may say about an activity report; nil is not said.
public struct ActivityReportFields: Sendable {
    public var projectID: Int64?
    /// The month's first day.
    public var month: LocalDate?
    public var worker: String?
    public var days: [DayInput]?
    public var notes: String?
    public var status: ActivityReport.Status?

    /// A day as a caller gives it.
    public struct DayInput: Sendable {
        public var date = LocalDate.earliest
        public var halves: Int64 = 2

        public init() {}
    }

    public init() {}

    func apply(to report: inout ActivityReport) throws(Problem) {
        projectID.assign(to: &report.projectID)
        month.assign(to: &report.month)
        worker.assign(to: &report.worker)
        notes.assign(to: &report.notes)
        status.assign(to: &report.status)
        if let days { report.days = days.map { .init(date: $0.date, halves: $0.halves) }.sorted { $0.date < $1.date } }
        var faults: [Fault] = []
        var seen: Set<LocalDate> = []
        for (index, day) in (days ?? []).enumerated() {
            if !seen.insert(day.date).inserted {
                faults.append(Fault("days.\(index).date", .duplicate, "This day is there twice."))
            }
        }
        let (year, month, _) = report.month.civil
        for (index, day) in report.days.enumerated() where day.date.year != year || day.date.month != month {
            // As the caller gave them, where days were given.
            let place = days?.firstIndex { $0.date == day.date } ?? index
            faults.append(Fault("days.\(place).date", .range, "This day is not in the report's month."))
        }
        if !faults.isEmpty { throw .invalid(faults) }
    }
}

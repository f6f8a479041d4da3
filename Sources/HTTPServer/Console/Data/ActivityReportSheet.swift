import AuthCore
import Domain

extension DataSheet<ActivityReport> {
    static let activityReports = DataSheet(
        name: "activity-reports", title: { $0.activityReports }, repository: { $0.activityReports },
        reads: ActivityReportActions.list.permission,
        rowTitle: { "\($0.month.description.prefix(7))" + ($0.worker.isEmpty ? "" : ", \($0.worker)") },
        fullTitle: { $0.title(in: $1, $2) },
        filters: [
            .choice("status", ActivityReport.Status.self), .reference("project_id", .projects),
            .month("month", of: "month"),
        ], ordering: "-month",
        columns: [
            Column("month", by: "month") { row, reading in .foreign(row.title(in: reading.visit.texts, reading.names))
            },
            Column("project_id") { $1.cell(.projects, $0.projectID) },
            Column("worker") { row, _ in .foreign(row.worker) },
            Column("status") { $1.cell("status", choice: $0.status.rawValue) },
            Column("total_days", isNumber: true) { .text($1.formats.decimal($0.halves &* 5, places: 1)) },
            Column("invoice_id") { $1.cell(.invoices, $0.invoiceID) },
        ],
        references: { [DataReference(.projects, $0.projectID), DataReference(.invoices, $0.invoiceID)] },
        facts: { row, reading in
            [
                reading.fact("status", choice: row.status.rawValue),
                reading.fact("project_id", .projects, row.projectID),
                reading.fact(
                    "month", own: Months.title(String(row.month.description.prefix(7)), reading.visit.texts)),
                reading.fact("worker", row.worker),
                reading.fact("total_days", own: reading.formats.decimal(row.halves &* 5, places: 1)),
                reading.fact("invoice_id", .invoices, row.invoiceID), reading.fact("notes", row.notes),
            ] + reading.times(row)
        },
        more: { row, reading in
            let words = reading.words
            return [
                .heading(Phrase(words.label("days", in: reading.sheet))),
                .table(
                    Table(
                        words.label("days", in: reading.sheet),
                        [
                            Table.Column(words.label("date", in: reading.sheet)),
                            Table.Column(words.label("total_days", in: reading.sheet), isNumber: true),
                        ],
                        row.days.map {
                            Table.Row([
                                .text(reading.formats.day($0.date)),
                                .text(reading.formats.decimal($0.halves &* 5, places: 1)),
                            ])
                        }, empty: Table.Empty(text: Phrase(words.noDays)))),
            ]
        },
        making: making(ActivityReportActions.create, KiikActivityReports.input),
        changing: changing(
            ActivityReportActions.update, KiikActivityReports.patch, like: KiikActivityReports.input,
            KiikActivityReports.output, without: ["status"], isOffered: { $0.status == .draft }),
        acts: [
            move("submit", ActivityReportActions.update, from: "activity-reports", submitted, look: .button) {
                $0.status.next.contains(.submitted)
            },
            perform(
                "invoice", ActivityReportActions.invoice, KiikActivityReports.invoiceInput,
                of: { $0.activityReports }, needs: [.of(.create, .invoices)],
                isOffered: { $0.status == .submitted && $0.invoiceID == nil && $0.halves > 0 }
            ) { "/invoices/\($0.invoice.id)/" },
        ],
        defaults: { ["month": Months.current($0)] })

    private static let submitted: ActivityReportFields = {
        var fields = ActivityReportFields()
        fields.status = .submitted
        return fields
    }()
}

extension ActivityReport {
    /// For what and for when it is, as people say it: `Website, November 2026`.
    func title(in texts: Texts, _ names: DataNames) -> String {
        let project = DataReference(.projects, projectID).flatMap { names[$0] } ?? ""
        let month = Months.title(String(month.description.prefix(7)), texts)
        return [project, month, worker].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}

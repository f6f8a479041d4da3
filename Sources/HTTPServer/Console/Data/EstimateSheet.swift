import AuthCore
import Domain
import JSON

extension DataSheet<Estimate> {
    static let estimates = DataSheet(
        name: "estimates", title: { $0.estimates }, repository: { $0.estimates },
        reads: EstimateActions.list.permission, rowTitle: { $0.number },
        filters: [
            .choice("status", Estimate.Status.self), .reference("customer_id", .customers),
            .reference("project_id", .projects), .month("month", of: "issue_date"),
        ], ordering: "-created_at",
        columns: [
            Column("number") { row, _ in .foreign(row.number) },
            Column("customer_id") { $1.cell(.customers, $0.customerID) },
            Column("status") { $1.cell("status", choice: $0.status.rawValue) },
            Column("issue_date", by: "issue_date") { $1.cell($0.issueDate) },
            Column("valid_until") { $1.cell($0.validUntil) },
            Column("amount", by: "amount", isNumber: true) { $1.cell($0.amount) },
            Column("total", isNumber: true) { $1.cell($0.total) },
        ],
        references: { [DataReference(.customers, $0.customerID), DataReference(.projects, $0.projectID)] },
        facts: { row, reading in
            [
                reading.fact("status", choice: row.status.rawValue),
                reading.fact("customer_id", .customers, row.customerID),
                reading.fact("project_id", .projects, row.projectID),
                reading.fact("description", row.description), reading.fact("issue_date", row.issueDate),
                reading.fact("valid_until", row.validUntil),
            ] + reading.totals(of: row).map(Optional.some) + reading.times(row)
        },
        more: { $1.lines(of: $0) },
        making: making(EstimateActions.create, KiikEstimates.input),
        changing: changing(
            EstimateActions.update, KiikEstimates.patch, like: KiikEstimates.input, KiikEstimates.output,
            without: ["status"], isOffered: { $0.status == .draft },
            more: { row in
                ["valid_days": .int(Int64(row.validUntil.days - row.issueDate.days))]
                    .merging(row.lines.isEmpty ? [:] : ["amount": .null]) { $1 }
            }),
        acts: [
            move("send", EstimateActions.update, from: "estimates", becoming(.sent), look: .button) {
                $0.status.next.contains(.sent)
            },
            accept,
            move("refuse", EstimateActions.update, from: "estimates", becoming(.refused)) {
                $0.status.next.contains(.refused)
            },
            move("expire", EstimateActions.update, from: "estimates", becoming(.expired)) {
                $0.status.next.contains(.expired)
            },
        ],
        defaults: { _ in ["valid_days": String(Estimate.Rule.defaultValidDays)] }, folded: ["amount", "days"])

    private static func becoming(_ status: Estimate.Status) -> EstimateFields {
        var fields = EstimateFields()
        fields.status = status
        return fields
    }

    private static let accept: Act = {
        var act = perform(
            "accept", EstimateActions.accept, KiikEstimates.acceptInput, of: { $0.estimates },
            isOffered: { $0.status.next.contains(.accepted) }
        ) { accepted in
            accepted.invoice.map { "/invoices/\($0.id)/" } ?? "/estimates/\(accepted.estimate.id)/"
        }
        act.look = .button
        act.hides = { row, visit in
            var hidden: Set<String> = visit.may(.of(.create, .invoices)) ? [] : ["create_invoice"]
            if row.projectID != nil || !visit.may(.of(.create, .projects)) {
                hidden.formUnion(["create_project", "project_name"])
            }
            return hidden
        }
        return act
    }()
}

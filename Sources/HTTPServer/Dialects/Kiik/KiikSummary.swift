import Domain
import HTTPTypes
import JSON

/// The summary of everything that Kiik has: how much there is, and the revenue.
enum KiikSummary {
    private static let counted: [(name: String, resource: Resource)] = [
        ("customers", .customers), ("projects", .projects), ("invoices", .invoices),
        ("estimates", .estimates), ("cras", .cra),
    ]

    private static let revenue = OutputType<Revenue>(
        "Revenue",
        [
            .text("currency", "ISO 4217 code.") { $0.pointee.currency.code }.matching("^[A-Z]{3}$"),
            .money("invoiced", "Net total of the invoices that were sent, paid or not.") { $0.pointee.invoiced },
            .money("paid", "What of it is paid.") { $0.pointee.paid },
            .money("outstanding", "What of it is not paid.") { $0.pointee.outstanding },
            .money("overdue", "What of it is not paid and overdue.") { $0.pointee.overdue },
        ])

    private static let output = OutputType<BusinessSummary>(
        "Summary",
        counted.map { name, resource in
            .integer(name, "How many \(name) there are.") { $0.pointee.count(of: resource) }
        } + [
            .object("revenue", revenue, "Of all invoices, or of those that the parameters name.") { $0.pointee.revenue }
        ])

    static let endpoint = Endpoint.waiting(
        .get, "/api/ai-actions/context/", .needs(BusinessSummary.show),
        EndpointDocumentation(
            tag: "context",
            parameters: [
                .init(
                    name: "project", place: "query", text: "Revenue from this project only: its name or its id.",
                    schema: [
                        "type": "string", "minLength": 1, "maxLength": 200,
                        "pattern": .string(Project.Rule.name.pattern ?? ""),
                    ]),
                .init(
                    name: "month", place: "query", text: "Revenue from invoices issued in this month only (YYYY-MM).",
                    schema: MonthText.schema),
                .init(
                    name: "year", place: "query", text: "Revenue from invoices issued in this year only (YYYY).",
                    schema: MonthText.yearSchema),
            ],
            output: .init(name: output.name, schema: output.schema))
    ) { call in
        let caller = try call.authorized()
        let query = try query(call.query, caller.principal.currency)
        return .json(.ok, output.json(try await call.services.store.summary(of: query, in: caller.tenant)))
    }

    private static func query(_ parameters: QueryParameters, _ currency: Currency) throws(Refusal) -> RevenueQuery {
        var query = RevenueQuery(currency: currency)
        var faults = parameters.faults + parameters.unknown(besides: ["project", "month", "year"])
        if let project = parameters["project"] {
            query.project = project
            if let fault = Project.Rule.name.fault(in: project) {
                faults.append(Fault("project", fault.code, fault.message))
            }
        }
        if let text = parameters["month"] {
            if let month = MonthText.days(of: text) {
                query.months = month.lowerBound...month.lowerBound
            } else {
                faults.append(MonthText.fault("month"))
            }
        }
        if let text = parameters["year"] {
            if let first = LocalDate("\(text)-01-01"), let last = LocalDate("\(text)-12-01") {
                query.months = first...last
            } else {
                faults.append(Fault("year", .format, "Expected a year like 2026."))
            }
            if parameters["month"] != nil {
                faults.append(Fault("year", .rule, "Give a month or a year, not both."))
            }
        }
        if !faults.isEmpty { throw .problem(.invalid(faults)) }
        return query
    }
}

import AuthCore
import Domain

extension DataSheet<Customer> {
    static let customers = DataSheet(
        name: "customers", title: { $0.customers }, repository: { $0.customers },
        reads: CustomerActions.list.permission, rowTitle: { $0.name },
        filters: [.choice("status", Customer.Status.self)], ordering: "name",
        columns: [
            Column("name", by: "name") { row, _ in .foreign(row.name) },
            Column("company") { row, _ in .foreign(row.company) },
            Column("email") { row, _ in .foreign(row.email) },
            Column("phone") { row, _ in .foreign(row.phone) },
            Column("status") { $1.cell("status", choice: $0.status.rawValue) },
            Column("created_at", by: "created_at") { .text($1.formats.day(at: $0.createdAt)) },
        ],
        references: { _ in [] },
        facts: { row, reading in
            [
                reading.fact("status", choice: row.status.rawValue), reading.fact("company", row.company),
                reading.fact("email", row.email), reading.fact("phone", row.phone),
                reading.fact("address", row.address), reading.fact("tax_number", row.taxNumber),
                reading.fact("notes", row.notes),
            ] + reading.times(row)
        },
        links: { row, reading in
            let (visit, words) = (reading.visit, reading.visit.texts.console)
            let lists: [(Permission, String, String)] = [
                (.of(.read, .projects), words.projects, "projects"),
                (.of(.read, .invoices), words.invoices, "invoices"),
                (.of(.read, .estimates), words.estimates, "estimates"),
            ]
            var links = lists.filter { visit.may($0.0) }.map {
                PageLink($0.1, "/\($0.2)/?customer_id=\(row.id)", .second)
            }
            if visit.may(.of(.read, .workItems)) {
                links.append(PageLink(words.workItems, "/work-items/?customer=\(row.id)", .second))
            }
            return links
        },
        making: making(CustomerActions.create, KiikCustomers.input),
        changing: changing(
            CustomerActions.update, KiikCustomers.patch, like: KiikCustomers.input, KiikCustomers.output),
        defaults: { _ in ["status": Customer.Status.active.rawValue] })
}

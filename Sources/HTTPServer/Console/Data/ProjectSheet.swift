import AuthCore
import Domain

extension DataSheet<Project> {
    static let projects = DataSheet(
        name: "projects", title: { $0.projects }, repository: { $0.projects },
        reads: ProjectActions.list.permission, rowTitle: { $0.name },
        filters: [.choice("status", Project.Status.self), .reference("customer_id", .customers)], ordering: "name",
        columns: [
            Column("name", by: "name") { row, _ in .foreign(row.name) },
            Column("customer_id") { $1.cell(.customers, $0.customerID) },
            Column("status") { $1.cell("status", choice: $0.status.rawValue) },
            Column("start_date") { $1.cell($0.startDate) },
            Column("end_date") { $1.cell($0.endDate) },
            Column("daily_rate", isNumber: true) { row, reading in
                .text(row.dailyRate.map(reading.formats.money) ?? "")
            },
        ],
        references: { [DataReference(.customers, $0.customerID)] },
        facts: { row, reading in
            [
                reading.fact("status", choice: row.status.rawValue),
                reading.fact("customer_id", .customers, row.customerID),
                reading.fact("description", row.description),
                reading.fact("daily_rate", own: row.dailyRate.map(reading.formats.money) ?? reading.words.usualRate),
                reading.fact("start_date", row.startDate), reading.fact("end_date", row.endDate),
            ] + reading.times(row)
        },
        links: { row, reading in
            let (visit, words) = (reading.visit, reading.visit.texts.console)
            let lists: [(Permission, String, String)] = [
                (.of(.read, .invoices), words.invoices, "invoices"),
                (.of(.read, .estimates), words.estimates, "estimates"),
                (.of(.read, .cra), words.activityReports, "activity-reports"),
            ]
            return lists.filter { visit.may($0.0) }.map { PageLink($0.1, "/\($0.2)/?project_id=\(row.id)", .second) }
        },
        making: making(ProjectActions.create, KiikProjects.input),
        changing: changing(ProjectActions.update, KiikProjects.patch, like: KiikProjects.input, KiikProjects.output),
        defaults: { _ in ["status": Project.Status.active.rawValue] })
}

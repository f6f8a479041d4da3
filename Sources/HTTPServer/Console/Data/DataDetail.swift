import AuthCore
import Domain

extension DataSheet {
    /// One row of the caller's tenant.
    func find(_ visit: ConsoleVisit) async throws -> Row {
        guard let row = try await repository(visit.services.store).find(visit.id, in: visit.principal.tenant) else {
            throw Problem.notFound(Row.resource, id: String(visit.id))
        }
        return row
    }

    func show(_ visit: ConsoleVisit) async throws -> Answer {
        let row = try await find(visit)
        let reading = try await reading([row], visit)
        var page = ConsolePage("\(foreignTitle(row, reading))")
        page.trail = trail(visit)
        page.actions = acts.filter { $0.isOffered(for: row, to: visit) }.map {
            PageLink(visit.texts.data.act($0.name, in: name).label, "\(path)\(row.id)/\($0.name)/", $0.look)
        }
        if let changing, changing.isOffered(row), visit.may(changing.permission) {
            page.actions.append(PageLink(visit.texts.console.edit, "\(path)\(row.id)/edit/", .second))
        }
        page.blocks = [.facts(facts(row, reading).compactMap(\.self))] + (try await more(row, reading))
        let links = try await links(row, reading)
        if !links.isEmpty { page.blocks.append(.links(links)) }
        return try visit.answer(page)
    }

    func foreignTitle(_ row: Row) -> ForeignText { ForeignText(rowTitle(row), else: "#\(row.id)") }

    func foreignTitle(_ row: Row, _ reading: DataReading) -> ForeignText {
        fullTitle.map { ForeignText($0(row, reading.visit.texts, reading.names), else: "#\(row.id)") }
            ?? foreignTitle(row)
    }

    /// Reads the names that the title takes, where it takes any.
    func fullTitle(of row: Row, _ visit: ConsoleVisit) async throws -> ForeignText {
        guard fullTitle != nil else { return foreignTitle(row) }
        let names = try await DataNames.load(references(row).compactMap(\.self), visit)
        return foreignTitle(row, DataReading(visit: visit, sheet: name, names: names))
    }

    func trail(_ visit: ConsoleVisit, to row: Row? = nil, called title: ForeignText? = nil) -> [PageLink] {
        [PageLink(self.title(visit.texts.console), path)]
            + (row.map { [PageLink((title ?? foreignTitle($0)).text, "\(path)\($0.id)/")] } ?? [])
    }
}

import AuthCore
import Domain

/// How the business stands, as far as somebody may see it: what is not paid, what waits for an answer, what is theirs to
/// do.
enum HomeBusiness {
    static func cards(_ visit: ConsoleVisit) async throws -> [CardGrid.Card] {
        async let invoices = invoices(visit)
        async let work = work(visit)
        async let estimates = estimates(visit)
        async let projects = projects(visit)
        return [try await invoices, try await work, try await estimates, try await projects].compactMap(\.self)
    }

    private static func card(
        _ visit: ConsoleVisit, _ title: String, _ text: String, _ address: String, _ badge: Badge? = nil
    ) -> CardGrid.Card {
        CardGrid.Card(
            title: title, text: text, badge: badge, link: PageLink(visit.texts.home.look, address, about: title))
    }

    /// So many as one list gives: of more there are no sums.
    private static func rows<Row: Entity>(
        _ repository: any Repository<Row>, _ visit: ConsoleVisit, _ attribute: String, _ value: Value, most: Int? = nil
    ) async throws -> Page<Row> {
        var query = ListQuery<Row>()
        query.filters = [.init(attribute, .equals, value)]
        query.limit = most ?? ListQuery<Row>.largestLimit
        return try await repository.list(query, in: visit.principal.tenant)
    }

    /// What was sent and is not paid. An invoice is late by its day too, whoever has marked it or not.
    private static func invoices(_ visit: ConsoleVisit) async throws -> CardGrid.Card? {
        guard visit.sees(.of(.read, .invoices)) else { return nil }
        let (words, formats, store) = (visit.texts.home, visit.formats, visit.services.store)
        async let foundSent = rows(store.invoices, visit, "status", .text(Invoice.Status.sent.rawValue))
        async let foundLate = rows(store.invoices, visit, "status", .text(Invoice.Status.overdue.rawValue))
        let (sent, late) = (try await foundSent, try await foundLate)
        let count = sent.total.count &+ late.total.count
        let today = visit.principal.zone.day(at: visit.now)
        let lateCount = late.total.count &+ Int64(sent.rows.count { $0.dueDate < today })
        let isWhole = sent.next == nil && late.next == nil
        let sum = isWhole ? sum((sent.rows + late.rows).map(\.total)) : nil
        return card(
            visit, words.openInvoices, words.openInvoicesText(count, formats.number(count), sum.map(formats.money)),
            late.total.count > 0 ? "/invoices/?status=overdue" : "/invoices/?status=sent",
            lateCount > 0 ? Badge(words.late(formats.number(lateCount)), .bad) : nil)
    }

    /// Nil where they are in several currencies, or beyond the largest amount.
    private static func sum(_ amounts: [Money]) -> Money? {
        guard let currency = amounts.first?.currency, amounts.allSatisfy({ $0.currency == currency }) else {
            return nil
        }
        var sum: Int64 = 0
        for amount in amounts {
            let (next, isOver) = sum.addingReportingOverflow(amount.minorUnits)
            if isOver { return nil }
            sum = next
        }
        return Money(minorUnits: sum, currency: currency)
    }

    /// What is the person's own to do.
    private static func work(_ visit: ConsoleVisit) async throws -> CardGrid.Card? {
        guard visit.sees(.of(.read, .workItems)) else { return nil }
        let (words, formats) = (visit.texts.home, visit.formats)
        let own = try await rows(visit.services.store.workItems, visit, "assigned_to", .integer(visit.user))
        let open = own.rows.filter { ![.done, .cancelled].contains($0.status) }
        let today = visit.principal.zone.day(at: visit.now)
        let late = Int64(open.count { $0.dueDate.map { $0 < today } ?? false })
        // Beyond one list only those are counted that were looked at.
        let number = formats.number(Int64(open.count)) + (own.next == nil ? "" : "+")
        return card(
            visit, words.ownWork, words.ownWorkText(open.count, number), "/work-items/?assigned_to=\(visit.user)",
            late > 0 ? Badge(words.late(formats.number(late)), .bad) : nil)
    }

    private static func estimates(_ visit: ConsoleVisit) async throws -> CardGrid.Card? {
        guard visit.sees(.of(.read, .estimates)) else { return nil }
        let words = visit.texts.home
        let sent = try await rows(
            visit.services.store.estimates, visit, "status", .text(Estimate.Status.sent.rawValue), most: 1)
        return card(
            visit, words.openEstimates,
            words.openEstimatesText(sent.total.count, visit.formats.number(sent.total.count)),
            "/estimates/?status=sent")
    }

    private static func projects(_ visit: ConsoleVisit) async throws -> CardGrid.Card? {
        guard visit.sees(.of(.read, .projects)) else { return nil }
        let words = visit.texts.home
        let active = try await rows(
            visit.services.store.projects, visit, "status", .text(Project.Status.active.rawValue), most: 1)
        return card(
            visit, words.activeProjects,
            words.activeProjectsText(active.total.count, visit.formats.number(active.total.count)),
            "/projects/?status=active")
    }
}

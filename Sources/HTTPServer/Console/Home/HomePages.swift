import AuthCore
import Domain

/// The start page: what to do first, and where one is.
enum HomePages {
    static let endpoints: [Endpoint] = [
        .page("/", "Shows what to do first, and how it goes.") { try await show($0) }
    ]

    private static func show(_ visit: ConsoleVisit) async throws -> Answer {
        let words = visit.texts.home
        async let checklist = HomeChecklist.steps(visit)
        async let business = HomeBusiness.cards(visit)
        async let glance = HomeGlance.cards(visit)
        async let lately = HomeGlance.lately(visit)
        let (first, last) = HomeChecklist.blocks(try await checklist, words)
        let (state, cards, changes) = (try await business, try await glance, try await lately)
        var page = ConsolePage(words.title(ForeignText(visit.principal.business)))
        page.lead = Phrase(first.isEmpty ? words.leadLater : words.lead)
        if !visit.services.hasMailServer, visit.may(.of(.create, .users)) {
            page.blocks.append(.notice(NoticeBox(.warning, visit.texts.signIn.mailIsKept)))
        }
        page.blocks += first
        if !state.isEmpty { page.blocks += [.heading(Phrase(visit.texts.console.business)), .cards(state)] }
        if !cards.isEmpty { page.blocks += [.heading(Phrase(words.now)), .cards(cards)] }
        if let changes {
            page.blocks += [
                .heading(Phrase(words.lately)), .table(changes),
                .links([PageLink(words.wholeAudit, "/audit/", .second)]),
            ]
        }
        page.blocks += last
        return try visit.answer(page)
    }
}

import AuthCore
import Domain

/// What a business is called and says of itself on its invoices.
enum BusinessPages {
    static let endpoints: [Endpoint] = [
        .page("/settings/business/", "Shows what the business says of itself.", needs: .of(.read, .tenants)) {
            try await show($0)
        },
        .form("/settings/business/", "Changes what the business says of itself.", needs: .of(.update, .tenants)) {
            try await update($0, $1)
        },
    ]

    private static func show(_ visit: ConsoleVisit) async throws -> Answer {
        let settings = try await visit.tenantSettings()
        let blocks: [Block] =
            visit.may(.of(.update, .tenants))
            ? [.form(try BusinessForm(settings, visit).form(visit, nil, version: settings.version))]
            : [.facts(BusinessForm.facts(of: settings, visit))]
        return try visit.answer(page(visit, blocks, nil))
    }

    private static func update(_ visit: ConsoleVisit, _ submitted: SubmittedForm) async throws -> Answer {
        let form = BusinessForm(submitted)
        let done = try await visit.trying {
            var faults: [Fault] = []
            let fields = form.fields(decimal: visit.decimal, &faults)
            if !faults.isEmpty { throw Problem.invalid(fields.faultsOfTexts + faults) }
            try await visit.run(TenantActions.update.unlessChanged(since: submitted.version), fields)
        }
        switch done {
        case .success: return visit.seeOther("/settings/business/", done: .saved)
        case .failure(let refusal):
            var shown = try form.form(visit, refusal, version: submitted.version)
            if refusal.isStale {
                // Whoever was told that they changed may save over them.
                let now = try await visit.tenantSettings()
                let there = try BusinessForm(now, visit).form(visit, nil, version: now.version)
                let merge = try await visit.merge(submitted, into: there, of: now)
                let merged = try BusinessForm(merge.fields).form(visit, refusal, version: now.version)
                shown = merge.shown(merged, visit)
            }
            return try visit.answer(page(visit, [.form(shown)], refusal))
        }
    }

    private static func page(_ visit: ConsoleVisit, _ blocks: [Block], _ refusal: FormRefusal?) -> ConsolePage {
        var page = ConsolePage(Phrase(SettingsTab.business.label(visit.texts)))
        page.tabs = SettingsTab.tabs(visit, here: .business)
        page.lead = Phrase(visit.texts.business.lead)
        page.take(refusal)
        page.blocks = blocks + chosenForGood(visit)
        return page
    }

    /// What was said when the business was made.
    private static func chosenForGood(_ visit: ConsoleVisit) -> [Block] {
        let words = visit.texts.business
        return [
            .facts([
                .init(words.currency, visit.principal.currency.code),
                .init(words.timeZone, visit.principal.zone.identifier),
            ]), .text(Phrase(words.forGood)),
        ]
    }
}

extension ConsoleVisit {
    /// Those of the live tenant, whichever data somebody looks at.
    func tenantSettings() async throws -> TenantSettings {
        let account = principal.account
        guard let found = try await services.store.tenantSettings.find(account.id, in: account) else {
            throw Problem.notFound(.tenants, id: String(account.id))
        }
        return found
    }
}

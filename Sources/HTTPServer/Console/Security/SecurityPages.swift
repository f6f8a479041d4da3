import AuthCore
import Domain

/// The security settings.
enum SecurityPages {
    static let endpoints: [Endpoint] = [
        .page("/settings/security/", "Shows the security settings.", needs: .of(.read, .tenants)) {
            try await show($0)
        },
        .form("/settings/security/", "Changes the security settings.", needs: .of(.update, .tenants)) {
            try await update($0, $1)
        },
    ]

    private static func show(_ visit: ConsoleVisit) async throws -> Answer {
        let settings = try await visit.tenantSettings()
        let blocks: [Block] =
            visit.may(.of(.update, .tenants))
            ? [.form(try SecurityForm(settings).form(visit, nil, version: settings.version))]
            : [.facts(SecurityForm.facts(of: settings, visit))]
        return try visit.answer(page(visit, blocks, nil))
    }

    private static func update(_ visit: ConsoleVisit, _ submitted: SubmittedForm) async throws -> Answer {
        let form = SecurityForm(submitted)
        let done = try await visit.trying {
            var faults: [Fault] = []
            var fields = form.fields(&faults)
            fields.callerAddress = visit.call.head.address
            if !faults.isEmpty { throw Problem.invalid(faults) }
            try await visit.run(TenantActions.update.unlessChanged(since: submitted.version), fields)
        }
        switch done {
        case .success: return visit.seeOther("/settings/security/", done: .saved)
        case .failure(let refusal):
            var shown = try form.form(visit, refusal, version: submitted.version)
            if refusal.isStale {
                // Whoever was told that they changed may save over them.
                let now = try await visit.tenantSettings()
                let there = try SecurityForm(now).form(visit, nil, version: now.version)
                let merge = try await visit.merge(submitted, into: there, of: now)
                let merged = try SecurityForm(merge.fields).form(visit, refusal, version: now.version)
                shown = merge.shown(merged, visit)
            }
            return try visit.answer(page(visit, [.form(shown)], refusal))
        }
    }

    private static func page(_ visit: ConsoleVisit, _ blocks: [Block], _ refusal: FormRefusal?) -> ConsolePage {
        var page = ConsolePage(Phrase(SettingsTab.security.label(visit.texts)))
        page.tabs = SettingsTab.tabs(visit, here: .security)
        page.lead = Phrase(visit.texts.security.lead)
        page.take(refusal)
        page.blocks = blocks
        return page
    }
}

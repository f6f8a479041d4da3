import AuthCore
import Domain

/// What keys did in the last day and never before, each with what can be done about it.
enum UsageFindings {
    static func show(_ visit: ConsoleVisit) async throws -> Answer {
        let (words, tenant) = (visit.texts.usage, visit.principal.tenant)
        let findings = try await visit.services.usage.unusualActivity(
            at: visit.now, visit.services.countries, of: tenant)
        let names = try await visit.services.usage.names(ofKeys: Set(findings.map(\.key)).sorted(), of: tenant)
        var page = UsagePages.page(visit, .unusual, lead: words.unusualLead)
        page.blocks = [
            .table(
                Table(
                    words.tab(.unusual),
                    [
                        Table.Column(words.time), Table.Column(words.key), Table.Column(words.kind),
                        Table.Column(words.happened), Table.Column(visit.texts.console.actions),
                    ],
                    findings.map { finding in
                        let key = names[finding.key]
                        return Table.Row([
                            .text(visit.formats.moment(finding.at)),
                            UsageWho.cell(
                                key, finding.key, visit,
                                else: "\(UsagePages.Tab.log.rawValue)?key=\(finding.key)"),
                            .badge(badge(of: finding, visit)), .text(sentence(for: finding, visit)),
                            remedy(key, visit),
                        ])
                    }, empty: Table.Empty(text: Phrase(words.nothingUnusual))))
        ]
        if visit.services.countries == nil { page.blocks.append(.text(Phrase(words.noCountries))) }
        return try visit.answer(page)
    }

    /// What stops it: for a key to revoke it, for an app to withdraw its access.
    private static func remedy(_ key: UsedKey?, _ visit: ConsoleVisit) -> Table.Cell {
        let words = visit.texts.usage
        guard let key else { return .text("") }
        switch key.kind {
        case .key where visit.may(.of(.update, .keys)):
            return .link(visit.texts.keys.revoke, to: "/keys/\(key.id)/revoke/")
        case .app: return .link(words.withdraw, to: SettingsTab.connectedApps.address)
        default: return .text("")
        }
    }

    static func badge(of finding: UnusualActivity, _ visit: ConsoleVisit) -> Badge {
        let words = visit.texts.usage
        return switch finding.kind {
        case .newAddress: Badge(words.newAddress, .warning)
        case .newCountry: Badge(words.newCountry, .bad)
        case .newAction: Badge(words.newAction, .warning)
        case .burst: Badge(words.burst, .bad)
        case .refusals: Badge(words.manyRefusals, .bad)
        }
    }

    static func sentence(for finding: UnusualActivity, _ visit: ConsoleVisit) -> String {
        let (words, formats) = (visit.texts.usage, visit.formats)
        let at = formats.moment(finding.at)
        return switch finding.kind {
        case .newAddress(let ip, let calls, let known):
            words.newAddressText(visit.place(ip), at, formats.number(known), formats.number(calls))
        case .newCountry(let country, let ip, let calls, let known):
            words.newCountryText(
                CountryNames.name(of: country, in: visit.language), ip, at, formats.number(known), formats.number(calls)
            )
        case .newAction(let action, let calls, let known):
            words.newActionText(ForeignText(action).text, at, formats.number(known), formats.number(calls))
        case .burst(let calls, let usual): words.burstText(formats.number(calls), at, formats.number(usual))
        case .refusals(let refused, let calls):
            words.refusalsText(formats.number(refused), formats.number(calls), at)
        }
    }
}

import AuthCore
import Domain

/// What a key's page says of its use: what was unusual, its calls, what of its scopes it used, and from where.
enum KeyUse {
    /// Findings and addresses that are shown; there are pages for all of them.
    private static let (findings, addresses) = (3, 10)

    struct Parts: Sendable {
        let warnings: [Block]
        let blocks: [Block]
    }

    static func read(of listing: APIKeyListing, _ visit: ConsoleVisit) async throws -> Parts {
        let (usage, tenant, now, id) = (visit.services.usage, visit.principal.tenant, visit.now, listing.id)
        let period = UsagePeriod.month
        var filter = period.filter(at: now, in: visit.principal.zone)
        filter.key = id
        async let points = usage.series(filter, by: period.bucket, in: visit.principal.zone, of: tenant)
        async let seen = usage.addresses(ofKey: id, limit: addresses, of: tenant)
        async let unusual = usage.unusualActivity(
            at: now, ofKey: id, visit.services.countries, of: tenant)
        async let privileges = KeyPrivileges.findings(for: [listing], visit)
        let words = visit.texts.usage
        let warnings = try await notices(unusual, visit)
        var blocks: [Block] = []
        let series = try await points
        if series.contains(where: { $0.calls > 0 }) { blocks.append(UsagePages.chart(series, period, visit)) }
        if let finding = try await privileges[id], listing.status == .active {
            blocks += [.heading(Phrase(words.leastPrivilege))] + privilege(finding, of: id, visit)
        }
        let known = try await seen
        if !known.isEmpty { blocks += [.heading(Phrase(words.addresses)), .table(table(known, visit))] }
        return Parts(warnings: warnings, blocks: blocks)
    }

    private static func notices(_ unusual: [UnusualActivity], _ visit: ConsoleVisit) -> [Block] {
        let isShown = visit.may(.of(.read, .usage))
        let words = visit.texts.usage
        return unusual.prefix(findings).enumerated().map { place, finding in
            let isLast = place == min(unusual.count, findings) - 1
            return .notice(
                NoticeBox(
                    .warning, Phrase(UsageFindings.sentence(for: finding, visit)),
                    title: UsageFindings.badge(of: finding, visit).word,
                    link: isLast && isShown ? PageLink(words.allUnusual, UsagePages.Tab.unusual.rawValue) : nil))
        }
    }

    private static func privilege(_ finding: KeyPrivileges.Finding, of id: Int64, _ visit: ConsoleVisit) -> [Block] {
        let (words, may) = (visit.texts.usage, visit.may(.of(.update, .keys)))
        switch finding.state {
        case .wide:
            let link = PageLink(words.takeAway(finding.proposal.unused.count), "/keys/\(id)/privileges/", .second)
            return [.facts(KeyPrivileges.facts(finding, visit, isAsked: false))] + (may ? [.links([link])] : [])
        default: return [.text(Phrase(words.sentence(of: finding.state)))]
        }
    }

    private static func table(_ known: [KeyAddress], _ visit: ConsoleVisit) -> Table {
        let (words, formats) = (visit.texts.usage, visit.formats)
        return Table(
            words.addresses,
            [
                Table.Column(words.address), Table.Column(words.firstSeen), Table.Column(words.lastSeen),
                Table.Column(words.calls, isNumber: true),
            ],
            known.map { address in
                Table.Row([
                    visit.placeCell(address.ip), .text(formats.moment(address.firstSeen)),
                    .text(formats.moment(address.lastSeen)), .text(formats.number(address.calls)),
                ])
            }, empty: Table.Empty(text: Phrase(words.noCalls)))
    }
}

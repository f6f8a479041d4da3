import Domain

/// Marks for what an assistant or another program made.
enum MakerBadges {
    /// The app or key that made a row, by the rows' ids; nothing for what people made. One look for a whole page.
    static func badges(
        _ resource: Resource, _ ids: [Int64], _ visit: ConsoleVisit
    ) async throws -> [Int64: Badge] {
        // Who sees a part of the rows may not look into the audit.
        guard !ids.isEmpty, visit.principal.tenant.limit == nil else { return [:] }
        let makers = try await visit.services.audit.makers(of: resource, ids: ids, in: visit.principal.tenant)
        return makers.compactMapValues { badge($0, visit.texts) }
    }

    static func badge(_ maker: Maker, _ texts: Texts) -> Badge? {
        switch maker.actor.kind {
        case .key, .app:
            let name = ForeignText(maker.actor.name, else: texts.audit.kind(maker.actor.kind)).text
            return Badge(texts.data.madeBy(name))
        case .person, .command: return nil
        }
    }
}

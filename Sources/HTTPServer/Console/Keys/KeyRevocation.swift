import AuthCore
import Domain

/// When a key was revoked and, for those who may read the audit, by whom.
enum KeyRevocation {
    /// What is done to one key later is little: its revocation is among the last of its events.
    private static let latest = 20

    static func fact(of listing: APIKeyListing, _ visit: ConsoleVisit) async throws -> Facts.Fact? {
        guard let moment = listing.key.revokedAt else { return nil }
        let words = visit.texts.keys
        let said = visit.formats.moment(moment)
        guard let who = try await person(of: listing, visit) else { return .init(words.revokedAt, said) }
        return .init(words.revokedAt, "\(said) \(words.by(who))")
    }

    private static func person(of listing: APIKeyListing, _ visit: ConsoleVisit) async throws -> String? {
        guard visit.sees(.of(.read, .audit)) else { return nil }
        var filter = AuditFilter()
        (filter.resource, filter.resourceID) = (Resource.keys.rawValue, listing.id)
        let events = try await visit.services.audit.list(
            filter, limit: latest, offset: 0, of: visit.principal.tenant)
        guard let event = events.first(where: isRevocation) else { return nil }
        let reader = try await AuditReader(visit, [event])
        return reader.name(reader.actor(event.actor))
    }

    private static func isRevocation(_ event: AuditEvent) -> Bool {
        AuditDifference.differences(of: event).contains { $0.field == "revoked_at" && $0.after != nil }
    }
}

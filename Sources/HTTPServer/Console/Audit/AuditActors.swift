import AuthCore
import Domain

/// Who can have done something, to choose from.
enum AuditActors {
    struct Choice: Sendable {
        let options: [Form.Option]
        /// Every key and every member is among them.
        let isWhole: Bool
    }

    /// The keys and the members, as far as the reader may see them, and more.
    static func choice(_ visit: ConsoleVisit, with more: Set<String>, chosen: String?) async throws -> Choice {
        let words = visit.texts.audit
        async let foundKeys = keys(visit)
        async let foundPeople = people(visit)
        let (keys, people) = (try await foundKeys, try await foundPeople)
        let names = keys.names.union(people.names).union(more).union([chosen].compactMap(\.self))
        let reader = try await AuditReader(visit, [], actors: names.sorted())
        let options = names.map(reader.actor)
            .filter { $0.kind != .command && !($0.name.isEmpty && $0.text != chosen) }
            .map { actor in (kind: words.kind(actor.kind), name: reader.name(actor), text: actor.text) }
            .sorted { ($0.kind, $0.name, $0.text) < ($1.kind, $1.name, $1.text) }
            .map {
                Form.Option(
                    $0.text, visit.texts.formats.pair($0.kind, "\($0.name) (\($0.text))"), isChosen: $0.text == chosen)
            }
        return Choice(options: options, isWhole: keys.isWhole && people.isWhole)
    }

    private static func keys(_ visit: ConsoleVisit) async throws -> (names: Set<String>, isWhole: Bool) {
        guard visit.sees(.of(.read, .keys)) else { return ([], false) }
        var query = ListQuery<APIKeyListing>()
        query.limit = ListQuery<APIKeyListing>.largestLimit
        let page = try await visit.services.store.keyListings.list(query, in: visit.principal.tenant)
        return (Set(page.rows.map { "key:\($0.key.id)" }), page.next == nil)
    }

    private static func people(_ visit: ConsoleVisit) async throws -> (names: Set<String>, isWhole: Bool) {
        guard visit.sees(.of(.read, .users)) else { return ([], false) }
        var query = ListQuery<MemberListing>()
        query.limit = ListQuery<MemberListing>.largestLimit
        let page = try await visit.services.store.memberListings.list(query, in: visit.principal.account)
        return (Set(page.rows.map { "user:\($0.userID)" }), page.next == nil)
    }
}

import Domain

/// Which of some keys replaces which, as long as it matters.
struct KeyRotations: Sendable {
    private let successors: [Int64: APIKeyListing]
    private let predecessors: [Int64: APIKeyListing]

    init(of listings: [APIKeyListing], _ visit: ConsoleVisit) async throws {
        let (keys, tenant) = (visit.services.store.keyListings, visit.principal.tenant)
        let (ids, former) = (listings.map(\.id), Set(listings.compactMap(\.key.rotatedFrom)).sorted())
        async let after = ids.isEmpty ? [] : keys.find(by: "rotated_from", among: ids, limit: 100, in: tenant)
        async let before = former.isEmpty ? [] : keys.find(former, in: tenant)
        let (found, known) = try await (after, before)
        // One that was revoked replaces nothing any more.
        successors = Dictionary(
            found.filter { $0.status != .revoked }.compactMap { key in key.key.rotatedFrom.map { ($0, key) } },
            uniquingKeysWith: { _, last in last })
        predecessors = Dictionary(known.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// What takes its place.
    func successor(of listing: APIKeyListing) -> APIKeyListing? { successors[listing.id] }

    /// What it takes the place of, as long as that works too.
    func predecessor(of listing: APIKeyListing) -> APIKeyListing? {
        guard listing.status != .revoked, let key = former(of: listing) else { return nil }
        return key.status == .active ? key : nil
    }

    /// What it took the place of, whatever became of that.
    func former(of listing: APIKeyListing) -> APIKeyListing? { listing.key.rotatedFrom.flatMap { predecessors[$0] } }
}

import Domain

/// Links and events that are not what was sealed, until all have been seen: two of them may have changed places.
struct AuditSuspects {
    private var links: [(seal: AuditSeal, previous: [UInt8])] = []
    private var events: [(seal: AuditSeal, event: AuditEvent, areColumns: Bool, isBody: Bool)] = []
    /// Beyond the most that are kept.
    private(set) var passedOver = 0

    /// Every two are compared.
    private static let most = 300

    mutating func add(_ seal: AuditSeal, previous: [UInt8]) {
        guard links.count < Self.most else { return passedOver += 1 }
        links.append((seal, previous))
    }

    mutating func add(_ seal: AuditSeal, _ event: AuditEvent, areColumns: Bool, isBody: Bool) {
        guard events.count < Self.most else { return passedOver += 1 }
        events.append((seal, event, areColumns, isBody))
    }

    func faults(tenant: Int64) -> [AuditFault] {
        linkFaults(tenant) + eventFaults(tenant)
    }

    // MARK: Events

    private func eventFaults(_ tenant: Int64) -> [AuditFault] {
        var faults: [AuditFault] = []
        var explained: Set<Int> = []
        for (one, suspect) in events.enumerated() where !explained.contains(one) {
            let partner = events.indices.dropFirst(one + 1).first { other in
                !explained.contains(other) && Self.isSwap(suspect, events[other], tenant)
            }
            if let partner {
                explained.formUnion([one, partner])
                faults.append(.eventsSwapped(.init(suspect.seal), .init(events[partner].seal)))
                continue
            }
            if !suspect.areColumns { faults.append(.columnsChanged(.init(suspect.seal))) }
            if !suspect.isBody { faults.append(.bodyChanged(.init(suspect.seal))) }
        }
        return faults
    }

    private typealias Suspect = (seal: AuditSeal, event: AuditEvent, areColumns: Bool, isBody: Bool)

    private static func isSwap(_ one: Suspect, _ other: Suspect, _ tenant: Int64) -> Bool {
        fits(other.event, one, tenant) && fits(one.event, other, tenant)
    }

    /// Whether this is what was sealed as the other: all of it under the other's id, or the body alone.
    private static func fits(_ event: AuditEvent, _ place: Suspect, _ tenant: Int64) -> Bool {
        guard let salt = place.seal.salt,
            AuditEncoding.bodyDigest(salt: salt, before: event.before, after: event.after) == place.seal.bodyDigest
        else { return false }
        var whole = event
        whole.id = place.seal.event
        return place.areColumns
            || AuditEncoding.digest(whole, tenant: tenant, bodyDigest: place.seal.bodyDigest) == place.seal.digest
    }

    // MARK: Links

    private func linkFaults(_ tenant: Int64) -> [AuditFault] {
        var faults: [AuditFault] = []
        var explained: Set<Int> = []
        for (one, suspect) in links.enumerated() where !explained.contains(one) {
            let partner = links.indices.dropFirst(one + 1).first { other in
                !explained.contains(other) && isSwap(suspect, links[other], tenant)
            }
            guard let partner else {
                faults.append(.linkChanged(.init(suspect.seal)))
                continue
            }
            explained.formUnion([one, partner])
            faults.append(.linksSwapped(.init(suspect.seal), .init(links[partner].seal)))
            // The links behind them fail only because another hash stands before them.
            for (place, hash) in [
                (suspect.seal.seq, links[partner].seal.hash), (links[partner].seal.seq, suspect.seal.hash),
            ] {
                for (next, later) in links.enumerated()
                where later.seal.epoch == suspect.seal.epoch && later.seal.seq == place &+ 1 {
                    if Self.hash(later.seal, at: later.seal, after: hash, tenant) == later.seal.hash {
                        explained.insert(next)
                    }
                }
            }
        }
        return faults
    }

    private typealias LinkSuspect = (seal: AuditSeal, previous: [UInt8])

    private static func hash(
        _ content: AuditSeal, at place: AuditSeal, after previous: [UInt8], _ tenant: Int64
    ) -> [UInt8] {
        AuditEncoding.hash(
            after: previous, tenant: tenant, epoch: place.epoch, seq: place.seq, event: content.event,
            digest: content.digest)
    }

    /// Whether two links stand in each other's place: with their hashes, or their contents alone.
    private func isSwap(_ one: LinkSuspect, _ other: LinkSuspect, _ tenant: Int64) -> Bool {
        guard one.seal.epoch == other.seal.epoch else { return false }
        let first = Self.hash(other.seal, at: one.seal, after: one.previous, tenant)
        if first == other.seal.hash {
            let before = other.seal.seq == one.seal.seq &+ 1 ? other.seal.hash : other.previous
            return Self.hash(one.seal, at: other.seal, after: before, tenant) == one.seal.hash
        }
        return first == one.seal.hash
            && Self.hash(one.seal, at: other.seal, after: other.previous, tenant) == other.seal.hash
    }
}

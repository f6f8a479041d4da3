internal import AuthCore
internal import Synchronization

/// Principals by the digest of their secret, bounded, and forgotten at once when anything about them changes.
///
/// A tenant's entries share a ``Tenure``; ending it is one store, whatever the number of entries. A lookup that
/// began before a change was announced and ends after it is not cached: see ``insert(_:for:begun:)``.
/// While announcements may be lost (``isTrusted(now:)``) nothing is answered from here.
final class PrincipalCache: Sendable {
    /// The time during which a tenant's cached principals hold.
    private final class Tenure: Sendable {
        let ended = Atomic<Bool>(false)
    }

    private struct Entry {
        /// Nil: there is no such secret, as of `epoch`.
        let principal: Principal?
        let tenure: Tenure?
        let epoch: UInt64
    }

    /// Two generations: a full young one becomes the old one, and what is used is carried over. Bounded, and close
    /// to least-recently-used without a list.
    private struct Shard {
        var young: [SecretDigest: Entry] = [:]
        var old: [SecretDigest: Entry] = [:]
    }

    private static let shardCount = 16

    private let shards: [SharedShard]
    private let tenures = Mutex<[Int64: Tenure]>([:])
    /// Counts the changes announced so far.
    private let epoch = Atomic<UInt64>(0)
    private let trustedUntil = Atomic<Int64>(.min)
    private let shardCapacity: Int

    private final class SharedShard: Sendable {
        let entries = Mutex(Shard())
    }

    /// - Parameter capacity: entries kept in each of the two generations.
    init(capacity: Int) {
        shards = (0..<Self.shardCount).map { _ in SharedShard() }
        shardCapacity = max(16, capacity / Self.shardCount)
    }

    enum Hit {
        case principal(Principal)
        case unknownSecret
    }

    func find(_ digest: SecretDigest, now: Int64) -> Hit? {
        guard now < trustedUntil.load(ordering: .acquiring) else { return nil }
        let entry = shard(of: digest).entries.withLock { shard -> Entry? in
            if let entry = shard.young[digest] { return entry }
            guard let entry = shard.old.removeValue(forKey: digest) else { return nil }
            keep(entry, digest, in: &shard)
            return entry
        }
        guard let entry else { return nil }
        guard let principal = entry.principal else {
            return entry.epoch == epoch.load(ordering: .acquiring) ? .unknownSecret : nil
        }
        guard entry.tenure?.ended.load(ordering: .acquiring) == false else { return nil }
        return .principal(principal)
    }

    /// To be read before a lookup is sent, and handed to ``insert(_:for:begun:)`` with what it found.
    func lookupBegins() -> UInt64 {
        epoch.load(ordering: .acquiring)
    }

    /// Keeps what a lookup found, unless any change was announced since it began: it may have read the old state.
    func insert(_ principal: Principal?, for digest: SecretDigest, begun: UInt64) {
        // The tenure is fetched before the epoch is compared: a change after the comparison ends this very tenure.
        let tenure = principal.map { self.tenure(of: $0.account.id) }
        guard epoch.load(ordering: .acquiring) == begun else { return }
        let entry = Entry(principal: principal, tenure: tenure, epoch: begun)
        shard(of: digest).entries.withLock { keep(entry, digest, in: &$0) }
    }

    /// Forgets the principals of an account, a tenant and its test environment; with nil, everyone's.
    func forget(tenant: Int64?) {
        epoch.wrappingAdd(1, ordering: .acquiringAndReleasing)
        let ended = tenures.withLock { tenures -> [Tenure] in
            guard let tenant else {
                defer { tenures.removeAll() }
                return Array(tenures.values)
            }
            return tenures.removeValue(forKey: tenant).map { [$0] } ?? []
        }
        for tenure in ended { tenure.ended.store(true, ordering: .releasing) }
    }

    /// Announcements are known to arrive until then (monotonic nanoseconds).
    func trust(until moment: Int64) {
        trustedUntil.store(moment, ordering: .releasing)
    }

    private func tenure(of tenant: Int64) -> Tenure {
        tenures.withLock { tenures in
            if let tenure = tenures[tenant] { return tenure }
            let tenure = Tenure()
            tenures[tenant] = tenure
            return tenure
        }
    }

    private func keep(_ entry: Entry, _ digest: SecretDigest, in shard: inout Shard) {
        if shard.young.count >= shardCapacity {
            shard.old = shard.young
            shard.young = [:]
            shard.young.reserveCapacity(shardCapacity)
        }
        shard.young[digest] = entry
    }

    private func shard(of digest: SecretDigest) -> SharedShard {
        shards[digest.withUnsafeBytes { Int($0[0]) % Self.shardCount }]
    }
}

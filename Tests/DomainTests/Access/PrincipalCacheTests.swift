import AuthCore
import Testing

@testable import Domain

/// S50: what is cached is what holds.
@Suite struct `The cache of principals` {
    private func principal(tenant: Int64, key: Int64 = 1) -> Principal {
        Principal(
            StoredCredential(
                tenantID: tenant, keyID: key, name: "k", scopes: ["customers:read"], rateLimit: nil, allowlist: [],
                expiresAt: nil, revokedAt: nil, subdomain: "t", currency: "EUR", timeZone: "Europe/Paris",
                isTest: false),
            bucket: RateBucket(limit: .perMinute(60)))
    }

    private func trusted(capacity: Int = 100) -> PrincipalCache {
        let cache = PrincipalCache(capacity: capacity)
        cache.trust(until: .max)
        return cache
    }

    private func tenant(_ hit: PrincipalCache.Hit?) -> Int64? {
        if case .principal(let principal)? = hit { principal.tenant.id } else { nil }
    }

    private let digest = SecretDigest(hashing: "secret")

    @Test func `S50 a lookup that began before a change and ended after it is not kept`() {
        let cache = trusted()
        let begun = cache.lookupBegins()
        cache.forget(tenant: 1)
        cache.insert(principal(tenant: 1), for: digest, begun: begun)
        #expect(cache.find(digest, now: 0) == nil)
        cache.insert(principal(tenant: 1), for: digest, begun: cache.lookupBegins())
        #expect(tenant(cache.find(digest, now: 0)) == 1)
    }

    @Test func `S50 a change forgets its tenant's principals and no other's`() {
        let cache = trusted()
        let other = SecretDigest(hashing: "other")
        cache.insert(principal(tenant: 1), for: digest, begun: cache.lookupBegins())
        cache.insert(principal(tenant: 2), for: other, begun: cache.lookupBegins())
        cache.forget(tenant: 1)
        #expect(cache.find(digest, now: 0) == nil)
        #expect(tenant(cache.find(other, now: 0)) == 2)
        cache.forget(tenant: nil)
        #expect(cache.find(other, now: 0) == nil)
    }

    @Test func `S50 nothing is answered from the cache while announcements may be lost`() {
        let cache = PrincipalCache(capacity: 100)
        cache.insert(principal(tenant: 1), for: digest, begun: cache.lookupBegins())
        #expect(cache.find(digest, now: 0) == nil)
        cache.trust(until: 100)
        #expect(tenant(cache.find(digest, now: 99)) == 1)
        #expect(cache.find(digest, now: 100) == nil)
        cache.trust(until: .min)
        #expect(cache.find(digest, now: 0) == nil)
    }

    @Test func `a secret that nobody knows is known as such until anything changes`() {
        let cache = trusted()
        cache.insert(nil, for: digest, begun: cache.lookupBegins())
        if case .unknownSecret? = cache.find(digest, now: 0) {} else { Issue.record("it is looked up again") }
        cache.forget(tenant: 77)
        #expect(cache.find(digest, now: 0) == nil)
    }

    @Test func `what is used stays, and the cache is bounded`() {
        let cache = trusted(capacity: 16)
        cache.insert(principal(tenant: 1), for: digest, begun: cache.lookupBegins())
        var kept = 0
        let others = (0..<20_000).map { SecretDigest(hashing: "other \($0)") }
        for other in others {
            cache.insert(principal(tenant: 2), for: other, begun: cache.lookupBegins())
            #expect(tenant(cache.find(digest, now: 0)) == 1)
        }
        for other in others where cache.find(other, now: 0) != nil { kept += 1 }
        #expect(kept <= 2 * 16 * 17)
    }

    @Test(.timeLimit(.minutes(10)))
    func `S50 whatever lookups and changes run at once, nothing of before a change is found after it`()
        async
    {
        let cache = trusted(capacity: 1000)
        let digest = digest
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<2000 {
                        let begun = cache.lookupBegins()
                        await Task.yield()
                        cache.insert(principal(tenant: 1, key: Int64(begun)), for: digest, begun: begun)
                    }
                }
            }
            group.addTask {
                for _ in 0..<2000 {
                    cache.forget(tenant: 1)
                    let changes = cache.lookupBegins()
                    if case .principal(let found)? = cache.find(digest, now: 0) {
                        #expect(UInt64(found.keyID) >= changes)
                    }
                    await Task.yield()
                }
            }
        }
    }
}

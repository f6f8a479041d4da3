import AuthCore
import Testing

@testable import Domain

/// Somebody who may do everything in tenant 1.
enum Caller {
    static let now = Timestamp(microseconds: 1_790_000_000_000_000)
    static let clock = Clock(now: { now }, monotonic: { 0 })

    static func request(claim: IdempotencyClaim? = nil, isDryRun: Bool = false) throws -> ActionRunner.Request {
        let principal = Principal(
            StoredCredential(
                tenantID: 1, keyID: 1, name: "k", scopes: ["*:*"], rateLimit: nil, allowlist: [], expiresAt: nil,
                revokedAt: nil, subdomain: "t", currency: "EUR", timeZone: "Europe/Paris", isTest: false),
            bucket: RateBucket(limit: .perMinute(60)))
        return ActionRunner.Request(
            caller: try principal.authorize(.of(.create, .invoices), at: now), ip: "", requestID: "", claim: claim,
            isDryRun: isDryRun)
    }
}

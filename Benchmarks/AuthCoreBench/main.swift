// Prints `name<TAB>nanoseconds` for what every request pays: the median of several batches, one thread.
import AuthCore

func measure(_ name: String, perBatch: Int = 100_000, batches: Int = 15, _ body: () -> Void) {
    let clock = ContinuousClock()
    var samples: [Double] = []
    for _ in 0..<perBatch / 10 { body() }
    for _ in 0..<batches {
        let spent = clock.measure { for _ in 0..<perBatch { body() } }
        let (seconds, attoseconds) = spent.components
        samples.append((Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(perBatch))
    }
    samples.sort()
    let tenths = Int((samples[samples.count / 2] * 10).rounded())
    print("\(name)\t\(tenths / 10).\(tenths % 10)")
}

/// Keeps the optimizer from taking a result for unused.
@inline(never)
func keep<Value>(_ value: Value) { withExtendedLifetime(value) {} }

struct CachedPrincipal {
    let allowed: PermissionSet
    let tenant: Int64
}

let catalog = PermissionCatalog(resources: (0..<20).map { "resource\($0)" })
let needed: PermissionSet = [catalog[resource: 3, .read]]
let granted = (try? catalog.parse(["*:read", "resource3:write"])) ?? .none

// As many keys as a busy node holds in its cache.
let secrets = (0..<10_000).map { _ in Secret.generate(.kiik) }
let texts = secrets.map { Array($0.exposed.utf8) }
var cache: [SecretDigest: CachedPrincipal] = [:]
for secret in secrets { cache[secret.digest] = CachedPrincipal(allowed: granted, tenant: 1) }

let token = texts[0]
measure("digest of 30 bytes") { token.withUnsafeBytes { keep(SecretDigest(hashing: $0)) } }
measure("parse, check code, digest") { token.withUnsafeBytes { keep(SecretParser.standard.parse($0)) } }
measure("permission check", perBatch: 1_000_000) { keep(granted.isSuperset(of: needed)) }

var turn = 0
var hits = 0
measure("parse, check code, digest, cache hit, permission check") {
    turn = turn + 1 == texts.count ? 0 : turn + 1
    let parsing = texts[turn].withUnsafeBytes { SecretParser.standard.parse($0) }
    guard case .secret(let parsed) = parsing, let principal = cache[parsed.digest] else { return }
    if principal.allowed.isSuperset(of: needed) { hits += 1 }
}
precondition(hits > 0, "every key of the benchmark is known and permitted")

if let limit = RateLimit("600/min") {
    var tat = Int64.min
    var now: Int64 = 0
    measure("rate limit decision", perBatch: 1_000_000) {
        now += 90_000_000
        tat = GCRA.decide(limit: limit, tat: tat, now: now).newTAT
    }
    keep(tat)
}
if let key = HMACKey([UInt8](repeating: 7, count: 32)) {
    let message = [UInt8](repeating: 1, count: 64)
    measure("HMAC-SHA-256 of 64 bytes, key reused") { keep(key.authenticate(message)) }
}
var random = SecureRandom()
measure("generate a secret", perBatch: 20_000) { keep(Secret.generate(.kiik, using: &random)) }

if let ring = try? KeyRing([(id: "a", key: [UInt8](repeating: 9, count: 32))]) {
    let place = AssociatedData(tenant: 1, table: "connections", column: "token", row: "42")
    let plaintext = [UInt8](repeating: 1, count: 64)
    if let sealed = try? ring.seal(plaintext, for: place) {
        measure("open a sealed value of 64 bytes", perBatch: 20_000) { keep(try? ring.open(sealed, for: place)) }
    }
}
if let key = try? SigningKey.generateES256(), let keys = try? JSONWebKeySet([key.publicKey]),
    let signed = try? JWS.sign(Array(#"{"iss":"https://kiik.example","sub":"1"}"#.utf8), type: "at+jwt", with: key)
{
    measure("verify an ES256 token", perBatch: 500) { keep(try? JWS.verify(signed, type: "at+jwt", keys: keys)) }
}

package import AuthCore
package import Domain
import JSON

/// Where a tenant's chain stood at a moment, as the sealer's key signs it.
package struct AuditCheckpoint: Sendable, Hashable {
    package var tenant: Int64
    package var epoch: Int32
    package var seq: Int64
    package var hash: [UInt8]
    /// Every event of a transaction with a lower number was sealed.
    package var horizon: Int64
    package var at: Timestamp

    static let type = "kiik-audit+jws"

    package func signed(with key: SigningKey) throws(KeyError) -> String {
        let payload: JSONValue = [
            "tenant": .int(tenant), "epoch": .int(Int64(epoch)), "seq": .int(seq),
            "hash": .string(Base64URL.encode(hash)), "horizon": .int(horizon), "at": .int(at.microseconds),
        ]
        return try JWS.sign(payload.serialized(), type: Self.type, with: key)
    }

    /// Reads what was signed, and believes it only if one of the keys did.
    package init?(_ statement: String, keys: JSONWebKeySet) {
        guard let verified = try? JWS.verify(statement, type: Self.type, keys: keys) else { return nil }
        self.init(payload: verified.payload)
    }

    /// What a statement says, whoever signed it.
    package init?(unverified statement: String) {
        let parts = statement.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = Base64URL.decode(parts[1]) else { return nil }
        self.init(payload: payload)
    }

    private init?(payload: [UInt8]) {
        guard let json = try? JSONValue.parse(payload), let tenant = json["tenant"]?.int64Value,
            let epoch = json["epoch"]?.int64Value.flatMap({ Int32(exactly: $0) }),
            let seq = json["seq"]?.int64Value,
            let hash = json["hash"]?.stringValue.flatMap({ Base64URL.decode($0) }), hash.count == 32,
            let horizon = json["horizon"]?.int64Value, let at = json["at"]?.int64Value
        else { return nil }
        self.init(
            tenant: tenant, epoch: epoch, seq: seq, hash: hash, horizon: horizon, at: Timestamp(microseconds: at))
    }

    package init(tenant: Int64, epoch: Int32, seq: Int64, hash: [UInt8], horizon: Int64, at: Timestamp) {
        self.tenant = tenant
        self.epoch = epoch
        self.seq = seq
        self.hash = hash
        self.horizon = horizon
        self.at = at
    }
}

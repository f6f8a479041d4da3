import AuthCore
package import Domain

/// An event's link in its tenant's chain.
package struct AuditSeal: Sendable, Hashable {
    package var epoch: Int32
    /// From 1 in each epoch.
    package var seq: Int64
    package var event: UUIDv7
    package var bodyDigest: [UInt8]
    package var digest: [UInt8]
    package var hash: [UInt8]
    /// Nil where the body was erased.
    package var salt: [UInt8]?
}

/// The digests of the chain, as the functions of migration 16 make them; docs/decisions/0007-the-audit-seal.md has the
/// encoding. Here they are computed to verify.
package enum AuditEncoding {
    package static let noHash = [UInt8](repeating: 0, count: 32)

    package static func bodyDigest(salt: [UInt8], before: [UInt8]?, after: [UInt8]?) -> [UInt8] {
        var encoder = Encoder("kiik-audit-body-1")
        encoder.field(salt)
        encoder.field(before)
        encoder.field(after)
        return encoder.digest
    }

    package static func digest(_ event: AuditEvent, tenant: Int64, bodyDigest: [UInt8]) -> [UInt8] {
        var encoder = Encoder("kiik-audit-event-1")
        encoder.integer(tenant)
        encoder.uuid(event.id)
        encoder.integer(event.transaction)
        // From 2000 on, as PostgreSQL sends it.
        encoder.integer(event.occurredAt.microseconds &- 946_684_800_000_000)
        encoder.text(event.actor)
        encoder.text(event.onBehalfOf)
        encoder.text(event.ip)
        encoder.text(event.requestID)
        encoder.text(event.action)
        encoder.text(event.resource)
        encoder.integer(event.resourceID)
        encoder.bytes += bodyDigest
        return encoder.digest
    }

    package static func hash(
        after previous: [UInt8], tenant: Int64, epoch: Int32, seq: Int64, event: UUIDv7, digest: [UInt8]
    ) -> [UInt8] {
        var encoder = Encoder("kiik-audit-chain-1")
        encoder.bytes += previous
        encoder.integer(tenant)
        encoder.integer(epoch)
        encoder.integer(seq)
        encoder.uuid(event)
        encoder.bytes += digest
        return encoder.digest
    }

    private struct Encoder {
        var bytes: [UInt8]

        init(_ tag: String) {
            bytes = []
            bytes.reserveCapacity(512)
            bytes += tag.utf8
        }

        mutating func integer(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.bigEndian) { bytes += $0 }
        }

        mutating func uuid(_ value: UUIDv7) {
            integer(value.high)
            integer(value.low)
        }

        mutating func field(_ value: [UInt8]?) {
            integer(value.map { Int32(truncatingIfNeeded: $0.count) } ?? -1)
            if let value { bytes += value }
        }

        mutating func text(_ value: String) {
            integer(Int32(truncatingIfNeeded: value.utf8.count))
            bytes += value.utf8
        }

        var digest: [UInt8] { bytes.withUnsafeBytes { SecretDigest(hashing: $0).bytes } }
    }
}

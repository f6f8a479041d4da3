package import Domain

/// A piece of a tenant's audit, in the order in which it is exported and verified: the heading, the epochs, each link
/// with its event, a checkpoint behind the link that it is of, the events without a seal, the end.
package enum AuditRecord: Sendable, Hashable {
    case heading(Heading)
    case epoch(Epoch)
    /// An event that is nil is gone.
    case sealed(AuditSeal, AuditEvent?)
    case checkpoint(epoch: Int32, seq: Int64, statement: String)
    case unsealed(AuditEvent)
    /// How many links and events there were.
    case end(links: Int64, unsealed: Int64)

    package struct Heading: Sendable, Hashable {
        package var tenant: Int64
        package var subdomain: String
        package var epoch: Int32
        /// Every event of a transaction with a lower number is sealed; nil while a new epoch begins.
        package var horizon: Int64?
    }

    package struct Epoch: Sendable, Hashable {
        package var epoch: Int32
        package var beganAt: Timestamp
        package var reason: String
        package var statement: String?
    }
}

package import Domain

/// What an audit that was tampered with, or cut short, shows.
package enum AuditFault: Sendable, Hashable, CustomStringConvertible {
    case columnsChanged(Link)
    case bodyChanged(Link)
    /// Before, after or salt are gone and no erasure says so.
    case bodyTaken(Link)
    case eventRemoved(Link)
    /// Two events' contents stand under each other's id.
    case eventsSwapped(Link, Link)
    case linkChanged(Link)
    case linksSwapped(Link, Link)
    case linksRemoved(epoch: Int32, ClosedRange<Int64>)
    case linkMisplaced(Link)
    /// Not sealed, though everything of its time is.
    case eventInserted(UUIDv7)
    /// Behind the last checkpoint: nobody signed it.
    case linksUnsigned(epoch: Int32, ClosedRange<Int64>)
    case checkpointForged(epoch: Int32, seq: Int64)
    /// The chain between two checkpoints is not the one that was signed.
    case chainRewritten(epoch: Int32, ClosedRange<Int64>)
    case epochForged(Int32)
    /// The text ends before its end, or holds what is no record.
    case malformed(String)

    /// An event's place in the chain.
    package struct Link: Sendable, Hashable, CustomStringConvertible {
        package var epoch: Int32
        package var seq: Int64
        package var event: UUIDv7

        init(_ seal: AuditSeal) { (epoch, seq, event) = (seal.epoch, seal.seq, seal.event) }

        package var description: String { "\(event) (\(epoch)/\(seq))" }
    }

    package var description: String {
        switch self {
        case .columnsChanged(let link): "changed: event \(link), in another column than before and after"
        case .bodyChanged(let link): "changed: event \(link), its before or after"
        case .bodyTaken(let link): "taken away: the before, after or salt of event \(link), and no erasure says so"
        case .eventRemoved(let link): "removed: event \(link)"
        case .eventsSwapped(let one, let other): "swapped: the contents of events \(one) and \(other)"
        case .linkChanged(let link): "changed: the chain's link of event \(link)"
        case .linksSwapped(let one, let other): "swapped: the chain's links of events \(one) and \(other)"
        case .linksRemoved(let epoch, let range): "removed: the chain's links \(Self.text(epoch, range))"
        case .linkMisplaced(let link): "out of order: the chain's link of event \(link)"
        case .eventInserted(let id): "inserted: event \(id) is not sealed, though everything of its time is"
        case .linksUnsigned(let epoch, let range):
            "inserted, or their checkpoint removed: the chain's links \(Self.text(epoch, range)) are not signed"
        case .checkpointForged(let epoch, let seq):
            "forged: the checkpoint \(epoch)/\(seq) is not signed by a known key over this chain"
        case .chainRewritten(let epoch, let range):
            "rewritten: the chain's links \(Self.text(epoch, range)) are not those that were signed"
        case .epochForged(let epoch): "forged: epoch \(epoch) is not one that a known key has begun"
        case .malformed(let sentence): "not complete: \(sentence)"
        }
    }

    private static func text(_ epoch: Int32, _ range: ClosedRange<Int64>) -> String {
        range.count == 1 ? "\(epoch)/\(range.lowerBound)" : "\(epoch)/\(range.lowerBound) to \(range.upperBound)"
    }
}

/// What a verification found.
package struct AuditReport: Sendable {
    package internal(set) var tenant: Int64 = 0
    package internal(set) var subdomain = ""
    package internal(set) var links: Int64 = 0
    package internal(set) var unsealed: Int64 = 0
    package internal(set) var erased: Int64 = 0
    package internal(set) var checkpoints: Int64 = 0
    package internal(set) var epochs: [AuditRecord.Epoch] = []
    /// The first thousand.
    package internal(set) var faults: [AuditFault] = []
    package internal(set) var faultCount = 0

    package var holds: Bool { faultCount == 0 }
}

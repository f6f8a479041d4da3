package import AuthCore
import Domain
import JSON

/// Verifies a tenant's audit, record after record, in little memory. It needs no database.
///
/// A fault does not hide the next one: behind it the chain goes on from the hash that is kept.
package struct AuditVerifier {
    private let keys: JSONWebKeySet
    private var report = AuditReport()
    private var heading: AuditRecord.Heading?

    private var epoch: Int32 = 0
    private var isOpen = false
    /// The last link of each epoch.
    private var ends: [Int32: Int64] = [:]
    /// The link that comes next.
    private var expected: Int64 = 1
    /// Hash of the link before; nil where it is not known, because it is gone.
    private var previous: [UInt8]? = AuditEncoding.noHash
    private var removed: [ClosedRange<Int64>] = []
    private var suspects = AuditSuspects()
    /// Hash of the last link that was read, and the checkpoints behind it.
    private var checkpoints = CheckpointWatch()
    /// Events without salt, until an erasure names them.
    private var bare: [UUIDv7: AuditFault.Link] = [:]
    private var horizon: Int64 = .min
    private var hasEnded = false

    /// Signatures are verified this many links apart, and at each epoch's end: a later one vouches for those before.
    private static let signatureStride: Int64 = 256
    private static let mostFaults = 1000

    private struct CheckpointWatch {
        var latest: (seq: Int64, hash: [UInt8], statement: String)?
        var verified: Int64 = 0
        var isLatestVerified = true
    }

    package init(keys: JSONWebKeySet) { self.keys = keys }

    package mutating func take(_ record: AuditRecord) {
        switch record {
        case .heading(let heading):
            self.heading = heading
            report.tenant = heading.tenant
            report.subdomain = heading.subdomain
            horizon = heading.horizon ?? .min
        case .epoch(let epoch): take(epoch)
        case .sealed(let seal, let event): take(seal, event)
        case .checkpoint(let epoch, let seq, let statement): takeCheckpoint(epoch, seq, statement)
        case .unsealed(let event):
            closeEpoch()
            report.unsealed &+= 1
            if event.transaction < horizon { note(.eventInserted(event.id)) }
        case .end(let links, let unsealed):
            hasEnded = true
            if links != report.links || unsealed != report.unsealed {
                note(.malformed("\(links) links and \(unsealed) events without seal should be here."))
            }
        }
    }

    /// A line that is no record.
    package mutating func refuse(_ sentence: String) { note(.malformed(sentence)) }

    package consuming func finish() -> AuditReport {
        closeEpoch()
        if heading == nil { note(.malformed("There is no heading.")) }
        if !hasEnded { note(.malformed("The end is missing.")) }
        for link in bare.values.sorted(by: { ($0.epoch, $0.seq) < ($1.epoch, $1.seq) }) { note(.bodyTaken(link)) }
        let fromSuspects = suspects.faults(tenant: report.tenant)
        for fault in fromSuspects { note(fault) }
        report.faultCount += suspects.passedOver
        return report
    }

    private mutating func note(_ fault: AuditFault) {
        report.faultCount += 1
        if report.faults.count < Self.mostFaults { report.faults.append(fault) }
    }

    // MARK: Epochs

    private mutating func take(_ epoch: AuditRecord.Epoch) {
        report.epochs.append(epoch)
        guard epoch.epoch != 1 || epoch.statement != nil else { return }
        // What the sealer signed when it began the epoch.
        guard let statement = epoch.statement,
            let verified = try? JWS.verify(statement, type: AuditCheckpoint.type, keys: keys),
            let json = try? JSONValue.parse(verified.payload),
            json["epoch"] == .int(Int64(epoch.epoch)), json["reason"] == .string(epoch.reason)
        else { return note(.epochForged(epoch.epoch)) }
    }

    private mutating func open(_ next: Int32) {
        closeEpoch()
        if next < epoch || !report.epochs.contains(where: { $0.epoch == next }) { note(.epochForged(next)) }
        epoch = next
        isOpen = true
        expected = 1
        checkpoints = CheckpointWatch()
        removed = []
    }

    private mutating func closeEpoch() {
        guard isOpen else { return }
        isOpen = false
        for range in removed { note(.linksRemoved(epoch: epoch, range)) }
        removed = []
        verifyLatest()
        let last = expected &- 1
        ends[epoch] = last
        let signed = checkpoints.latest?.seq ?? 0
        if last > signed { note(.linksUnsigned(epoch: epoch, (signed + 1)...last)) }
    }

    // MARK: Links

    private mutating func take(_ seal: AuditSeal, _ event: AuditEvent?) {
        if seal.epoch != epoch || !isOpen { open(seal.epoch) }
        report.links &+= 1
        let link = AuditFault.Link(seal)
        if seal.seq < expected {
            misplaced(seal)
        } else {
            if seal.seq > expected {
                if removed.count < Self.mostFaults { removed.append(expected...(seal.seq - 1)) }
                previous = nil
            }
            if let previous {
                let hash = AuditEncoding.hash(
                    after: previous, tenant: report.tenant, epoch: seal.epoch, seq: seal.seq, event: seal.event,
                    digest: seal.digest)
                if hash != seal.hash { suspects.add(seal, previous: previous) }
            }
            previous = seal.hash
            (expected, _) = seal.seq.addingReportingOverflow(1)
        }
        guard let event else { return note(.eventRemoved(link)) }
        if event.id != seal.event || !isIntact(event, seal, link) { return }
        if event.action == "audit.erase" { takeErasure(event) }
    }

    /// A link that comes after one with a higher number.
    private mutating func misplaced(_ seal: AuditSeal) {
        if let place = removed.firstIndex(where: { $0.contains(seal.seq) }) {
            let range = removed.remove(at: place)
            if range.upperBound > seal.seq { removed.insert((seal.seq + 1)...range.upperBound, at: place) }
            if range.lowerBound < seal.seq { removed.insert(range.lowerBound...(seal.seq - 1), at: place) }
        }
        note(.linkMisplaced(AuditFault.Link(seal)))
    }

    private mutating func isIntact(_ event: AuditEvent, _ seal: AuditSeal, _ link: AuditFault.Link) -> Bool {
        let digest = AuditEncoding.digest(event, tenant: report.tenant, bodyDigest: seal.bodyDigest)
        let areColumns = digest == seal.digest
        let isBody: Bool
        if let salt = seal.salt {
            isBody =
                AuditEncoding.bodyDigest(salt: salt, before: event.before, after: event.after) == seal.bodyDigest
        } else {
            isBody = event.before == nil && event.after == nil
            report.erased &+= 1
            bare[seal.event] = link
        }
        if !areColumns || !isBody { suspects.add(seal, event, areColumns: areColumns, isBody: isBody) }
        return areColumns && isBody
    }

    private mutating func takeErasure(_ event: AuditEvent) {
        guard let after = event.after, let json = try? JSONValue.parse(after) else { return }
        for name in json["events"]?.arrayValue ?? [] {
            if let id = name.stringValue.flatMap({ UUIDv7(text: $0) }) { bare[id] = nil }
        }
    }

    // MARK: Checkpoints

    private mutating func takeCheckpoint(_ epoch: Int32, _ seq: Int64, _ statement: String) {
        report.checkpoints &+= 1
        guard let said = AuditCheckpoint(unverified: statement), said.tenant == report.tenant, said.epoch == epoch,
            said.seq == seq
        else { return note(.checkpointForged(epoch: epoch, seq: seq)) }
        guard isOpen, epoch == self.epoch, seq == expected &- 1, let previous else {
            // Its link is gone. One before the last was missed already.
            guard AuditCheckpoint(statement, keys: keys) != nil else {
                return note(.checkpointForged(epoch: epoch, seq: seq))
            }
            let last = isOpen && epoch == self.epoch ? expected &- 1 : ends[epoch] ?? 0
            if seq > last { note(.linksRemoved(epoch: epoch, (last + 1)...seq)) }
            return
        }
        if said.hash != previous {
            if AuditCheckpoint(statement, keys: keys) == nil {
                note(.checkpointForged(epoch: epoch, seq: seq))
            } else {
                note(.chainRewritten(epoch: epoch, Swift.min((checkpoints.latest?.seq ?? 0) + 1, seq)...seq))
            }
            checkpoints.latest = (seq, previous, statement)
            checkpoints.isLatestVerified = true
            return
        }
        checkpoints.latest = (seq, previous, statement)
        checkpoints.isLatestVerified = false
        if seq &- checkpoints.verified >= Self.signatureStride { verifyLatest() }
    }

    private mutating func verifyLatest() {
        guard let latest = checkpoints.latest, !checkpoints.isLatestVerified else { return }
        checkpoints.isLatestVerified = true
        guard let checkpoint = AuditCheckpoint(latest.statement, keys: keys) else {
            return note(.checkpointForged(epoch: epoch, seq: latest.seq))
        }
        checkpoints.verified = latest.seq
        if checkpoint.epoch == heading?.epoch { horizon = Swift.max(horizon, checkpoint.horizon) }
    }
}

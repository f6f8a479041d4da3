internal import AuthCore

/// What can be done with keys. The secret comes out of ``create(_:id:uuid:at:)`` and ``rotate(_:replaced:id:uuid:overlap:at:)``
/// once, and is kept nowhere.
public enum APIKeyActions {
    /// A new key as it was asked for.
    public struct Draft: Sendable {
        public var name: String
        public var family: String
        public var scopes: [String]
        public var rateLimit: String?
        public var allowlist: [String] = []
        /// That these rows are there is for ``AccessLimit/faults(choosing:_:from:in:)``.
        public var customerIDs: [Int64] = []
        public var projectIDs: [Int64] = []
        public var notes = ""
        public var roleID: Int64?
        public var createdBy: Int64?
        public var integrationID: Int64?
        public var expiresAt: Timestamp?

        public init(name: String, family: String, scopes: [String]) {
            self.name = name
            self.family = family
            self.scopes = scopes
        }

        /// Everything that is wrong with it, at once.
        public func faults(at now: Timestamp) -> [Fault] {
            var faults: [Fault] = []
            if let fault = APIKey.nameRule.fault(in: name) { faults.append(Fault("name", fault.code, fault.message)) }
            if let fault = APIKey.notesRule.fault(in: notes) {
                faults.append(Fault("notes", fault.code, fault.message))
            }
            if !SecretFamily.all.contains(where: { $0.name == family }) {
                faults.append(Fault("family", .choice, "There is no such family of keys."))
            }
            do { _ = try Permission.catalog.parse(scopes) } catch {
                faults.append(Fault("scopes", .choice, "\(error)"))
            }
            if scopes.isEmpty, roleID == nil {
                faults.append(Fault("scopes", .required, "Name at least one scope, or a role."))
            }
            if let rateLimit, RateLimit(rateLimit) == nil {
                faults.append(Fault("rate_limit", .format, "Write a limit like 600/min, 10/s or 1000/h."))
            }
            if allowlist.count > APIKey.mostAddresses {
                faults.append(
                    Fault("allowlist", .length, "Use no more than \(APIKey.mostAddresses) addresses and blocks."))
            }
            for entry in allowlist.prefix(APIKey.mostAddresses) where CIDR(entry) == nil {
                faults.append(Fault("allowlist", .format, "\(entry) is not an address or a block like 10.0.0.0/8."))
            }
            if let expiresAt, expiresAt <= now {
                faults.append(Fault("expires_at", .range, "The expiry lies in the past."))
            }
            return faults
        }
    }

    public static func create(
        _ draft: Draft, id: Int64, uuid: UUIDv7, at now: Timestamp
    ) throws(Problem) -> (decision: Decision<APIKey>, secret: String) {
        let faults = draft.faults(at: now)
        guard faults.isEmpty, let family = SecretFamily.all.first(where: { $0.name == draft.family }) else {
            throw .invalid(faults)
        }
        let secret = Secret.generate(family)
        let limit = AccessLimit(customers: draft.customerIDs, projects: draft.projectIDs)
        let key = APIKey(
            id: id, uuid: uuid, name: draft.name, family: draft.family, prefix: secret.displayPrefix,
            digest: secret.digest.bytes, scopes: draft.scopes, rateLimit: draft.rateLimit, allowlist: draft.allowlist,
            customerIDs: limit?.customers ?? [], projectIDs: limit?.projects ?? [], notes: draft.notes,
            roleID: draft.roleID, createdBy: draft.createdBy, integrationID: draft.integrationID,
            rotatedFrom: nil, createdAt: now,
            expiresAt: draft.expiresAt, revokedAt: nil, version: 1)
        return (Decision(changes: [.create(key)], output: key), secret.exposed)
    }

    /// Nothing works with it from the next request on.
    public static func revoke(_ key: APIKey, at now: Timestamp) -> Decision<APIKey> {
        changed(key) { if $0.revokedAt == nil { $0.revokedAt = now } }
    }

    /// Takes a revocation back. A Zapier key's is final.
    public static func activate(_ key: APIKey, at now: Timestamp) throws(Problem) -> Decision<APIKey> {
        guard key.family != SecretFamily.zapier.name else {
            throw .conflict("Revoking a key of this family is final. Create a new one.")
        }
        if let expiresAt = key.expiresAt, expiresAt <= now {
            throw .conflict("This key expired. Create a new one, or rotate it.")
        }
        return changed(key) { $0.revokedAt = nil }
    }

    /// A successor with a new secret; the old secret works for `overlap` seconds more, and never longer than it would have.
    /// - Parameter successors: the keys that were to take its place before; one that was not revoked has it. After one that
    ///   was, the key's own end is its overlap's.
    public static func rotate(
        _ key: APIKey, replaced successors: [APIKey], id: Int64, uuid: UUIDv7, overlap: Int64, at now: Timestamp
    ) throws(Problem) -> (decision: Decision<APIKey>, secret: String) {
        if let successor = successors.last(where: { $0.status(at: now) != .revoked }) {
            throw .conflict(
                "This key was rotated already; its successor is #\(successor.id), \(successor.prefix)….")
        }
        guard key.status(at: now) == .active else {
            throw .conflict("Only an active key can be rotated; this one is \(key.status(at: now).rawValue).")
        }
        guard let family = SecretFamily.all.first(where: { $0.name == key.family }) else { throw .internal }
        let secret = Secret.generate(family)
        var successor = key
        successor.id = id
        successor.uuid = uuid
        successor.prefix = secret.displayPrefix
        successor.digest = secret.digest.bytes
        successor.rotatedFrom = key.id
        if let former = successors.last {
            successor.expiresAt = former.expiresAt.flatMap { end in key.expiresAt.map { max($0, end) } }
        }
        successor.createdAt = now
        successor.version = 1
        let end = now.adding(seconds: overlap)
        let old = changed(key) { $0.expiresAt = min($0.expiresAt ?? end, end) }
        // Where the key ends before the overlap nothing of it changes: of two rotations at once, still one commits.
        let held = old.changes.isEmpty ? [Change.touch(counted(key))] : old.changes
        return (Decision(changes: [.create(successor)] + held, output: successor), secret.exposed)
    }

    /// The same key with other content.
    static func update(_ key: APIKey, to new: APIKey) -> Decision<APIKey> { changed(key) { $0 = new } }

    private static func counted(_ key: APIKey) -> APIKey {
        var new = key
        new.version = key.version &+ 1
        return new
    }

    private static func changed(_ key: APIKey, _ change: (inout APIKey) -> Void) -> Decision<APIKey> {
        var new = key
        change(&new)
        new.version = key.version &+ 1
        guard let row = Change.update(from: key, to: new) else { return Decision(changes: [], output: key) }
        return Decision(changes: [row], output: new)
    }
}

/// Who did something, as people call them.
public struct AuditActor: Sendable, Hashable {
    public enum Kind: String, Sendable {
        case key, app, person
        /// kiikd itself, or whoever runs its commands.
        case command
    }

    /// As the audit has it: `key:12`, `app:7`, `user:3`, `cli`.
    public let text: String
    public let kind: Kind
    /// The key's, the app's or the user's; nil for commands.
    public let id: Int64?
    /// The key's or the app's name, the person's address; empty for commands and for what is known no more.
    public let name: String

    public init(_ text: String, name: String = "") {
        self.text = text
        self.name = name
        let parts = text.split(separator: ":", maxSplits: 1)
        let number = parts.count == 2 ? Int64(parts[1]) : nil
        switch (parts.first, number) {
        case ("key", let id?): (kind, self.id) = (.key, id)
        case ("app", let id?): (kind, self.id) = (.app, id)
        case ("user", let id?): (kind, self.id) = (.person, id)
        default: (kind, id) = (.command, nil)
        }
    }
}

/// Who made a row.
public struct Maker: Sendable, Hashable {
    public let actor: AuditActor
    /// Whose rights the key or the app had; nil where it had its own, and for people.
    public let person: AuditActor?
    /// `customers.create`, `documents.import`.
    public let action: String
    public let at: Timestamp

    public init(actor: AuditActor, person: AuditActor?, action: String, at: Timestamp) {
        self.actor = actor
        self.person = person
        self.action = action
        self.at = at
    }
}

/// How far a tenant's audit is sealed.
public struct AuditChainState: Sendable, Hashable {
    public static let mostUnsealed: Int64 = 10_000

    /// Events that wait for their seal, counted up to ``mostUnsealed``.
    public let unsealed: Int64
    /// Since when the oldest of them waits.
    public let oldestUnsealed: Timestamp?
    /// A new chain is begun with each: after a restore from a backup.
    public let epoch: Int32
    /// The last link's number in its epoch; 0 where there is none.
    public let lastLink: Int64
    /// Of the event that was sealed last.
    public let lastSealedEventAt: Timestamp?
    /// The last end of the chain that was signed, and when.
    public let lastCheckpoint: Int64
    public let lastCheckpointAt: Timestamp?

    public init(
        unsealed: Int64, oldestUnsealed: Timestamp?, epoch: Int32, lastLink: Int64, lastSealedEventAt: Timestamp?,
        lastCheckpoint: Int64, lastCheckpointAt: Timestamp?
    ) {
        self.unsealed = unsealed
        self.oldestUnsealed = oldestUnsealed
        self.epoch = epoch
        self.lastLink = lastLink
        self.lastSealedEventAt = lastSealedEventAt
        self.lastCheckpoint = lastCheckpoint
        self.lastCheckpointAt = lastCheckpointAt
    }
}

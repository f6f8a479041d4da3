/// Calls counted, of one tenant: figures for pages. What is counted ends after 400 days.
public protocol UsageStatistics: Sendable {
    /// Calls by bucket and class of status, bucket after bucket, those without calls too.
    func series(
        _ filter: UsageFilter, by bucket: UsageBucket, in zone: CalendarZone, of tenant: TenantScope
    ) async throws -> [UsagePoint]
    /// Calls by status; 429 tells how often limits were hit.
    func totals(_ filter: UsageFilter, of tenant: TenantScope) async throws -> UsageTotals
    /// How long they took.
    func latency(_ filter: UsageFilter, of tenant: TenantScope) async throws -> LatencyHistogram
    /// What was asked for, the most called first.
    func topActions(_ filter: UsageFilter, limit: Int, of tenant: TenantScope) async throws -> [ActionUsage]
    /// The keys and apps that called most. Of the filter only the time counts. The figures are exact; of keys that called
    /// about as often as each other it may be any that are listed.
    func topKeys(_ filter: UsageFilter, limit: Int, of tenant: TenantScope) async throws -> [KeyUsage]
    /// Calls a day (UTC), the oldest first and the day of `now` last, for each of these keys that has any; at most
    /// ``UsageFilter/mostKeys``.
    func sparklines(ofKeys keys: [Int64], days: Int, at now: Timestamp, of tenant: TenantScope) async throws
        -> [Int64: [Int64]]
    /// What these keys did with success since the beginning of that day (UTC), by name; at most
    /// ``UsageFilter/mostKeys`` keys.
    func usedActions(ofKeys keys: [Int64], since: Timestamp, of tenant: TenantScope) async throws -> [Int64:
        [UsedAction]]
    /// From where a key was used, the latest first.
    func addresses(ofKey key: Int64, limit: Int, of tenant: TenantScope) async throws -> [KeyAddress]
    /// What keys, apps and sessions are called, by the number that usage records have; those that are gone are left out.
    func names(ofKeys keys: [Int64], of tenant: TenantScope) async throws -> [Int64: UsedKey]
    /// The addresses that each of these keys was used from before some moment; at most ``UsageFilter/mostKeys`` keys.
    func addresses(ofKeys keys: [Int64], before: Timestamp, of tenant: TenantScope) async throws -> [Int64: [String]]
    /// What the last day had that may be unusual, of one key or of all, for ``UnusualActivity/findings(in:before:_:)``.
    func activity(at now: Timestamp, ofKey key: Int64?, of tenant: TenantScope) async throws -> RecentActivity
}

extension UsageStatistics {
    public func usedActions(ofKey key: Int64, since: Timestamp, of tenant: TenantScope) async throws -> [UsedAction] {
        try await usedActions(ofKeys: [key], since: since, of: tenant)[key] ?? []
    }

    /// What was unusual in the last day, of one key or of all, the most recent first.
    /// - Parameter countries: nil where no address's country is known.
    public func unusualActivity(
        at now: Timestamp, ofKey key: Int64? = nil, _ countries: (any Countries)? = nil, of tenant: TenantScope
    ) async throws -> [UnusualActivity] {
        let activity = try await activity(at: now, ofKey: key, of: tenant)
        let keys = Set(activity.addresses.filter { countries?.country(of: $0.name) != nil }.map(\.key)).sorted()
        let before =
            keys.isEmpty ? [:] : try await addresses(ofKeys: keys, before: activity.since, of: tenant)
        return UnusualActivity.findings(in: activity, before: before, countries)
    }
}

/// Which calls are counted. Time goes by whole hours.
public struct UsageFilter: Sendable, Hashable {
    public static let mostKeys = 200
    /// As long as anything is counted.
    public static let mostDays: Int64 = 400

    /// The beginning of an hour.
    public let since: Timestamp
    /// The end of an hour; not before `since`.
    public let until: Timestamp
    /// A key or an app; below zero a session.
    public var key: Int64?
    public var action: String?
    /// 2 for 200…299 and so on.
    public var statusClass: Int?

    /// From the hour of one moment through the hour of the other, at most ``mostDays`` before it.
    public init(since: Timestamp, until: Timestamp, key: Int64? = nil, action: String? = nil, statusClass: Int? = nil) {
        let hours = until.seconds.flooredQuotient(3600) + (until.seconds % 3600 == 0 ? 0 : 1)
        let first = max(since.seconds.flooredQuotient(3600), hours - Self.mostDays * 24)
        self.since = Timestamp(microseconds: 0).adding(seconds: min(first, hours) * 3600)
        self.until = Timestamp(microseconds: 0).adding(seconds: hours * 3600)
        self.key = key
        self.action = action
        self.statusClass = statusClass
    }
}

extension Timestamp {
    /// Whole seconds since 1970, rounded down, within the years that can be written.
    fileprivate var seconds: Int64 {
        min(
            max(microseconds.flooredQuotient(1_000_000), Int64(LocalDate.earliest.days) * 86_400),
            Int64(LocalDate.latest.days) * 86_400)
    }
}

public enum UsageBucket: String, Sendable, CaseIterable {
    case hour, day
}

/// The calls of an hour or a day, by the first digit of their status.
public struct UsagePoint: Sendable, Hashable {
    public let at: Timestamp
    private var classes: [Int64] = Array(repeating: 0, count: 6)

    public init(at: Timestamp) {
        self.at = at
    }

    /// - Parameter statusClass: 2 for 200…299 and so on; what is none is counted with 0.
    public mutating func add(_ calls: Int64, inClass statusClass: Int) {
        classes[classes.indices.contains(statusClass) ? statusClass : 0] &+= calls
    }

    public func calls(inClass statusClass: Int) -> Int64 {
        classes.indices.contains(statusClass) ? classes[statusClass] : 0
    }

    public var calls: Int64 { classes.reduce(0) { $0 &+ $1 } }
}

public struct UsageTotals: Sendable, Hashable {
    /// Calls by status.
    public let byStatus: [Int: Int64]

    public init(byStatus: [Int: Int64]) {
        self.byStatus = byStatus
    }

    public var calls: Int64 { count { _ in true } }
    /// Answered with 400 or more.
    public var failures: Int64 { count { $0 >= 400 } }
    /// Sent away because a limit was hit.
    public var limited: Int64 { byStatus[429] ?? 0 }
    public func calls(inClass statusClass: Int) -> Int64 { count { $0 / 100 == statusClass } }

    private func count(where isMeant: (Int) -> Bool) -> Int64 {
        byStatus.reduce(0) { isMeant($1.key) ? $0 &+ $1.value : $0 }
    }
}

/// How often an action was called and how long that took.
public struct ActionUsage: Sendable, Hashable {
    public let action: String
    public let calls: Int64
    /// Answered with 400 or more; those with 429 among them.
    public let failures: Int64
    public let limited: Int64
    public let latency: LatencyHistogram

    public init(action: String, calls: Int64, failures: Int64, limited: Int64, latency: LatencyHistogram) {
        self.action = action
        self.calls = calls
        self.failures = failures
        self.limited = limited
        self.latency = latency
    }
}

/// Whose calls they are.
public struct UsedKey: Sendable, Hashable {
    public enum Kind: String, Sendable {
        case key, app, session
    }

    /// A key's id or an app's; a session's, negated.
    public let id: Int64
    public let kind: Kind
    /// A session's is its user's address.
    public let name: String

    public init(id: Int64, kind: Kind, name: String) {
        self.id = id
        self.kind = kind
        self.name = name
    }
}

public struct KeyUsage: Sendable, Hashable {
    public let id: Int64
    /// Nil for a key that is gone.
    public let key: UsedKey?
    public let calls: Int64
    /// Answered with 401 or 403.
    public let refusals: Int64

    public init(id: Int64, key: UsedKey?, calls: Int64, refusals: Int64) {
        self.id = id
        self.key = key
        self.calls = calls
        self.refusals = refusals
    }
}

public struct UsedAction: Sendable, Hashable {
    public let action: String
    public let calls: Int64
    /// The last day (UTC) with a call.
    public let lastDay: LocalDate

    public init(action: String, calls: Int64, lastDay: LocalDate) {
        self.action = action
        self.calls = calls
        self.lastDay = lastDay
    }
}

/// An address that a key was used from. Of each key the first ``most`` are known.
public struct KeyAddress: Sendable, Hashable {
    public static let most = 256

    public let ip: String
    public let firstSeen: Timestamp
    public let lastSeen: Timestamp
    public let calls: Int64

    public init(ip: String, firstSeen: Timestamp, lastSeen: Timestamp, calls: Int64) {
        self.ip = ip
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.calls = calls
    }
}

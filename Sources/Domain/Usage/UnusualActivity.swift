/// What a key did in the last day and had not done before.
public struct UnusualActivity: Sendable, Hashable {
    public let key: Int64
    public let at: Timestamp
    public let kind: Kind

    public enum Kind: Sendable, Hashable {
        /// Used from an address that it was never used from; it had so many others before.
        case newAddress(ip: String, calls: Int64, known: Int64)
        /// Used from a country in which none of the addresses is that it was used from before, so many of them.
        case newCountry(Country, ip: String, calls: Int64, known: Int64)
        /// So many calls in the hour from `at`; at most `usual` in any hour of the two weeks before.
        case burst(calls: Int64, usual: Int64)
        /// Something that it had never done, with success; it had done so many other things.
        case newAction(action: String, calls: Int64, known: Int64)
        /// So many of its calls were answered with 401 or 403.
        case refusals(refused: Int64, calls: Int64)
    }

    public init(key: Int64, at: Timestamp, kind: Kind) {
        self.key = key
        self.at = at
        self.kind = kind
    }

    /// Seconds that are looked at, and days before them that they are compared with.
    public static let window: Int64 = 86_400
    public static let usualDays: Int64 = 14

    /// Fewer calls in an hour are never a burst, nor are those below so many times the busiest hour before.
    public static let burstCalls: Int64 = 100
    public static let burstFactor: Int64 = 5
    /// A key has a history once it has been used for so many days; until then all it does is new.
    public static let historyDays: Int64 = 3
    /// Fewer refusals are never many, nor are those below such a share of the calls, in percent.
    public static let manyRefusals: Int64 = 20
    public static let refusedPercent: Int64 = 50

    /// What of it is unusual, the most recent first.
    /// - Parameters:
    ///   - before: the addresses that keys with new ones were used from before the day.
    ///   - countries: nil where no address's country is known.
    public static func findings(
        in activity: RecentActivity, before: [Int64: [String]] = [:], _ countries: (any Countries)? = nil
    ) -> [UnusualActivity] {
        let known = before.mapValues { addresses in Set(addresses.compactMap { countries?.country(of: $0) }) }
        var found: [UnusualActivity] = []
        for new in activity.addresses where new.known > 0 && new.known < Int64(KeyAddress.most) {
            let kind: Kind =
                if let country = countries?.country(of: new.name), known[new.key]?.contains(country) == false {
                    .newCountry(country, ip: new.name, calls: new.calls, known: new.known)
                } else {
                    .newAddress(ip: new.name, calls: new.calls, known: new.known)
                }
            found.append(.init(key: new.key, at: new.at, kind: kind))
        }
        for new in activity.actions where new.known > 0 && hasHistory(new.usedSince, at: activity.since) {
            found.append(
                .init(key: new.key, at: new.at, kind: .newAction(action: new.name, calls: new.calls, known: new.known)))
        }
        for peak in activity.peaks where isBurst(peak, at: activity.since) {
            found.append(.init(key: peak.key, at: peak.hour, kind: .burst(calls: peak.calls, usual: peak.usual)))
        }
        for refusals in activity.refusals where isMany(refusals) {
            found.append(
                .init(
                    key: refusals.key, at: refusals.at,
                    kind: .refusals(refused: refusals.refused, calls: refusals.calls)))
        }
        return found.sorted { ($1.at, $0.key) < ($0.at, $1.key) }
    }

    private static func hasHistory(_ usedSince: Timestamp, at start: Timestamp) -> Bool {
        usedSince <= start.adding(seconds: -historyDays * 86_400)
    }

    private static func isBurst(_ peak: RecentActivity.Peak, at start: Timestamp) -> Bool {
        guard peak.calls >= burstCalls, peak.usual > 0 else { return false }
        return hasHistory(peak.usedSince, at: start) && peak.calls / burstFactor >= peak.usual
    }

    private static func isMany(_ refusals: RecentActivity.Refusals) -> Bool {
        guard refusals.refused >= manyRefusals else { return false }
        // Rounded up, and without a product that could be too large.
        let share = 100 / refusedPercent
        return refusals.refused >= refusals.calls / share + (refusals.calls % share == 0 ? 0 : 1)
    }
}

/// The last day's figures that may be unusual; all others are not read.
public struct RecentActivity: Sendable, Hashable {
    /// An address or an action that a key was never seen with before `since`.
    public struct Novelty: Sendable, Hashable {
        public let key: Int64
        /// The address or the action.
        public let name: String
        /// When it was first seen.
        public let at: Timestamp
        public let calls: Int64
        /// How many others the key had before.
        public let known: Int64
        /// When the first of the key's was seen.
        public let usedSince: Timestamp

        public init(key: Int64, name: String, at: Timestamp, calls: Int64, known: Int64, usedSince: Timestamp) {
            self.key = key
            self.name = name
            self.at = at
            self.calls = calls
            self.known = known
            self.usedSince = usedSince
        }
    }

    /// A key's busiest hour.
    public struct Peak: Sendable, Hashable {
        public let key: Int64
        public let hour: Timestamp
        public let calls: Int64
        /// The calls of its busiest hour before.
        public let usual: Int64
        /// Its first hour with calls, of those that are compared.
        public let usedSince: Timestamp

        public init(key: Int64, hour: Timestamp, calls: Int64, usual: Int64, usedSince: Timestamp) {
            self.key = key
            self.hour = hour
            self.calls = calls
            self.usual = usual
            self.usedSince = usedSince
        }
    }

    public struct Refusals: Sendable, Hashable {
        public let key: Int64
        /// The last hour with a refusal.
        public let at: Timestamp
        public let refused: Int64
        public let calls: Int64

        public init(key: Int64, at: Timestamp, refused: Int64, calls: Int64) {
            self.key = key
            self.at = at
            self.refused = refused
            self.calls = calls
        }
    }

    /// Where the last day begins: a full hour.
    public let since: Timestamp
    public let addresses: [Novelty]
    public let actions: [Novelty]
    public let peaks: [Peak]
    public let refusals: [Refusals]

    public init(since: Timestamp, addresses: [Novelty], actions: [Novelty], peaks: [Peak], refusals: [Refusals]) {
        self.since = since
        self.addresses = addresses
        self.actions = actions
        self.peaks = peaks
        self.refusals = refusals
    }
}

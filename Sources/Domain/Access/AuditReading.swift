internal import AuthCore

/// The audit for those who may read it.
public enum AuditReading {
    public static let list = Operation(
        "audit.list", "Lists what was done, by whom and from where, newest first.", needs: .of(.read, .audit),
        effect: .read)

    public static let export = Operation(
        "audit.export", "Gives all that was done as one file, of any size; the audit says who took it.",
        needs: .of(.read, .audit), effect: .read)

    /// A day of the tenant's, or a moment.
    public enum Bound: Sendable, Hashable {
        case day(LocalDate)
        case moment(Timestamp)

        public init?(_ text: String) {
            if let day = LocalDate(text) {
                self = .day(day)
            } else if let moment = Timestamp(iso8601: text) {
                self = .moment(moment)
            } else {
                return nil
            }
        }
    }

    /// Which events are meant, in a caller's words. Both bounds belong to the period.
    public struct Selection: Sendable, Hashable {
        public var action: String?
        public var resource: String?
        public var user: Int64?
        public var start: Bound?
        public var end: Bound?

        public init() {}

        public func filter(in zone: CalendarZone) -> AuditFilter {
            var filter = AuditFilter()
            filter.action = action
            filter.resource = resource
            filter.actor = user.map { "user:\($0)" }
            filter.since =
                switch start {
                case .day(let day)?: zone.end(of: day.adding(days: -1))
                case .moment(let moment)?: moment
                case nil: nil
                }
            filter.until =
                switch end {
                case .day(let day)?: zone.end(of: day)
                // The whole second: moments are shown without what is behind it.
                case .moment(let moment)?: moment.wholeSecond.adding(seconds: 1)
                case nil: nil
                }
            return filter
        }
    }
}

extension Timestamp {
    /// Without the part of a second.
    public var wholeSecond: Timestamp {
        Timestamp(microseconds: 0).adding(seconds: microseconds.flooredQuotient(1_000_000))
    }
}

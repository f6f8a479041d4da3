import AuthCore
import Domain
import JSON

/// Which events a page is about, as its form and its address say it.
struct AuditSelection: Sendable {
    static let names = ["actor", "action", "resource", "row", "from", "until"]

    /// The audit keeps what an export asked for, for good: that is no more than can be meant.
    private static let word = TextRule(1...100)
    private static let actor = TextRule(1...User.Rule.email.length.upperBound)

    /// As it was typed, without what is empty.
    private(set) var typed: [String: String] = [:]
    private(set) var filter = AuditFilter()
    private(set) var faults: [Fault] = []

    var isEmpty: Bool { typed.isEmpty }

    init(zone: CalendarZone, _ value: (String) -> String?) {
        for name in Self.names {
            let text = value(name)?.trimmingWhitespace ?? ""
            if !text.isEmpty { typed[name] = text }
        }
        (filter.actor, filter.action, filter.resource) = (typed["actor"], typed["action"], typed["resource"])
        for name in Self.names {
            if let text = typed[name], let fault = (name == "actor" ? Self.actor : Self.word).fault(in: text) {
                faults.append(Fault(name, fault.code, fault.message))
            }
        }
        if let text = typed["row"] {
            filter.resourceID = Int64(text)
            if filter.resourceID == nil { faults.append(Fault("row", .type, "Expected a whole number.")) }
            // Rows have numbers of their own in each kind, and are found by both.
            if filter.resourceID != nil, filter.resource == nil {
                faults.append(Fault("row", .rule, "Choose the kind of row too."))
            }
        }
        filter.since = bound("from", zone) { $0.begin }
        filter.until = bound("until", zone) { $0.end }
        if let since = filter.since, let until = filter.until, until <= since {
            faults.append(Fault("until", .rule, "The end is before the beginning."))
        }
    }

    /// From a form or an address; a person is found by their email address too.
    static func read(_ visit: ConsoleVisit, _ value: (String) -> String?) async throws -> AuditSelection {
        var selection = AuditSelection(zone: visit.principal.zone, value)
        guard let actor = selection.filter.actor, actor.contains("@"), !selection.has(faultAt: "actor") else {
            return selection
        }
        for email in [actor, actor.lowercased()] {
            var query = ListQuery<MemberListing>()
            query.filters = [.init("email", .equals, .text(email))]
            query.limit = 1
            let members = visit.services.store.memberListings
            if let member = try await members.list(query, in: visit.principal.account).rows.first {
                selection.filter.actor = "user:\(member.userID)"
                return selection
            }
        }
        selection.faults.append(Fault("actor", .reference, "Nobody here has this address."))
        return selection
    }

    static func read(_ visit: ConsoleVisit) async throws -> AuditSelection {
        try await read(visit) { visit.query[$0] }
    }

    static func read(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> AuditSelection {
        try await read(visit) { form[$0] }
    }

    /// A page about the same events, but for one thing.
    func address(_ path: String, with name: String? = nil, _ value: String? = nil) -> String {
        var values = typed
        if let name { values[name] = value }
        let pairs = Self.names.compactMap { name in values[name].map { (name, $0) } }
        return pairs.isEmpty ? path : "\(path)?\(PercentEncoding.encode(pairs))"
    }

    /// The same events, whoever did them being named as the audit does.
    func of(_ actor: String) -> AuditSelection {
        var selection = self
        (selection.typed["actor"], selection.filter.actor) = (actor, actor)
        return selection
    }

    func has(faultAt name: String) -> Bool { faults.contains { $0.field == name } }

    /// As the audit keeps what was asked for.
    var json: JSONValue {
        .object(JSONObject(Self.names.compactMap { name in typed[name].map { (name, JSONValue.string($0)) } }))
    }

    private mutating func bound(
        _ name: String, _ zone: CalendarZone, _ edge: (AuditMoment) -> Timestamp
    ) -> Timestamp? {
        guard let text = typed[name] else { return nil }
        if let moment = AuditMoment(text, in: zone) { return edge(moment) }
        faults.append(Fault(name, .format, "Expected a date like 2026-01-31."))
        return nil
    }
}

/// A day, or a minute of one on the tenant's clock: what date fields send.
struct AuditMoment: Sendable, Hashable {
    let begin: Timestamp
    /// The first moment after it.
    let end: Timestamp

    init?(_ text: String, in zone: CalendarZone) {
        if let day = LocalDate(text) {
            begin = zone.end(of: day.adding(days: -1))
            end = zone.end(of: day)
            return
        }
        // As if the clock were Greenwich's, and then put right by what the clock there shows.
        guard text.utf8.count == 16, let asked = Timestamp(iso8601: "\(text):00Z"),
            let day = LocalDate(String(text.prefix(10)))
        else { return nil }
        let second = (asked.microseconds / 1_000_000).remainderReportingOverflow(dividingBy: 86_400).partialValue
        let guess = zone.end(of: day.adding(days: -1)).adding(seconds: second)
        // The clocks can have been changed since midnight.
        let shown = zone.secondOfDay(at: guess)
        begin = zone.day(at: guess) == day ? guess.adding(seconds: second - shown) : guess
        end = begin.adding(seconds: 60)
    }
}

import Testing

@testable import Domain
@testable import Persistence

@Suite(.timeLimit(.minutes(10))) struct `Figures of calls` {
    private typealias Office = UsageOffice
    private static let scope = TenantScope(id: 1)

    private func with(
        _ records: [UsageRecord], _ body: (PostgresUsageStatistics, TestDatabase) async throws -> Void
    ) async throws {
        let database = try await Office.filled(records)
        try await database.app { (app: PostgresClient) async throws in
            try await body(PostgresUsageStatistics(client: app, logger: TestDatabase.quiet), database)
        }
    }

    private func last(days: Int64) -> UsageFilter {
        UsageFilter(since: Office.now.adding(seconds: -days * 86_400), until: Office.now.adding(seconds: 1))
    }

    /// Two keys and a session, over five days, and another tenant's calls.
    private static let some: [UsageRecord] = (0..<500).flatMap { number -> [UsageRecord] in
        let ago = Int64(number) * 14
        return [
            Office.record(minutesAgo: ago, status: number % 10 == 0 ? 429 : 200),
            Office.record(
                key: 11, minutesAgo: ago, action: "invoices.create", status: number % 2 == 0 ? 201 : 403,
                microseconds: 40_000),
            Office.record(key: -3, minutesAgo: ago, status: 500),
            Office.record(tenant: 2, minutesAgo: ago),
        ]
    }

    @Test func `totals, series, actions and latency agree with each other and with the records`() async throws {
        try await with(Self.some) { (statistics: PostgresUsageStatistics, database: TestDatabase) async throws in
            for days in [Int64(1), 2, 7] {
                let filter = last(days: days)
                let totals = try await statistics.totals(filter, of: Self.scope)
                let counted = try await database.admin {
                    try await $0.texts(
                        """
                        SELECT status || '=' || count(*) FROM usage_records WHERE tenant_id = 1
                            AND occurred_at >= \(Parameter.timestamp(filter.since.microseconds)) GROUP BY status
                        """)
                }
                #expect(Set(totals.byStatus.map { "\($0.key)=\($0.value)" }) == Set(counted), "\(days)")
                let zone = try #require(CalendarZone(identifier: "Asia/Kolkata"))
                for bucket in UsageBucket.allCases {
                    let series = try await statistics.series(filter, by: bucket, in: zone, of: Self.scope)
                    #expect(series.reduce(0) { $0 + $1.calls } == totals.calls)
                    #expect(series.reduce(0) { $0 + $1.calls(inClass: 4) } == totals.calls(inClass: 4))
                    if bucket == .hour { #expect(series.count == Int(days * 24) + 1) }
                }
                let actions = try await statistics.topActions(filter, limit: 10, of: Self.scope)
                #expect(actions.map(\.action) == ["customers.list", "invoices.create"])
                #expect(actions.reduce(0) { $0 + $1.calls } == totals.calls)
                #expect(actions.reduce(0) { $0 + $1.failures } == totals.failures)
                #expect(actions.map(\.limited) == [totals.limited, 0])
                let latency = try await statistics.latency(filter, of: Self.scope)
                #expect(latency == actions.reduce(LatencyHistogram()) { $0 + $1.latency })
                let p95 = try #require(actions.last?.latency.p95)
                #expect((32_768...65_536).contains(p95))
            }
        }
    }

    @Test func `a day of any zone is the sum of its hours, also when the clocks are changed`() async throws {
        // Over the end of March and September.
        let records = (0..<2500).map { number in
            Office.record(minutesAgo: Int64(number) * 113, status: [200, 304, 404, 500][number % 4])
        }
        try await with(records) { (statistics: PostgresUsageStatistics, _: TestDatabase) async throws in
            for name in [
                "UTC", "Europe/Paris", "Asia/Kolkata", "America/Los_Angeles", "America/Santiago", "Pacific/Auckland",
                "Pacific/Kiritimati",
            ] {
                let zone = try #require(CalendarZone(identifier: name))
                for (since, until) in [(190, 0), (181, 100), (3, 0), (1, 0)] as [(Int64, Int64)] {
                    var filter = UsageFilter(
                        since: zone.end(of: zone.day(at: Office.now).adding(days: Int(-since))),
                        until: Office.now.adding(seconds: 1 - until * 86_400))
                    filter.statusClass = until > 0 ? 4 : nil
                    let days = try await statistics.series(filter, by: .day, in: zone, of: Self.scope)
                    let hours = try await statistics.series(filter, by: .hour, in: zone, of: Self.scope)
                    var sums = days.map { UsagePoint(at: $0.at) }
                    for hour in hours {
                        let place = try #require(sums.lastIndex { $0.at <= hour.at })
                        for statusClass in 2...5 {
                            sums[place].add(hour.calls(inClass: statusClass), inClass: statusClass)
                        }
                    }
                    #expect(days == sums, "\(name), \(since) to \(until)")
                    #expect(days.contains { $0.calls > 0 })
                }
            }
        }
    }

    @Test func `a filter means a key, an action or a class of status`() async throws {
        try await with(Self.some) { (statistics: PostgresUsageStatistics, _: TestDatabase) async throws in
            var filter = last(days: 10)
            filter.key = 11
            #expect(try await statistics.totals(filter, of: Self.scope).byStatus == [201: 250, 403: 250])
            filter.statusClass = 4
            #expect(try await statistics.totals(filter, of: Self.scope).byStatus == [403: 250])
            #expect(try await statistics.topActions(filter, limit: 1, of: Self.scope).map(\.calls) == [250])
            filter.key = nil
            #expect(try await statistics.totals(filter, of: Self.scope).byStatus == [403: 250, 429: 50])
            filter.action = "customers.list"
            #expect(try await statistics.totals(filter, of: Self.scope).byStatus == [429: 50])
            #expect(try await statistics.totals(filter, of: TenantScope(id: 3)).calls == 0)
            let empty = UsageFilter(since: Office.now, until: Office.now.adding(seconds: -86_400))
            #expect(try await statistics.totals(empty, of: Self.scope).calls == 0)
            #expect(try await statistics.topKeys(empty, limit: 5, of: Self.scope).isEmpty)
        }
    }

    @Test func `keys by calls, with names, and their last days`() async throws {
        let busy = (0..<30).map { Office.record(key: 12, minutesAgo: Int64($0)) }
        try await with(Self.some + busy) { (statistics: PostgresUsageStatistics, database: TestDatabase) async throws in
            try await database.admin { (admin: PostgresClient) async throws in
                try await admin.withSession { session in
                    try await session.run(
                        script: """
                            INSERT INTO tenants (id, subdomain, name, created_at) VALUES (1, 'one', 'One', now());
                            INSERT INTO api_keys (tenant_id, id, uuid, name, family, prefix, digest, scopes, created_at)
                                VALUES (1, 10, gen_random_uuid(), 'n8n', 'kiik', 'p', sha256('1'), '{}', now());
                            INSERT INTO oauth_clients (tenant_id, id, uuid, client_id, name, origin, is_confidential,
                                auth_methods, redirect_uris, grant_types, scopes, jwks, jwks_uri, client_uri, is_verified,
                                needs_approval, created_at, updated_at, version) VALUES (0, 11, gen_random_uuid(), 'c',
                                'Helper', 'operator', false, '{}', '{}', '{}', '{}', '', '', '', false, false, now(),
                                now(), 1);
                            """)
                }
            }
            let week = try await statistics.topKeys(last(days: 7), limit: 2, of: Self.scope)
            #expect(week.map(\.id) == [10, 11] && week.map(\.calls) == [500, 500])
            #expect(week.map(\.refusals) == [0, 250])
            #expect(week.map { $0.key?.name } == ["n8n", "Helper"] && week.map { $0.key?.kind } == [.key, .app])
            // The figures are of the hours that are meant, though keys are found by whole days.
            let hour = UsageFilter(since: Office.now.adding(seconds: -1), until: Office.now.adding(seconds: 1), key: 12)
            let recent = try await statistics.topKeys(hour, limit: 5, of: Self.scope)
            #expect(recent.first?.id == 12 && recent.first?.key == nil)
            let ofKey = try await statistics.totals(hour, of: Self.scope)
            #expect(recent.first?.calls == ofKey.calls)
            let lines = try await statistics.sparklines(
                ofKeys: [10, 12, 99], days: 14, at: Office.now, of: Self.scope)
            #expect(Set(lines.keys) == [10, 12] && lines[10]?.count == 14)
            #expect(lines[10]?.reduce(0, +) == 500 && lines[12]?.last == 30)
            let foreign = try await statistics.sparklines(
                ofKeys: [10], days: 2, at: Office.now, of: TenantScope(id: 3))
            #expect(foreign.isEmpty)
        }
    }

    /// Keys called in very different measure, the busy of one month seldom in another; days are kept 32 in a row.
    @Test func `the busiest keys of any time are those with the most calls in it`() async throws {
        var records: [UsageRecord] = []
        for number in Int64(0)..<6000 {
            let month = number % 3
            let draw = number * 48_271 % 1009
            // A few keys have most of a month's calls; which these are changes.
            let key = 1 + (draw * draw * draw / 16_000_000 + month * 17) % 64
            records.append(
                Office.record(
                    key: key, minutesAgo: month * 44_640 + number * 7919 % 44_640, status: number % 5 == 0 ? 403 : 200))
        }
        try await with(records) { (statistics: PostgresUsageStatistics, database: TestDatabase) async throws in
            for (since, until) in [(1, 0), (23, 0), (30, 4), (47, 10), (170, 0), (800, 90), (1500, 700), (2200, 0)]
                as [(Int64, Int64)]
            {
                let filter = UsageFilter(
                    since: Office.now.adding(seconds: -since * 3600),
                    until: Office.now.adding(seconds: 1 - until * 3600))
                let counted = try await database.admin {
                    try await $0.texts(
                        """
                        SELECT key_id || ' ' || count(*) || ' ' || count(*) FILTER (WHERE status = 403) FROM usage_records
                        WHERE occurred_at >= \(Parameter.timestamp(filter.since.microseconds))
                            AND occurred_at < \(Parameter.timestamp(filter.until.microseconds))
                        GROUP BY key_id ORDER BY count(*) DESC, key_id
                        """)
                }
                for limit in [1, 4, 15, 100] {
                    let keys = try await statistics.topKeys(filter, limit: limit, of: Self.scope)
                    #expect(
                        keys.map { "\($0.id) \($0.calls) \($0.refusals)" } == Array(counted.prefix(limit)),
                        "\(since) to \(until), \(limit)")
                }
            }
            #expect(try await statistics.topKeys(last(days: 7), limit: 0, of: Self.scope).isEmpty)
        }
    }

    @Test func `what keys did with success`() async throws {
        let old = Office.record(key: 11, minutesAgo: 60 * 24 * 40, action: "invoices.delete")
        try await with(Self.some + [old]) { (statistics: PostgresUsageStatistics, _: TestDatabase) async throws in
            let since = Office.now.adding(seconds: -30 * 86_400)
            let used = try await statistics.usedActions(ofKeys: [10, 11, 99], since: since, of: Self.scope)
            #expect(Set(used.keys) == [10, 11])
            #expect(used[11]?.map(\.action) == ["invoices.create"] && used[11]?.map(\.calls) == [250])
            #expect(used[11]?.first?.lastDay == CalendarZone.utc.day(at: Office.now))
            #expect(try await statistics.usedActions(ofKey: 11, since: since, of: TenantScope(id: 2)).isEmpty)
        }
    }

    /// Sums of days are kept 32 days a row: these lie on both sides of where a row ends.
    @Test func `days of two rows are one span`() async throws {
        let boundary = Timestamp(microseconds: 20_704 * 86_400_000_000)
        let minutes = (Office.now.microseconds - boundary.microseconds) / 60_000_000
        func records(_ count: Int, hoursBefore hours: Int64, status: Int = 200) -> [UsageRecord] {
            (0..<count).map { _ in Office.record(minutesAgo: minutes + hours * 60 + 30, status: status) }
        }
        let all =
            records(12, hoursBefore: 2, status: 403) + records(12, hoursBefore: -3, status: 403)
            + records(40, hoursBefore: 40) + records(7, hoursBefore: -40) + records(5, hoursBefore: 24 * 40)
        try await with(all) { (statistics: PostgresUsageStatistics, _: TestDatabase) async throws in
            let now = boundary.adding(seconds: 4 * 3600)
            let found = try await statistics.unusualActivity(at: now, of: Self.scope)
            // The calls after `now` are there already.
            #expect(found.map(\.kind) == [.refusals(refused: 24, calls: 31)])
            for (since, until) in [(-3, 4), (-48, 48), (-1000, 48), (-1000, 0), (0, 48), (-1, 1), (1, 48)]
                as [(Int64, Int64)]
            {
                let filter = UsageFilter(
                    since: boundary.adding(seconds: since * 3600), until: boundary.adding(seconds: until * 3600))
                let totals = try await statistics.totals(filter, of: Self.scope)
                let keys = try await statistics.topKeys(filter, limit: 5, of: Self.scope)
                #expect(keys.map(\.calls) == (totals.calls == 0 ? [] : [totals.calls]), "\(since) to \(until)")
                #expect(keys.map(\.refusals) == (totals.calls == 0 ? [] : [totals.byStatus[403] ?? 0]))
            }
            let line = try await statistics.sparklines(
                ofKeys: [10], days: 5, at: boundary.adding(seconds: 2 * 86_400), of: Self.scope)
            #expect(line == [10: [40, 12, 12, 7, 0]])
        }
    }

    @Test func `what the last day had that was never there before`() async throws {
        let day: Int64 = 60 * 24
        var records: [UsageRecord] = []
        for ago in 2...10 {
            for key in [Int64(10), 11, 12, 13] {
                for number in 0..<10 {
                    records.append(Office.record(key: key, minutesAgo: Int64(ago) * day + Int64(number)))
                }
            }
        }
        // Its usual address and action, a new address, a new action, a burst, and refusals.
        records.append(Office.record(key: 10, minutesAgo: 90, ip: "203.0.113.9"))
        records.append(Office.record(key: 11, minutesAgo: 90, action: "customers.delete"))
        for _ in 0..<150 { records.append(Office.record(key: 12, minutesAgo: 90)) }
        for _ in 0..<40 { records.append(Office.record(key: 13, minutesAgo: 90, status: 403)) }
        // A key that is new altogether.
        for _ in 0..<300 { records.append(Office.record(key: 14, minutesAgo: 90, ip: "198.51.100.4")) }
        try await with(records) { (statistics: PostgresUsageStatistics, _: TestDatabase) async throws in
            let found = try await statistics.unusualActivity(at: Office.now, of: Self.scope)
            let kinds = Dictionary(grouping: found, by: \.key).mapValues { $0.map(\.kind) }
            #expect(
                kinds == [
                    10: [.newAddress(ip: "203.0.113.9", calls: 1, known: 1)],
                    11: [.newAction(action: "customers.delete", calls: 1, known: 1)],
                    12: [.burst(calls: 150, usual: 10)], 13: [.refusals(refused: 40, calls: 40)],
                ])
            for key in [Int64(10), 11, 12, 13, 14] {
                let own = try await statistics.unusualActivity(at: Office.now, ofKey: key, of: Self.scope)
                #expect(own.map(\.kind) == kinds[key] ?? [] && own.allSatisfy { $0.key == key }, "\(key)")
            }
            let before = try await statistics.addresses(
                ofKeys: [10, 11, 14, 99], before: Office.now.adding(seconds: -86_400), of: Self.scope)
            #expect(before == [10: ["192.0.2.1"], 11: ["192.0.2.1"]])
            #expect(try await statistics.unusualActivity(at: Office.now, of: TenantScope(id: 2)).isEmpty)
            let later = Office.now.adding(seconds: 3 * 86_400)
            #expect(try await statistics.unusualActivity(at: later, of: Self.scope).isEmpty)
        }
    }
}

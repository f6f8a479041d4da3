import AuthCore
import Domain

/// The pages of usage, logs and unusual activity.
enum UsagePages {
    static let endpoints: [Endpoint] = [
        .page("/usage/", "Shows what was called.", needs: .of(.read, .usage)) { try await UsageOverview.show($0) },
        .page("/usage/log/", "Shows the calls one by one.", needs: .of(.read, .usage)) { try await UsageLog.show($0) },
        .page("/usage/log.csv", "Sends the calls as a file.", needs: .of(.read, .usage)) {
            try await UsageLogFile.answer($0)
        },
        .page("/usage/unusual/", "Shows what was unusual.", needs: .of(.read, .usage)) {
            try await UsageFindings.show($0)
        },
        .page("/usage/privileges/", "Shows what keys may do and do not.", needs: .of(.read, .keys)) {
            try await KeyPrivileges.show($0)
        },
        .page("/keys/{id}/logs/", "Shows a key's calls.", needs: .of(.read, .keys)) {
            try await UsageLog.show($0, of: try await KeyPages.find($0))
        },
        .page("/keys/{id}/logs.csv", "Sends a key's calls as a file.", needs: .of(.read, .keys)) {
            try await UsageLogFile.answer($0, of: try await KeyPages.find($0))
        },
        .page(
            "/keys/{id}/privileges/", "Asks whether to take away what a key does not use.", needs: .of(.update, .keys)
        ) {
            try await KeyPrivileges.ask($0)
        },
        .form("/keys/{id}/privileges/", "Takes away what a key does not use.", needs: .of(.update, .keys)) {
            try await KeyPrivileges.apply($0, $1)
        },
    ]

    enum Tab: String, CaseIterable {
        case overview = "/usage/"
        case log = "/usage/log/"
        case unusual = "/usage/unusual/"
        case privileges = "/usage/privileges/"

        var needs: Permission { self == .privileges ? .of(.read, .keys) : .of(.read, .usage) }
    }

    static func page(_ visit: ConsoleVisit, _ here: Tab, lead: String? = nil) -> ConsolePage {
        var page = ConsolePage(Phrase(visit.texts.console.usage))
        page.lead = lead.map { Phrase($0) }
        page.tabs = Tab.allCases.filter { visit.may($0.needs) }.map {
            ConsolePage.Tab(label: visit.texts.usage.tab($0), address: $0.rawValue, isHere: $0 == here)
        }
        return page
    }

    static func badge(of status: Int) -> Badge {
        switch status {
        case ..<300: Badge(String(status), .good)
        case ..<400: Badge(String(status))
        case ..<500: Badge(String(status), .warning)
        default: Badge(String(status), .bad)
        }
    }

    static func chart(_ points: [UsagePoint], _ period: UsagePeriod, _ visit: ConsoleVisit) -> Block {
        let (words, formats) = (visit.texts.usage, visit.formats)
        let looks: [(Int, Chart.Series.Look)] = [(2, .good), (3, .plain), (4, .warning), (5, .bad)]
        return .chart(
            Chart(
                words.chart(period), places: period.places(points, formats),
                of: period.bucket == .hour ? words.hour : words.day,
                looks.map { statusClass, look in
                    Chart.Series(
                        name: words.statusClass(statusClass), look: look,
                        values: points.map { $0.calls(inClass: statusClass) })
                }, showTable: visit.texts.console.figures, none: Phrase(words.noCalls),
                number: { formats.number($0) }))
    }
}

extension ConsoleVisit {
    /// This page's address with some of its parameters others, from its first page on.
    func address(setting changes: [String: String], at path: String? = nil) -> String {
        var pairs = query.pairs.filter {
            !["cursor", "done"].contains($0.name) && !$0.value.isEmpty && changes[$0.name] == nil
        }.map { ($0.name, $0.value) }
        pairs += changes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let path = path ?? String(call.head.path)
        return pairs.isEmpty ? path : "\(path)?\(PercentEncoding.encode(pairs))"
    }
}

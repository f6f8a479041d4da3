import JSON

/// What the doctor found, step by step.
struct ConnectionReport: Sendable {
    struct Finding: Sendable {
        let requirement: Requirement
        let detail: String
        let stops: Bool
    }

    enum Outcome: Sendable {
        case passed(String)
        case failed
        /// It could have been made, with something more.
        case notMade(String)
        /// Nobody would make it here.
        case notNeeded(String)
        /// An earlier one failed.
        case notReached

        var name: String {
            switch self {
            case .passed: "passed"
            case .failed: "failed"
            case .notMade, .notNeeded, .notReached: "not made"
            }
        }

        var text: String {
            switch self {
            case .passed(let text), .notMade(let text), .notNeeded(let text): Self.clean(text)
            case .failed: ""
            case .notReached: "not reached: an earlier step failed"
            }
        }

        /// What comes from outside moves no cursor and turns no text around.
        static func clean(_ text: String) -> String {
            let plain = text.unicodeScalars.lazy.filter { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
                default: true
                }
            }
            return String(String.UnicodeScalarView(plain.prefix(500)))
        }
    }

    let url: String
    let client: ConnectingClient
    private(set) var steps: [(step: ConnectionStep, outcome: Outcome)] = []
    private(set) var findings: [Finding] = []

    init(url: String, client: ConnectingClient) {
        self.url = url
        self.client = client
    }

    mutating func end(_ step: ConnectionStep, _ outcome: Outcome) { steps.append((step, outcome)) }

    mutating func find(_ requirement: Requirement, _ detail: String) -> Bool {
        let stops = requirement.stops.contains(client.kind)
        findings.append(Finding(requirement: requirement, detail: Outcome.clean(detail), stops: stops))
        return stops
    }

    var stop: Finding? { findings.first(where: \.stops) }

    private var notMade: [String] {
        steps.compactMap { step in
            if case .notMade = step.outcome { step.step.rawValue } else { nil }
        }
    }

    var lines: [String] {
        var lines: [String] = []
        for (step, outcome) in steps {
            let here = findings.filter { $0.requirement.step == step }
            let stop = here.first(where: \.stops)
            lines.append(Self.column(outcome.name, step.rawValue, stop?.text ?? outcome.text))
            for finding in here where !finding.stops { lines.append(Self.column("note", "", finding.text)) }
        }
        return lines + ["", verdict]
    }

    private static func column(_ first: String, _ second: String, _ third: String) -> String {
        func wide(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }
        let line = wide(first, 10) + wide(second, 19) + third
        return String(line.reversed().drop { $0 == " " }.reversed())
    }

    var verdict: String {
        if let stop { return "\(client.name) fails at \(stop.requirement.step.rawValue). \(stop.text)" }
        let missing = notMade.joined(separator: ", ")
        let name = client.kind == .generic ? "a standard client" : client.name
        // Who calls from the internet cannot even come here.
        if findings.contains(where: { $0.requirement.id == Requirement.https.id }), client.kind != .generic {
            return
                "Nothing in these steps stops \(name), but it reaches nothing that does not begin with https://\(missing.isEmpty ? "" : "; not made: \(missing)")."
        }
        if missing.isEmpty { return "Nothing stops \(name)." }
        return "Nothing stops \(name) as far as this went; not made: \(missing)."
    }

    var json: JSONValue {
        [
            "url": .string(url), "as": .string(client.kind.rawValue),
            "steps": .array(
                steps.map { step, outcome in
                    [
                        "step": .string(step.rawValue), "outcome": .string(outcome.name),
                        "detail": .string(outcome.text),
                        "findings": .array(findings.filter { $0.requirement.step == step }.map(\.json)),
                    ]
                }),
            "stopped_by": stop.map(\.json) ?? .null, "verdict": .string(verdict),
        ]
    }
}

extension ConnectionReport.Finding {
    var text: String { "Needed: \(requirement.rule)\(detail.isEmpty ? "" : " \(detail)") (\(requirement.source))" }

    var json: JSONValue {
        [
            "id": .string(requirement.id), "step": .string(requirement.step.rawValue),
            "rule": .string(requirement.rule), "detail": .string(detail), "source": .string(requirement.source),
            "stops": .bool(stops),
        ]
    }
}

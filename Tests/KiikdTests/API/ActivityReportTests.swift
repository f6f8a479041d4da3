import JSON
import Testing

@Suite struct `Activity reports` {
    private func scene(_ more: String = #", "daily_rate": 400"#) async throws -> (office: Office, project: Int64) {
        let office = try await Office.open()
        return (office, try await office.project(try await office.customer(), "Réseau", more))
    }

    private func body(_ project: Int64, _ days: String, month: String = "2026-02", more: String = "") -> String {
        #"{"project_id": \#(project), "month": "\#(month)", "days": [\#(days)]\#(more)}"#
    }

    @Test func `a report is created, changed, submitted, locked and invoiced once`() async throws {
        let (office, project) = try await scene()
        let made = try await office.client.post(
            Path.cras, body(project, #"{"date": "2026-02-03", "days": 0.5}, {"date": "2026-02-02"}"#))
        #expect(made.status == 201, "\(made.text)")
        let json = try made.json
        #expect(json["month"] == "2026-02" && json["status"] == "draft" && json["invoice_id"] == .null)
        #expect(
            made.text.contains(
                #""days":[{"date":"2026-02-02","days":1},{"date":"2026-02-03","days":0.5}],"total_days":1.5"#))
        let path = "\(Path.cras)\(try #require(json["id"]?.int64Value))/"
        #expect(try await office.client.get("\(Path.craList)?month=2026-02&project_id=\(project)").rows == [json])
        #expect(try await office.client.get("\(Path.craList)?month=2026-03").rows.isEmpty)
        #expect(try await office.client.post(path + "invoice/", "{}").status == 409)
        let changed = try await office.client.patch(path, #"{"notes": "late", "status": "submitted"}"#)
        #expect(changed.status == 200)
        #expect(try await office.client.patch(path, #"{"notes": "later"}"#).status == 409)
        #expect(try await office.client.patch(path, #"{"status": "draft"}"#).status == 409)
        let invoiced = try await office.client.post(path + "invoice/", #"{"tax_rate": 20}"#)
        #expect(invoiced.status == 200, "\(invoiced.text)")
        let both = try invoiced.json
        #expect(both["invoice"]?["amount"]?.numberValue?.text == "600.00")
        #expect(both["invoice"]?["total"]?.numberValue?.text == "720.00")
        #expect(both["invoice"]?["project_id"] == .int(project))
        #expect(both["cra"]?["invoice_id"] == both["invoice"]?["id"])
        #expect(try await office.client.post(path + "invoice/", "{}").status == 409)
        #expect(try await office.client.get(Path.context).json["cras"] == 1)
    }

    @Test func `a report never has more than the month or the day has`() async throws {
        let (office, project) = try await scene()
        func faults(_ text: String) async throws -> Set<String> {
            let answer = try await office.client.post(Path.cras, text)
            #expect(answer.status == 400, "\(answer.text)")
            return Set(try #require(try answer.json.objectValue).map(\.name))
        }
        #expect(
            try await faults(
                body(project, #"{"date": "2026-02-29"}, {"date": "2026-03-01"}, {"date": "2026-02-01", "days": 1.5}"#))
                == ["days.0.date", "days.2.days"])
        #expect(
            try await faults(body(project, #"{"date": "2026-02-28"}, {"date": "2026-03-01"}, {"date": "2026-02-28"}"#))
                == ["days.1.date", "days.2.date"])
        #expect(try await faults(body(project, "", month: "2026-13")) == ["month"])
        // The other project has half of the day already.
        let other = try await office.project(try await office.customer(), "XYZ")
        #expect(
            try await office.client.post(Path.cras, body(other, #"{"date": "2026-02-10", "days": 0.5}"#)).status == 201)
        #expect(try await faults(body(project, #"{"date": "2026-02-10"}"#)) == ["days"])
        // Somebody else's day is their own.
        let colleague = body(project, #"{"date": "2026-02-10"}"#, more: #", "worker": "Ada""#)
        #expect(try await office.client.post(Path.cras, colleague).status == 201)
        let half = try await office.client.post(Path.cras, body(project, #"{"date": "2026-02-10", "days": 0.5}"#))
        #expect(half.status == 201)
        // One report of a month, project and worker.
        #expect(try await faults(body(project, "")) == ["month"])
        // What is taken back is free again.
        let path = "\(Path.cras)\(try #require(try half.json["id"]?.int64Value))/"
        #expect(try await office.client.patch(path, #"{"days": [{"date": "2026-02-10"}]}"#).status == 400)
        #expect(try await office.client.patch(path, #"{"days": []}"#).status == 200)
        let third = try await office.project(try await office.customer(), "Third")
        #expect(
            try await office.client.post(Path.cras, body(third, #"{"date": "2026-02-10", "days": 0.5}"#)).status == 201)
    }

    @Test func `of many reports on one day at once only as many are kept as the day has room for`() async throws {
        let (office, _) = try await scene()
        let customer = try await office.customer()
        var projects: [Int64] = []
        for index in 0..<8 { projects.append(try await office.project(customer, "P\(index)")) }
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for project in projects {
                let text = body(project, #"{"date": "2026-02-10", "days": 0.5}"#)
                group.addTask { try await office.client.post(Path.cras, text).status }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.sorted() == [201, 201, 400, 400, 400, 400, 400, 400])
    }

    /// Reports are made and changed at random; a model of three lines says which of them may be.
    @Test func `whatever is reported, no day of anybody's ever has more than a day has`() async throws {
        let (office, _) = try await scene()
        let customer = try await office.customer()
        var projects: [Int64] = []
        for index in 0..<3 { projects.append(try await office.project(customer, "P\(index)")) }
        // The same at every run; February has 28 days.
        var random = SplitMix(state: 20_260_201)
        var kept: [Int64: (id: Int64, days: [Int: Int])] = [:]
        var refused = 0
        for step in 0..<120 {
            let project = try #require(projects.randomElement(using: &random))
            var days: [Int: Int] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                days[Int.random(in: 27...30, using: &random)] = Int.random(in: 1...2, using: &random)
            }
            let others = kept.filter { $0.key != project }.values
            let fits = days.allSatisfy { day, halves in
                day <= 28 && halves + others.reduce(0) { $0 + ($1.days[day] ?? 0) } <= 2
            }
            let text = days.map { #"{"date": "2026-02-\#($0)", "days": \#($1 == 2 ? "1" : "0.5")}"# }
                .joined(separator: ", ")
            let answer: HTTPAnswer
            if let known = kept[project] {
                answer = try await office.client.patch("\(Path.cras)\(known.id)/", #"{"days": [\#(text)]}"#)
            } else {
                answer = try await office.client.post(Path.cras, body(project, text))
            }
            #expect((answer.status < 300) == fits, "step \(step): \(text) was \(answer.status)")
            refused += fits ? 0 : 1
            if answer.status < 300 { kept[project] = (try #require(try answer.json["id"]?.int64Value), days) }
        }
        #expect((20...100).contains(refused), "the steps try both sides of the bound: \(refused)")
        let worked = try await office.daemon.sql(
            "SELECT coalesce(max(halves), 0) FROM worked_days WHERE tenant_id = \(office.id)")
        #expect(Int(worked).map { $0 <= 2 } == true)
        let rows = try await office.client.get(Path.craList).rows
        for (project, report) in kept {
            let row = try #require(rows.first { $0["project_id"]?.int64Value == project })
            #expect(row["days"]?.arrayValue?.count == report.days.count)
        }
    }
}

/// A small generator with a seed.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

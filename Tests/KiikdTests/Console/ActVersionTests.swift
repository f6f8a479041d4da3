import Domain
import Foundation
import JSON
import Testing

@testable import HTTPServer

/// Every act that the pages of the business's data declare: a new one cannot escape.
@Suite struct `Something that is done with a row` {
    private static func names<Row>(_ sheet: DataSheet<Row>) -> [String] {
        sheet.acts.map { "\(sheet.name)/\($0.name)" }
    }

    static let acts =
        names(DataSheet<Customer>.customers) + names(DataSheet<Project>.projects) + names(DataSheet<Invoice>.invoices)
        + names(DataSheet<CreditNote>.creditNotes) + names(DataSheet<Estimate>.estimates)
        + names(DataSheet<ActivityReport>.activityReports)
        + names(DataSheet<WorkItem>.workItems) + names(DataSheet<Document>.documents)

    private static let scene = Task {
        let office = try await Office.open()
        let customer = try await office.customer()
        return (office: office, desk: try await Desk(try await office.hire()), customer: customer)
    }

    /// How a new row is made, and in which states acts are offered.
    private static func row(of sheet: String) async throws -> (id: Int64, states: [String]) {
        let (office, _, customer) = try await scene.value
        switch sheet {
        case "invoices":
            return (try #require(try await office.invoice(customer)["id"]?.int64Value), ["draft", "sent"])
        case "estimates":
            let body = #"{"customer_id": \#(customer), "amount": 100, "description": "Work"}"#
            return (try await office.row(Path.estimates, body), ["draft", "sent"])
        case "activity-reports":
            let project = try await office.project(
                customer, "P\(UInt32.random(in: 0 ... .max))", #", "daily_rate": 500"#)
            let body =
                #"{"project_id": \#(project), "month": "2026-02", "days": [{"date": "2026-02-02", "days": 0.5}]}"#
            return (try await office.row(Path.cras, body), ["draft", "submitted"])
        case "documents": return (try await office.document("Name: Ada \(UUID().uuidString)"), ["pending"])
        default:
            Issue.record("Say how a row of \(sheet) is made.")
            return (0, [])
        }
    }

    @Test(arguments: acts)
    func `is done with what was looked at: an old version is refused and told, and nothing is changed`(act: String)
        async throws
    {
        let (office, desk, _) = try await Self.scene.value
        let parts = act.split(separator: "/").map(String.init)
        let (sheet, table) = (parts[0], parts[0].replacing("-", with: "_"))
        let (id, states) = try await Self.row(of: sheet)
        let path = "/\(sheet)/\(id)/\(parts[1])/"
        var page = try await desk.get(path)
        for state in states where page.status != 200 {
            _ = try await office.daemon.sql("UPDATE \(table) SET status = '\(state)' WHERE id = \(id)")
            page = try await desk.get(path)
        }
        try #require(page.status == 200, "\(act) is offered in none of \(states)")
        let entries = try Desk.entries(page, path)
        func stored() async throws -> String {
            try await office.daemon.sql("SELECT to_jsonb(t) FROM \(table) t WHERE id = \(id)")
        }

        // Somebody else changes it while this one is looked at.
        _ = try await office.daemon.sql("UPDATE \(table) SET version = version + 1 WHERE id = \(id)")
        let before = try await stored()
        let words = Language.english.texts.data
        let refused = try await desk.post(path, entries)
        #expect(refused.status == 409 && refused.text.contains(words.changedLookAgain), "\(refused.status)")
        for version in ["", "-1", "rubbish", "999999"] {
            let answer = try await desk.post(
                path, entries.typing(["version": version, "form_id": UUID().uuidString]))
            #expect(answer.status == 409, "\(version): \(answer.status)")
        }
        #expect(try await desk.post(path, entries.without("version")).status == 409)
        #expect(try await stored() == before)

        // What was shown then is the row as it is: that it is done with.
        let done = try await desk.post(path, try Desk.entries(refused, path))
        #expect(done.status == 303, "\(done.status) \(done.text.prefix(2000))")
        #expect(try await stored() != before)
    }
}

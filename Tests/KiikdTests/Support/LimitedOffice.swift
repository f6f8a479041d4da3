import Foundation
import JSON
import Testing

/// An office with two customers and a row of everything for each, one that a key is limited to and one beside it.
struct LimitedOffice: Sendable {
    /// What hangs on one customer: a row of each resource, with the word in what it says.
    struct Side: Sendable {
        let word: String
        let customer: Int64
        let project: Int64
        /// By resource.
        let rows: [String: Int64]
    }

    enum Holder: String, CaseIterable, Sendable {
        case ofCustomer, ofProject
    }

    let office: Office
    let seen: Side
    let hidden: Side
    let keys: [Holder: Office.Key]

    func client(_ holder: Holder) throws -> HTTPClient {
        office.daemon.client.with(key: try #require(keys[holder]).secret)
    }

    static func open() async throws -> LimitedOffice {
        let office = try await Office.open()
        let seen = try await side("Seenword", office)
        let hidden = try await side("Hiddenword", office)
        // What hangs on nobody.
        try await office.row(Path.tasks, #"{"title": "Hiddenword"}"#)
        _ = try await office.document("Name: Hiddenword", "Hiddenword.txt")
        return LimitedOffice(
            office: office, seen: seen, hidden: hidden,
            keys: [
                .ofCustomer: try await office.issueKey("--scopes", "*:*", "--customer", "\(seen.customer)"),
                .ofProject: try await office.issueKey("--scopes", "*:*", "--project", "\(seen.project)"),
            ])
    }

    static func side(_ word: String, _ office: Office) async throws -> Side {
        let customer = try await office.customer(word, #", "notes": "\#(word)""#)
        let project = try await office.project(customer, word, #", "daily_rate": 100"#)
        let both = #""customer_id": \#(customer), "project_id": \#(project)"#
        func bill() async throws -> Int64 {
            let id = try await office.row(Path.invoices, #"{\#(both), "amount": 100, "description": "\#(word)"}"#)
            _ = try await office.client.patch("\(Path.invoices)\(id)/", #"{"status": "sent"}"#)
            return id
        }
        let (invoice, credited) = try await (bill(), bill())
        let note = try await office.client.post(
            "\(Path.invoices)\(credited)/credit-note/", #"{"reason": "\#(word)"}"#
        ).json
        let estimate = try await office.row(
            Path.estimates, #"{\#(both), "amount": 1, "description": "\#(word)"}"#)
        _ = try await office.client.patch("\(Path.estimates)\(estimate)/", #"{"status": "sent"}"#)
        let report = try await office.row(
            Path.cras,
            #"{"project_id": \#(project), "month": "2026-10", "worker": "\#(word)", "days": [{"date": "2026-10-05"}]}"#)
        _ = try await office.client.patch("\(Path.cras)\(report)/", #"{"status": "submitted"}"#)
        let document = try await office.document("Name: \(word)", "\(word).txt")
        let approved = try await office.client.post(
            Path.importCustomer,
            #"{"document_id": \#(document), "decision": "approve", "customer_id": \#(customer)}"#)
        try #require(approved.status == 200, "\(approved.text)")
        let device = try await office.row(
            Path.devices, #"{"customer": \#(customer), "type": "phone", "notes": "\#(word)"}"#)
        let item = try await office.row(
            Path.workItems, #"{"customer": \#(customer), "type": "repair", "description": "\#(word)"}"#)
        // On the work item alone.
        let task = try await office.row(Path.tasks, #"{"title": "\#(word)", "work_item": \#(item)}"#)
        return Side(
            word: word, customer: customer, project: project,
            rows: [
                "customers": customer, "projects": project, "invoices": invoice, "estimates": estimate, "cra": report,
                "credit_notes": try #require(note["credit_note"]?["id"]?.int64Value), "documents": document,
                "devices": device, "work_items": item, "tasks": task, "keys": office.key.id,
            ])
    }
}

import JSON
import Testing

@testable import HTTPServer

@Suite struct `What an audit event changed` {
    private func differences(_ before: String?, _ after: String?) -> [AuditDifference] {
        AuditDifference.differences(before: before.map { Array($0.utf8) }, after: after.map { Array($0.utf8) })
    }

    @Test func `fields that differ are told, in the order in which they were written`() {
        let found = differences(
            #"{"name": "Ada", "status": "active", "tags": ["a"]}"#,
            #"{"status": "inactive", "name": "Ada", "tags": ["a", 2]}"#)
        #expect(
            found == [
                AuditDifference(field: "status", before: "active", after: "inactive"),
                AuditDifference(field: "tags", before: ["a"], after: ["a", 2]),
            ])
    }

    @Test func `a new row shows what it has, and nothing that is empty`() {
        let found = differences(nil, #"{"name": "Ada", "email": "", "lines": [], "rate": 0, "due": null}"#)
        #expect(found.map(\.field) == ["name", "rate"])
        #expect(found.allSatisfy { $0.before == nil })
    }

    @Test func `what was emptied is told, and a field that is gone too`() {
        let found = differences(#"{"due": "2026-01-31", "old": 1}"#, #"{"due": null}"#)
        #expect(found.map(\.field) == ["due", "old"] && found.allSatisfy { $0.after == nil })
    }

    @Test(arguments: [nil, "", "[1]", "{", "null"])
    func `what was erased or is no object has no fields`(content: String?) {
        #expect(differences(content, content).isEmpty)
    }

    @Test func `values are read as text`() {
        #expect(AuditDifference.text("Ada") == "Ada")
        #expect(AuditDifference.text(["a", 2]) == "a, 2")
        #expect(AuditDifference.text(["lines": 2]) == "lines: 2")
        #expect(AuditDifference.text(true) == "true" && AuditDifference.text(nil).isEmpty)
    }
}

import Domain
import Testing

@testable import HTTPServer

@Suite struct `What comes back from consent` {
    private func form(_ text: String) throws -> ConsentForm { try ConsentForm(Array(text.utf8)) }

    @Test func `what was ticked comes as often as it was, everything else once`() throws {
        let form = try form(
            "request=r%2B1&scope=customers%3Aread&tenant=t1&scope=openid&reach=chosen&customer=7&customer=8&decision=allow"
        )
        #expect(form.decision == .allow && form.tenant == "t1" && form.fields["request"] == "r+1")
        #expect(form.scopes == ["customers:read", "openid"])
        #expect(form.isLimited && form.customers == ["7", "8"] && form.projects.isEmpty)
        #expect(form.fields.faults.isEmpty)
    }

    @Test func `S31 another name that comes twice is a fault`() throws {
        let form = try form("decision=deny&decision=allow&tenant=a&tenant=b")
        #expect(form.fields.faults.map(\.field) == ["decision", "tenant"])
        #expect(form.decision == .deny)
    }

    @Test(arguments: ["", "decision=", "decision=ALLOW", "scope=allow", "decision"])
    func `without a button of the page nothing is decided`(text: String) throws {
        let form = try form(text)
        #expect(form.decision == nil && !form.isLimited && form.customers.isEmpty)
    }

    @Test(arguments: [
        "scope=%", "customer=%ff", "project=%00",
        "project=" + Array(repeating: "1", count: 201).joined(separator: "&project="),
    ])
    func `lists that are broken or too long are refused`(text: String) {
        #expect(throws: Refusal.self) { try form(text) }
        #expect(throws: Refusal.self) { try ConsentForm([0xFF]) }
    }

    @Test func `more choices than parameters are taken elsewhere fit in`() throws {
        let text = (1...150).map { "customer=\($0)" }.joined(separator: "&")
        #expect(try form(text).customers.count == 150)
    }
}

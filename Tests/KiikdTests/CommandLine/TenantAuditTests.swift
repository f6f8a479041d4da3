import Foundation
import JSON
import Testing

@Suite struct `An operator's changes of a tenant` {
    @Test func `are events of the audit, with what was there before, where something is different`() async throws {
        let office = try await Office.open()
        let tool = office.daemon.tool
        let file = "\(office.daemon.place.path)/digests-\(office.subdomain)"
        try (0..<3).map { _ in UUID().uuidString.replacing("-", with: "").lowercased() }.map { $0 + $0 }
            .joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        let imported = try await tool.run(
            "keys", "import", "--tenant", office.subdomain, "--digests", file, "--scopes", "customers:read", "--format",
            "json")
        #expect(imported.status == 0, "\(imported.error)")
        for rate in ["550", "550", "none"] {
            let answer = try await tool.run(
                "tenants", "update", "--subdomain", office.subdomain, "--daily-rate", rate, "--step-up", "keys:create",
                "--format", "json")
            #expect(answer.status == 0, "\(answer.error)")
        }
        let events = try await office.daemon.sql(
            """
            SELECT action || ' ' || actor || ' ' || coalesce(before->>'daily_rate', '') || '>'
                || coalesce(after->>'daily_rate', '') || ' ' || coalesce(after->>'count', '')
                || coalesce(after->>'subdomain', '') || coalesce(after->>'step_up', '')
            FROM audit_events WHERE tenant_id = \(office.id) AND (resource = 'tenants' OR action = 'keys.import')
            ORDER BY id
            """)
        #expect(
            events.split(separator: "\n").map(String.init) == [
                "tenants.create cli > \(office.subdomain)", "keys.import cli > 3",
                #"tenants.update cli >55000 ["keys:create"]"#, "tenants.update cli 55000>",
            ])
    }
}

import Domain
import HTTPTypes
import JSON
import Testing

@testable import HTTPServer

@Suite struct `A write that needs an approval` {
    @Test func `is refused with 428 in each dialect's form, and told what to do`() throws {
        let occasion = Dialect.Occasion(requestID: "req_1", now: Timestamp(microseconds: 1_790_000_000_123_457))
        for (dialect, code, sentence) in [
            (KiikDialect.make(assets: nil), ["code"], ["detail"]),
            (ServiceDeskDialect.make(), ["code"], ["detail"]),
            (SecretaryDialect.make(), ["error", "code"], ["error", "message"]),
            (CredKitDialect.make(), ["error_code"], ["detail"]),
        ] {
            let answer = dialect.render(.problem(.approvalRequired), occasion)
            #expect(answer.status.code == 428)
            let json = try JSONValue.parse(answer.body)
            func text(_ path: [String]) -> String {
                path.reduce(JSONValue?.some(json)) { $0?[$1] }?.stringValue ?? ""
            }
            #expect(text(code).lowercased() == "approval_required", "\(dialect.name)")
            #expect(text(sentence).contains("dry_run=true") && text(sentence).contains("approval="), "\(dialect.name)")
        }
    }

    @Test func `every change declares the parameter, and a dry run's answer the digest`() {
        for dialect in [KiikDialect.make(assets: nil), ServiceDeskDialect.make()] {
            for endpoint in dialect.endpoints {
                let names = endpoint.documentation.parameters.map(\.name)
                let isChange = ![.get, .head].contains(endpoint.method)
                #expect(names.contains("approval") == isChange, "\(endpoint.method) \(endpoint.path)")
            }
        }
        let schemas = OpenAPIDocument.joint()["components"]?["schemas"]
        #expect(schemas?["InvoiceDryRun"]?["allOf"]?.arrayValue?.last?["properties"]?["approval"]?["type"] == "string")
    }
}

import Foundation
import JSON
import Testing

@Suite struct `Documentation` {
    private func client() async throws -> HTTPClient { try await RunningDaemon.shared.value.client }

    @Test func `the OpenAPI document comes as JSON or YAML, as Accept says`() async throws {
        let client = try await client()
        for accept in [
            "", "*/*", "application/json", "application/yaml;q=0.5, application/json", "text/html,*/*;q=0.1",
        ] {
            let answer = try await client.get("/api/schema/", headers: accept.isEmpty ? [:] : ["Accept": accept])
            #expect(answer.status == 200)
            #expect(answer["content-type"] == "application/json", "\(accept)")
            #expect(try answer.json["openapi"] == "3.1.0")
        }
        for accept in ["application/yaml", "application/vnd.oai.openapi", "application/*;q=0.1, application/yaml"] {
            let answer = try await client.get("/api/schema/", headers: ["Accept": accept])
            #expect(answer.status == 200)
            #expect(answer["content-type"] == "application/yaml", "\(accept)")
            #expect(answer.text.prefix(9) == "openapi: ")
        }
        #expect(try await client.get("/api/schema/", headers: ["Accept": "image/png"]).status == 406)
    }

    @Test func `kiikd openapi prints what the daemon serves, and needs no database`() async throws {
        let printed = try await CommandLineTool().run("openapi", "--data", "/nonexistent/kiikd").json
        #expect(try await client().get("/api/schema/").json == printed)
    }

    @Test(arguments: ["/api/docs/", "/api/schema/swagger-ui/", "/api/schema/redoc/"])
    func `the pages allow no script but kiikd's own`(path: String) async throws {
        let answer = try await client().get(path)
        #expect(answer.status == 200)
        #expect(answer["content-type"] == "text/html; charset=utf-8")
        let policy = try #require(answer["content-security-policy"])
        let rules = policy.components(separatedBy: "; ")
        #expect(rules.contains("default-src 'none'"))
        #expect(rules.contains("script-src 'self'"))
        #expect(rules.contains("frame-ancestors 'none'"))
        #expect(rules.contains("base-uri 'none'"))
        #expect(!policy.contains("unsafe-eval"))
        #expect(!answer.text.contains("<script>"), "an inline script would be refused by the policy")
        #expect(!answer.text.contains("http://") && !answer.text.contains("https://"), "nothing comes from elsewhere")
    }
}

import JSON
import Testing

@testable import HTTPServer

/// What ChatGPT's Actions take of an OpenAPI document.
@Suite struct `The OpenAPI document within the limits of GPT Actions` {
    private var operations: [(name: String, operation: JSONValue)] {
        let paths = OpenAPIDocument.joint()["paths"]?.objectValue ?? [:]
        return paths.flatMap { path in
            (path.value.objectValue ?? [:]).map { ("\($0.name) \(path.name)", $0.value) }
        }
    }

    @Test func `every operation has an id, short texts, and says whether it changes something`() throws {
        #expect(operations.count > 40)
        for (name, operation) in operations {
            #expect(operation["operationId"]?.stringValue?.isEmpty == false, "\(name)")
            for text in ["summary", "description"] {
                #expect((operation[text]?.stringValue?.unicodeScalars.count ?? 0) <= 300, "\(name) \(text)")
            }
            for parameter in operation["parameters"]?.arrayValue ?? [] {
                let text = try #require(parameter["description"]?.stringValue, "\(name)")
                #expect(text.unicodeScalars.count <= 700, "\(name)")
            }
            #expect(operation["x-openai-isConsequential"] == .bool(!name.hasPrefix("get ")), "\(name)")
        }
    }

    @Test func `what is said of the fields of bodies is short too`() {
        func descriptions(in value: JSONValue) -> [String] {
            switch value {
            case .object(let members):
                (members["description"]?.stringValue.map { [$0] } ?? [])
                    + members.flatMap { descriptions(in: $0.value) }
            case .array(let values): values.flatMap(descriptions)
            default: []
            }
        }
        let texts = descriptions(in: OpenAPIDocument.joint()["components"] ?? [:])
        #expect(texts.count > 100)
        for text in texts { #expect(text.unicodeScalars.count <= 700, "\(text)") }
    }
}

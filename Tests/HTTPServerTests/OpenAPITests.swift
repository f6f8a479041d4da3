import Domain
import HTTPTypes
import JSON
import Testing

@testable import HTTPServer

@Suite struct `The OpenAPI document` {
    private let document = OpenAPIDocument.joint()

    private func everything(in value: JSONValue) -> [(name: String, value: JSONValue)] {
        switch value {
        case .object(let members): members.flatMap { [(name: $0.name, value: $0.value)] + everything(in: $0.value) }
        case .array(let values): values.flatMap { everything(in: $0) }
        default: []
        }
    }

    private var operations: [(path: String, method: String, operation: JSONValue)] {
        (document["paths"]?.objectValue).map { paths in
            paths.flatMap { path in
                (path.value.objectValue.map { Array($0) } ?? []).map { (path.name, $0.name, $0.value) }
            }
        } ?? []
    }

    @Test func `every reference leads to a schema, and every schema is referred to`() throws {
        let schemas = Set(try #require(document["components"]?["schemas"]?.objectValue).names)
        let prefix = "#/components/schemas/"
        let references = everything(in: document).filter { $0.name == "$ref" }.compactMap(\.value.stringValue)
        #expect(!references.isEmpty)
        for reference in references {
            #expect(reference.hasPrefix(prefix))
            #expect(schemas.contains(String(reference.dropFirst(prefix.count))), "\(reference)")
        }
        #expect(schemas.subtracting(references.map { String($0.dropFirst(prefix.count)) }).isEmpty)
    }

    @Test func `operation ids are there, unique and names that generators take`() {
        let ids = operations.compactMap { $0.operation["operationId"]?.stringValue }
        #expect(ids.count == operations.count)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.wholeMatch(of: /[A-Za-z][A-Za-z0-9_]*/) != nil })
    }

    @Test func `every path variable is a required parameter, and no parameter comes twice`() {
        for (path, method, operation) in operations {
            let parameters = operation["parameters"]?.arrayValue ?? []
            let places = parameters.map { "\($0["in"]?.stringValue ?? "") \($0["name"]?.stringValue ?? "")" }
            #expect(Set(places).count == places.count, "\(method) \(path)")
            #expect(path.contains("{id}") == places.contains("path id"), "\(method) \(path)")
            for parameter in parameters where parameter["in"] == "path" { #expect(parameter["required"] == true) }
        }
    }

    @Test func `every operation says what it answers, each failure included`() {
        for (path, method, operation) in operations {
            let statuses = Set(operation["responses"]?.objectValue?.names.map { $0 } ?? [])
            #expect(statuses.contains { $0.hasPrefix("2") }, "\(method) \(path)")
            #expect(statuses.isSuperset(of: ["400", "503"]), "\(method) \(path)")
            if operation["security"] == nil {
                #expect(statuses.isSuperset(of: ["401", "403", "429"]), "\(method) \(path)")
            }
            if path.contains("{id}") { #expect(statuses.contains("404"), "\(method) \(path)") }
            if method == "post" {
                #expect(statuses.isSuperset(of: ["200", "409", "413", "415"]), "\(method) \(path)")
                let isRepeatable = operation["parameters"]?.arrayValue?.contains { $0["name"] == "Idempotency-Key" }
                #expect(statuses.contains("422") == (isRepeatable == true), "\(method) \(path)")
                // What is done with a row that is there answers 200.
                let isAboutOne = path.contains("{id}") || path.hasSuffix("/import-customer/")
                #expect(statuses.contains("201") == !isAboutOne, "\(method) \(path)")
            }
        }
    }

    @Test func `every endpoint with a permission is in the document`() {
        let described = Set(operations.map { "\($0.method.uppercased()) \($0.path)" })
        let all = [KiikDialect.make(assets: nil), ServiceDeskDialect.make()].flatMap(\.endpoints)
        for endpoint in all where endpoint.operation.declared != nil {
            #expect(described.contains("\(endpoint.method.rawValue) \(endpoint.path)"))
        }
    }

    @Test func `what may be included is described: the parameter's choices, and fields that no answer must have`()
        throws
    {
        let show = try #require(operations.first { $0.path == "/api/work-items/{id}/" && $0.method == "get" }).operation
        let include = try #require(show["parameters"]?.arrayValue?.first { $0["name"] == "include" })
        #expect(include["schema"]?["items"]?["enum"] == ["customerDetails", "deviceDetails", "tasks"])
        #expect(include["explode"] == false)
        let schema = try #require(document["components"]?["schemas"]?["WorkItem"])
        let names = Set(schema["properties"]?.objectValue?.names.map { $0 } ?? [])
        #expect(names.isSuperset(of: ["customer", "device", "customerDetails", "deviceDetails", "tasks"]))
        #expect(schema["required"]?.arrayValue?.contains("customer") == true)
        #expect(schema["required"]?.arrayValue?.contains("customerDetails") == false)
    }

    @Test func `one schema name means one thing in both dialects`() {
        var schemas: [String: JSONValue] = [:]
        for endpoint in [KiikDialect.part, ServiceDeskDialect.part].flatMap(\.endpoints) {
            for named in [endpoint.documentation.input, endpoint.documentation.output].compactMap(\.self) {
                #expect(schemas[named.name] == nil || schemas[named.name] == named.schema, "\(named.name)")
                schemas[named.name] = named.schema
            }
        }
    }

    @Test func `what an object requires, it has`() {
        let schemas = everything(in: document).map(\.value).filter { $0["type"] == "object" && $0["required"] != nil }
        #expect(!schemas.isEmpty)
        for schema in schemas {
            let names = Set(schema["properties"]?.objectValue?.names.map { $0 } ?? [])
            #expect(names.isSuperset(of: schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []))
        }
    }
}

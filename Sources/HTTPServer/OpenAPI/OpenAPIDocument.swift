import Domain
import HTTPTypes
package import JSON

/// An OpenAPI 3.1 document, made from the endpoints' declarations.
package enum OpenAPIDocument {
    /// The endpoints of one dialect, and what stands before the names of their operations.
    struct Part: Sendable {
        var prefix = ""
        let endpoints: [Endpoint]
    }

    /// What `/api/schema/` serves: Kiik and the service desk in one document.
    package static func joint() -> JSONValue {
        make(title: "kiikd API", parts: [KiikDialect.part, ServiceDeskDialect.part])
    }

    static func make(title: String, parts: [Part]) -> JSONValue {
        let endpoints = parts.flatMap(\.endpoints)
        var schemas = JSONObject(errorSchemas)
        for endpoint in endpoints {
            for named in [endpoint.documentation.input, endpoint.documentation.output].compactMap(\.self) {
                _ = schemas.appendNew(named.name, named.schema)
            }
            if endpoint.documentation.isChange { addDryRun(endpoint.documentation.output, to: &schemas) }
        }
        var paths: [(String, [(String, JSONValue)])] = []
        for (prefix, endpoint) in parts.flatMap({ part in part.endpoints.map { (part.prefix, $0) } }) {
            let entry = (endpoint.method.rawValue.lowercased(), operation(endpoint, prefix))
            if let index = paths.firstIndex(where: { $0.0 == endpoint.path }) {
                paths[index].1.append(entry)
            } else {
                paths.append((endpoint.path, [entry]))
            }
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": .string(title), "version": "1.0.0",
                "description":
                    "Customers, invoices and the rest of a small company's back office, for assistants and scripts.",
            ],
            "servers": [["url": "/"]],
            "security": [["bearer": []]],
            "paths": .object(JSONObject(paths.map { ($0.0, .object(JSONObject($0.1))) })),
            "components": [
                "securitySchemes": [
                    "bearer": ["type": "http", "scheme": "bearer", "description": "An API key: fta_… or sk_live_…"]
                ],
                "schemas": .object(schemas),
            ],
        ]
    }

    private static func operation(_ endpoint: Endpoint, _ prefix: String) -> JSONValue {
        let documentation = endpoint.documentation
        var members: [(String, JSONValue)] = [
            ("operationId", .string(prefix + endpoint.operation.name.replacing(".", with: "_"))),
            ("summary", .string(endpoint.operation.summary)),
            ("tags", [.string(documentation.tag)]),
        ]
        if case .open = endpoint.operation { members.append(("security", [])) }
        if let operation = endpoint.operation.declared {
            members.append(("description", .string("Needs the scope `\(KiikScopes.name(of: operation))`.")))
        }
        // Whether ChatGPT asks a person each time before it calls this.
        let isConsequential = endpoint.operation.declared.map { $0.effect != .read } ?? (endpoint.method != .get)
        members.append(("x-openai-isConsequential", .bool(isConsequential)))
        if !documentation.parameters.isEmpty {
            members.append(
                (
                    "parameters",
                    .array(
                        documentation.parameters.map { parameter in
                            var members: [(String, JSONValue)] = [
                                ("name", .string(parameter.name)), ("in", .string(parameter.place)),
                                ("required", .bool(parameter.place == "path")),
                                ("description", .string(parameter.text)), ("schema", parameter.schema),
                            ]
                            // Lists stand in one parameter, with commas between.
                            if parameter.schema["type"] == "array" {
                                members += [("style", "form"), ("explode", false)]
                            }
                            return .object(JSONObject(members))
                        })
                ))
        }
        if let input = documentation.input {
            var media: [(String, JSONValue)] = [("schema", reference(input.name))]
            if let example = documentation.example { media.append(("example", example)) }
            members.append(
                (
                    "requestBody",
                    [
                        "required": .bool(input.isRequired),
                        "content": .object(JSONObject([(documentation.body.rawValue, .object(JSONObject(media)))])),
                    ]
                ))
        }
        members.append(("responses", responses(endpoint)))
        return .object(JSONObject(members))
    }

    private static func responses(_ endpoint: Endpoint) -> JSONValue {
        let documentation = endpoint.documentation
        let output = reference(documentation.output.name)
        var success: [(String, JSONValue)] = [
            ("description", "Done."),
            (
                "content",
                .object(
                    JSONObject(
                        documentation.outputMediaTypes.map {
                            ($0, ["schema": documentation.isList ? ["type": "array", "items": output] : output])
                        }))
            ),
        ]
        if documentation.isList, endpoint.operation.declared != nil {
            let link: JSONValue = ["description": "The next page, as rel=\"next\".", "schema": ["type": "string"]]
            let total: JSONValue = ["description": "How many rows there are in all.", "schema": ["type": "integer"]]
            let headers = (documentation.hasTotal ? [("X-Total-Count", total)] : []) + [("Link", link)]
            success.append(("headers", .object(JSONObject(headers))))
        }
        var all: [(String, JSONValue)] = []
        if documentation.isChange {
            let dryRun: JSONValue = reference("\(documentation.output.name)DryRun")
            if documentation.successStatus == 200 {
                success[1].1 = ["application/json": ["schema": ["anyOf": [output, dryRun]]]]
            } else {
                all.append(
                    (
                        "200",
                        [
                            "description": "A dry run: nothing was written.",
                            "content": ["application/json": ["schema": dryRun]],
                        ]
                    ))
            }
        }
        all.append((String(documentation.successStatus), .object(JSONObject(success))))
        func error(_ status: String, _ text: String, _ schema: String = "Error") {
            all.append(
                (
                    status,
                    ["description": .string(text), "content": ["application/json": ["schema": reference(schema)]]]
                ))
        }
        error("400", "The request breaks rules: all faults at once.", "InvalidOrError")
        if case .open = endpoint.operation {
        } else {
            error("401", "No valid key.")
            error("403", "The key lacks a scope, or may not be used from this address.")
            error("429", "Too many requests: Retry-After says when to try again.")
        }
        if documentation.hasID { error("404", "There is no such row.") }
        if documentation.isChange {
            error(
                "409", "Others are changing the same row, or repeat the same request; or what was approved is another.")
            error("428", "This needs an approval: see the parameter `approval`.")
        }
        if documentation.input != nil {
            error("413", "The body is larger than this server takes.")
            error("415", "The body is not declared as \(documentation.body.rawValue).")
        }
        if documentation.parameters.contains(where: { $0.name == "Idempotency-Key" }) {
            error("422", "The Idempotency-Key was used before with another request.")
        }
        error("503", "The database cannot take it now: Retry-After says when to try again.")
        return .object(JSONObject(all))
    }

    static func reference(_ name: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(name)")]
    }

    static func addDryRun(_ output: EndpointDocumentation.Named, to schemas: inout JSONObject) {
        let more: JSONValue = [
            "type": "object",
            "properties": [
                "dry_run": ["type": "boolean", "const": true],
                "approval": [
                    "type": "string", "pattern": .string(ApprovalDigest.pattern),
                    "description": "Send it as `approval` to have exactly these changes made.",
                ],
                "changes": [
                    "type": "array",
                    "items": [
                        "type": "object",
                        "properties": [
                            "action": ["type": "string"], "resource": ["type": "string"],
                            "id": ["type": ["integer", "null"]], "fields": ["type": "object"],
                        ],
                    ],
                ],
            ],
            "required": ["dry_run", "approval", "changes"],
        ]
        _ = schemas.appendNew("\(output.name)DryRun", ["allOf": [reference(output.name), more]])
    }

    private static let errorSchemas: [(String, JSONValue)] = [
        (
            "Error",
            [
                "type": "object",
                "properties": ["detail": ["type": "string", "description": "A sentence for people."]],
                "required": ["detail"],
            ]
        ),
        (
            "Invalid",
            [
                "type": "object", "description": "The faults of each field; `non_field_errors` for the whole.",
                "additionalProperties": ["type": "array", "items": ["type": "string"]],
            ]
        ),
        ("InvalidOrError", ["anyOf": [reference("Error"), reference("Invalid")]]),
    ]
}

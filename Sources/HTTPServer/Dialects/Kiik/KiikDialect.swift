import AuthCore
import Domain
import HTTPTypes
import JSON

/// The contract of kiik.app: bare objects and arrays, Django-style errors.
package enum KiikDialect {
    private static let resources =
        KiikCustomers.endpoints + KiikProjects.endpoints + KiikInvoices.endpoints + KiikCreditNotes.endpoints
        + KiikEstimates.endpoints + KiikActivityReports.endpoints + KiikDocuments.endpoints + KiikKeys.endpoints
    private static let described =
        resources + [KiikSummary.endpoint, catalog(of: resources + [KiikSummary.endpoint]), verify, health]

    static let part = OpenAPIDocument.Part(endpoints: described)

    package static func make(assets: DocumentationAssets?) -> Dialect {
        Dialect(
            name: "kiik", prefixes: ["/"], endpoints: described + documentation(assets),
            render: { refusal, _ in KiikErrors.render(refusal) })
    }

    /// What the asking key may do, made from the same declarations as the routes.
    private static func catalog(of endpoints: [Endpoint]) -> Endpoint {
        let schema: JSONValue = [
            "type": "object",
            "properties": [
                "name": ["type": "string"], "description": ["type": "string"], "scope": ["type": "string"],
                "effect": ["type": "string", "enum": ["read", "create", "update", "destroy"]],
                "method": ["type": "string"], "path": ["type": "string"],
                "content_type": ["type": ["string", "null"]], "input_schema": ["type": "object"],
                "example": ["type": "object"],
            ],
            "required": [
                "name", "description", "scope", "effect", "method", "path", "content_type", "input_schema", "example",
            ],
        ]
        let entries = endpoints.compactMap { endpoint -> (permission: Permission, json: [UInt8])? in
            guard let operation = endpoint.operation.declared else { return nil }
            let entry: JSONValue = [
                "name": .string(operation.name), "description": .string(operation.summary),
                "scope": .string(KiikScopes.name(of: operation)),
                "effect": .string(operation.effect.rawValue), "method": .string(endpoint.method.rawValue),
                "path": .string(endpoint.path),
                "content_type": endpoint.takesBody ? .string(endpoint.documentation.body.rawValue) : .null,
                "input_schema": endpoint.documentation.catalogueSchema,
                "example": endpoint.documentation.catalogueExample,
            ]
            return (operation.permission, entry.serialized())
        }
        return Endpoint.atOnce(
            .get, "/api/ai-actions/actions/",
            .authenticated(
                name: BusinessSummary.catalogName, summary: "Lists what this key may do, with schemas and examples."),
            EndpointDocumentation(
                tag: "actions", output: .init(name: "ActionDescription", schema: schema), isList: true)
        ) { call in
            try call.query.refuseUnknown(besides: [])
            guard let principal = call.principal else { throw Refusal.problem(.unauthenticated(.missing)) }
            var writer = JSONWriter(capacity: 8192)
            writer.beginArray()
            for entry in entries where principal.permissions.contains(entry.permission) { writer.raw(entry.json) }
            writer.endArray()
            return .json(.ok, writer.finish())
        }
    }

    /// Decides about the bearer's key: 200 with what it is, 401, or 403 where a required scope is missing.
    private static let verify = Endpoint.atOnce(
        .get, "/verify",
        .authenticated(name: "verify", summary: "Says whether this key is valid and has the scopes asked for."),
        EndpointDocumentation(
            tag: "keys",
            parameters: [
                .init(
                    name: "scope", place: "query",
                    text: "Scopes that the key must have, separated by spaces or commas.",
                    schema: [
                        "type": "array",
                        "items": [
                            "type": "string",
                            "enum": .array(
                                Permission.catalog.names(of: Permission.catalog.all).map(JSONValue.string)),
                        ],
                    ])
            ],
            output: .init(
                name: "Verification",
                schema: [
                    "type": "object",
                    "properties": [
                        "valid": ["type": "boolean"], "key_id": ["type": ["integer", "null"], "format": "int64"],
                        "name": ["type": "string"], "tenant": ["type": "string"],
                        "environment": ["type": "string", "enum": ["live", "test"]],
                        "scopes": ["type": "array", "items": ["type": "string"]],
                        "expires_at": ["type": ["string", "null"], "format": "date-time"],
                    ],
                    "required": ["valid", "key_id", "name", "tenant", "environment", "scopes", "expires_at"],
                ]))
    ) { call in
        guard let principal = call.principal else { throw Refusal.problem(.unauthenticated(.missing)) }
        if !call.query.pairs.isEmpty || !call.query.faults.isEmpty {
            try call.query.refuseUnknown(besides: ["scope"])
            let scopes = (call.query["scope"] ?? "").split { $0 == " " || $0 == "," }.map(String.init)
            let needed: PermissionSet
            do {
                needed = try Permission.catalog.parse(scopes)
            } catch {
                throw Refusal.problem(.invalid([Fault("scope", .choice, "\(error)")]))
            }
            try principal.require(needed, at: call.services.clock.now())
        }
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("valid")
        writer.bool(true)
        writer.key("key_id")
        // A person who logged in has no key.
        if principal.sessionID == nil { writer.int(principal.keyID) } else { writer.null() }
        writer.key("name")
        writer.string(principal.name)
        writer.key("tenant")
        writer.string(principal.subdomain)
        writer.key("environment")
        writer.string(principal.isTest ? "test" : "live")
        writer.key("scopes")
        writer.beginArray()
        for scope in principal.scopes { writer.string(scope) }
        writer.endArray()
        writer.key("expires_at")
        if let expiry = principal.expiresAt {
            writer.timestamp(microsecondsSince1970: expiry.microseconds)
        } else {
            writer.null()
        }
        writer.endObject()
        return .json(.ok, writer.finish())
    }

    private static let health = Endpoint.waiting(
        .get, "/healthz", .open(name: "health", summary: "Says whether this node and its database answer."),
        EndpointDocumentation(
            tag: "operation",
            output: .init(
                name: "Health",
                schema: ["type": "object", "properties": ["status": ["type": "string"]], "required": ["status"]]))
    ) { call in
        guard await call.services.isReady() else { throw Refusal.problem(.unavailable(retryAfter: 1)) }
        return .json(.ok, Array("{\"status\":\"ok\"}".utf8))
    }
}

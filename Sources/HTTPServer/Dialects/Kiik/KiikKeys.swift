import AuthCore
import Domain
import JSON

/// Keys as Kiik speaks of them: `/api/keys/`. A key is never deleted.
enum KiikKeys {
    private static let fields: [OutputField<APIKeyListing>] = [
        .id("id", "The key's id.") { $0.pointee.id },
        .text("name", "What it is for.") { $0.pointee.key.name },
        .text("prefix", "What of the secret is shown.") { $0.pointee.key.prefix },
        .choice("status", "Whether it works.") { $0.pointee.status },
        .texts("scopes", "What it may do at most; empty where its role says so alone.") { $0.pointee.key.scopes },
        .optionalID("role_id", "The role that caps it.") { $0.pointee.key.roleID },
        .optionalText("role", "That role's name.") { $0.pointee.roleName },
        .optionalID("integration_id", "The integration that it is for.") { $0.pointee.key.integrationID },
        .optionalText("integration", "That integration's name.") { $0.pointee.integrationName },
        .optionalID("created_by", "The user whose key it is, and whose rights cap it.") { $0.pointee.key.createdBy },
        .bool("is_service", "True for the tenant's own key, nobody's in particular.") {
            $0.pointee.key.createdBy == nil
        },
        .optionalText("rate_limit", "Such as 600/min; null: the server's.") { $0.pointee.key.rateLimit },
        .texts("allowlist", "Addresses and blocks from which it may be used; empty: all.") { $0.pointee.key.allowlist },
        .integers("customer_ids", "The customers that it is limited to; with project_ids empty too, it is not limited.")
        {
            $0.pointee.key.customerIDs
        },
        .integers("project_ids", "The projects that it is limited to.") { $0.pointee.key.projectIDs },
        .text("notes", "Free text.") { $0.pointee.key.notes },
        .timestamp("created_at", "When it was created.") { $0.pointee.key.createdAt },
        .optionalTimestamp("expires_at", "Until when it works.") { $0.pointee.key.expiresAt },
        .optionalTimestamp("revoked_at", "When it was revoked.") { $0.pointee.key.revokedAt },
        .optionalID("rotated_from", "The key whose successor it is.") { $0.pointee.key.rotatedFrom },
        .integer("usage_count", "How often it was used.") { $0.pointee.usageCount },
        .optionalTimestamp("last_used_at", "When it was last used.") { $0.pointee.lastUsedAt },
        .optionalText("last_used_ip", "From where it was last used.") { $0.pointee.lastUsedIP },
        .bool("is_unused", "Neither made nor used within 90 days.") { $0.pointee.isUnused },
    ]

    static let output = OutputType<APIKeyListing>("APIKey", fields)

    private static let issued = OutputType<KeyManagement.Issued>(
        "APIKeyIssued",
        [
            .optionalText("key", "The secret. It is told once; a dry run has none.") { $0.pointee.secret },
            .object("api_key", output, "The key.") { $0.pointee.listing },
        ])

    private static let readOnly = Set(fields.map(\.name))

    private static let inputs: [InputField<KeyManagement.Fields>] = [
        .text("name", APIKey.nameRule, "What it is for.", required: true) { $0.name = $1 },
        .texts(
            "scopes", 0...100, TextRule(1...64), "What it may do; no more than the caller. Or give a role.",
            known: Permission.catalog.names(of: Permission.catalog.all)
        ) { $0.scopes = $1 },
        .optionalID("role_id", "The role that caps the scopes, or stands for them.") { $0.roleID = .some($1) },
        .optionalID("integration_id", "The integration that it is for.") { $0.integrationID = .some($1) },
        .expiry("expires_at", "A date (through that day in the tenant's zone) or a moment; null: never.") {
            $0.expiry = .some($1)
        },
        .text("rate_limit", TextRule(1...20), "Such as 600/min, 10/s, 1000/h; null: the server's.") {
            $0.rateLimit = .some($1)
        }.nullable { $0.rateLimit = .some(nil) },
        .texts("allowlist", 0...100, TextRule(1...50), "Addresses and blocks from which it may be used.") {
            $0.allowlist = $1
        },
        .text("notes", APIKey.notesRule, "Free text.") { $0.notes = $1 },
    ]

    private static let family = InputField<KeyManagement.Fields>.choice(
        "family", KeyManagement.Family.self, "`kiik` (fta_) unless given, or `service` (sk_)."
    ) { $0.family = $1 }

    /// Said once: what a key may see is not changed under those who use it.
    private static let limits: [InputField<KeyManagement.Fields>] = [
        .ids("customer_ids", 0...AccessLimit.most, "Customers to limit it to: it sees what hangs on them, no more.") {
            $0.customerIDs = $1
        },
        .ids("project_ids", 0...AccessLimit.most, "Projects to limit it to, beside the customers.") {
            $0.projectIDs = $1
        },
    ]

    private static let input = InputType(
        "APIKeyInput", example: ["name": "ChatGPT", "scopes": ["customers:read"]], readOnly: readOnly,
        start: KeyManagement.Fields.init, inputs + limits + [family])

    private static let patch = InputType(
        "APIKeyPatch", example: ["notes": "Ask Ada"], readOnly: readOnly, start: KeyManagement.Fields.init,
        inputs.map(\.optional))

    private static let nothing = InputType<Void>("NoInput", example: [:], start: {}, [])

    private struct Overlap: Sendable {
        /// A day.
        var seconds: Int64 = 86_400
    }

    private static let overlap = InputType(
        "KeyRotationInput", example: ["overlap_seconds": 3600], start: Overlap.init,
        [
            .integer("overlap_seconds", 0...31_622_400, "How long the old secret still works; a day unless given.") {
                $0.seconds = $1
            }
        ])

    private static let path = "/api/keys/"

    static let endpoints: [Endpoint] = [
        .list(
            path, KeyManagement.list, output, tag: "keys",
            filters: [
                .choice("status", APIKey.Status.self, "Keys with this status."), .id("role_id", "Keys with this role."),
                .id("integration_id", "Keys for this integration."), .id("created_by", "Keys of this user."),
                .flag("unused", of: "is_unused", "Keys that were neither made nor used within 90 days, or the others."),
            ], from: { $0.keyListings }),
        .show("\(path){id}/", KeyManagement.show, output, tag: "keys", from: { $0.keyListings }),
        .create(path, KeyManagement.create, input, issued, tag: "keys", isRepeatable: false),
        .update("\(path){id}/", KeyManagement.update, patch, output, tag: "keys"),
        .perform("\(path){id}/revoke/", KeyManagement.revoke, nothing, output, tag: "keys"),
        .perform("\(path){id}/activate/", KeyManagement.activate, nothing, output, tag: "keys"),
        .perform("\(path){id}/rotate/", KeyManagement.rotate, overlap, issued, tag: "keys", isRepeatable: false) {
            $0.seconds
        },
        KiikKeyUsage.logs("\(path){id}/logs/"),
        KiikKeyUsage.summary("\(path){id}/usage/"),
    ]
}

import Domain

extension AuditWords {
    static let english = AuditWords(
        name: { noun($0).prefix(1).uppercased() + noun($0).dropFirst() },
        one: { one($0) },
        counted: { "\($1) \($1 == 1 ? noun($0) : many(noun($0)))" },
        retired: { resource, count in
            let isOne = count == 1
            let rows = "\(count) \(isOne ? noun(resource) : many(noun(resource)))"
            let are = isOne ? "is" : "are"
            return switch resource {
            case .customers: "\(rows) \(isOne ? "becomes" : "become") inactive"
            case .invoices: "\(isOne ? "1 draft of an invoice" : "\(count) drafts of invoices") \(are) cancelled"
            case .estimates: "\(rows) \(isOne ? "expires" : "expire")"
            case .cra: "\(rows) \(isOne ? "loses its" : "lose their") days"
            case .documents: "\(rows) \(are) rejected"
            default: "\(rows) \(are) cancelled"
            }
        }, anything: "something",
        verbs: [
            "create": { "Added \($0)" }, "update": { "Changed \($0)" },
            "replace": { "Wrote \($0) anew" },
            "remove": { "Removed \($0)" }, "delete": { "Removed \($0)" }, "revoke": { "Revoked \($0)" },
            "activate": { "Activated \($0)" }, "disable": { "Disabled \($0)" }, "withdraw": { "Withdrew \($0)" },
            "approve": { "Approved \($0)" }, "reject": { "Rejected \($0)" },
        ],
        acts: [
            "apps.authorize": "Gave an app access", "apps.discover": "Discovered an app by its address",
            "apps.register": "Registered an app", "apps.rotate_secret": "Gave an app a new secret",
            "apps.withdraw": "Withdrew an app’s access", "audit.export": "Exported the audit",
            "auth.refused": "Refused a credential", "cra.invoice": "Invoiced an activity report",
            "documents.import": "Made a customer from a document",
            "documents.import_customer": "Made a customer from a document", "documents.upload": "Uploaded a document",
            "estimates.accept": "Accepted an estimate", "invoices.credit": "Took an invoice back by a credit note",
            "keys.import": "Imported API keys", "keys.rotate": "Gave an API key a new secret",
            "keys.warn": "Sent a warning about an API key", "people.erase": "Erased what is known of a person",
            "second_factors.confirm": "Turned a second factor on",
            "second_factors.enroll": "Started setting up a second factor",
            "second_factors.remove": "Turned a second factor off", "sessions.create": "Logged in",
            "sessions.end": "Ended a session", "sessions.reuse": "Ended a session whose token was used twice",
            "sessions.step_up": "Showed a second factor again", "sessions.switch": "Switched to another business",
            "tenants.setup": "Set the business up",
            "users.change_email": "Asked for a link to another address", "users.rename": "Changed a name",
            "users.add": "Gave a person access",
            "users.change_password": "Changed a password", "users.confirm_email": "Confirmed an email address",
            "users.forgot_password": "Asked for a link to a new password", "users.invite": "Invited a person",
            "users.lock": "Locked a person out", "users.set_password": "Set a password",
            "users.verify_email": "Asked for a link to confirm an address",
        ],
        actsOnRow: [
            "audit.undo": { "Took back a change of \($0)" },
            "audit.erase": { "Erased from the audit what is said of \($0)" },
        ],
        fields: [
            "disabled_at": "Turned off", "email_verified_at": "Email verified", "ended_at": "Ended",
            "locked_at": "Locked", "password_changed_at": "Password changed", "revoked_at": "Revoked",
            "used_at": "Used", "allowlist": "Allowed addresses", "assigned_to": "Assigned to",
            "auth_methods": "How it authenticates",
            "builtin": "Built in", "cra": "Activity report", "created_by": "Created by", "customer_id": "Customer",
            "customer_ids": "Customers", "device_id": "Device", "due_date": "Due", "end_date": "Until",
            "expires_at": "Expires", "integration_id": "Integration", "invoice_id": "Invoice", "ip": "Address",
            "is_confidential": "Keeps a secret", "is_deleted": "Deleted", "issue_date": "Issued", "jwks": "Keys",
            "jwks_uri": "Keys’ address",
            "media_type": "Kind of file", "occasion": "Reason", "project_id": "Project", "project_ids": "Projects",
            "redirect_uris": "Return addresses", "role_id": "Role", "rotated_from": "Successor of", "row": "Number",
            "start_date": "From", "step_up": "Second factor again", "user_id": "Person",
            "valid_until": "Valid until", "work_item_id": "Work item",
        ], values: [:])

    /// Without its article.
    private static func noun(_ resource: Resource) -> String {
        one(resource).split(separator: " ").dropFirst().joined(separator: " ")
    }

    private static func many(_ noun: String) -> String {
        if noun == "person" { return "people" }
        if noun.hasSuffix("ry") { return "\(noun.dropLast())ies" }
        return noun.hasSuffix("s") ? "\(noun)es" : "\(noun)s"
    }

    private static func one(_ resource: Resource) -> String {
        switch resource {
        case .customers: "a customer"
        case .projects: "a project"
        case .invoices: "an invoice"
        case .estimates: "an estimate"
        case .cra: "an activity report"
        case .documents: "a document"
        case .context: "a business overview"
        case .workItems: "a work item"
        case .tasks: "a task"
        case .devices: "a device"
        case .tenants: "a business"
        case .users: "a person"
        case .roles: "a role"
        case .keys: "an API key"
        case .apps: "an app"
        case .webhooks: "a webhook"
        case .integrations: "an integration"
        case .usage: "a usage record"
        case .audit: "an audit entry"
        case .creditNotes: "a credit note"
        case .memberships: "a membership"
        case .sessions: "a session"
        case .secondFactors: "a second factor"
        case .links: "a link"
        case .messages: "a message"
        case .grants: "an app’s access"
        }
    }
}

internal import AuthCore

/// One step of the schema: ordered, forward only, and never edited once it has been applied.
package struct Migration: Sendable {
    package let version: Int
    package let name: String
    package let sql: String

    /// Every step, in order. A new one is a new file and a new line here.
    package static let all = [
        Migration(1, "roles_and_walls", PackageResources._001_roles_and_walls_sql),
        Migration(2, "api_keys", PackageResources._002_api_keys_sql),
        Migration(3, "usage", PackageResources._003_usage_sql),
        Migration(4, "changes", PackageResources._004_changes_sql),
        Migration(5, "customers", PackageResources._005_customers_sql),
        Migration(6, "invoices", PackageResources._006_invoices_sql),
        Migration(7, "projects", PackageResources._007_projects_sql),
        Migration(8, "estimates", PackageResources._008_estimates_sql),
        Migration(9, "activity_reports", PackageResources._009_activity_reports_sql),
        Migration(10, "credit_notes", PackageResources._010_credit_notes_sql),
        Migration(11, "documents", PackageResources._011_documents_sql),
        Migration(12, "invoices_by_status_and_day", PackageResources._012_invoices_by_status_and_day_sql),
        Migration(13, "access", PackageResources._013_access_sql),
        Migration(14, "service_desk", PackageResources._014_service_desk_sql),
        Migration(15, "key_listings", PackageResources._015_key_listings_sql),
        Migration(16, "audit_chain", PackageResources._016_audit_chain_sql),
        Migration(17, "sessions", PackageResources._017_sessions_sql),
        Migration(18, "mail", PackageResources._018_mail_sql),
        Migration(19, "cookies_and_step_up", PackageResources._019_cookies_and_step_up_sql),
        Migration(20, "oauth", PackageResources._020_oauth_sql),
        Migration(21, "approvals", PackageResources._021_approvals_sql),
        Migration(22, "limited_access", PackageResources._022_limited_access_sql),
        Migration(23, "api_audience", PackageResources._023_api_audience_sql),
        Migration(24, "usage_statistics", PackageResources._024_usage_statistics_sql),
        Migration(25, "console", PackageResources._025_console_sql),
        Migration(26, "audit_pages", PackageResources._026_audit_pages_sql),
        Migration(27, "consent_after", PackageResources._027_consent_after_sql),
        Migration(28, "business_details", PackageResources._028_business_details_sql),
        Migration(29, "days_summed", PackageResources._029_days_summed_sql),
        Migration(30, "deleted_roles", PackageResources._030_deleted_roles_sql),
        Migration(31, "busiest_keys", PackageResources._031_busiest_keys_sql),
    ]

    package init(_ version: Int, _ name: String, _ sql: [UInt8]) {
        self.version = version
        self.name = name
        self.sql = String(decoding: sql, as: UTF8.self)
    }

    /// SHA-256 of the text, in hexadecimal: an applied step whose text has changed stops the start.
    package var checksum: String { SecretDigest(hashing: sql).description }
}

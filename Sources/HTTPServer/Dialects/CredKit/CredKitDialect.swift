/// CredKit's contract, so far its token and the audit. Unknown paths under `/api/v1/` are answered in its form.
package enum CredKitDialect {
    package static func make() -> Dialect {
        Dialect(
            name: "credkit", prefixes: ["/api/v1/", "/api/v1/auth/token"],
            endpoints: [CredKitToken.endpoint] + CredKitAudit.endpoints,
            render: CredKitErrors.render)
    }
}

/// Secretary's contract, so far its logins: an envelope around every answer, errors with a code and the request's id.
package enum SecretaryDialect {
    package static func make() -> Dialect {
        Dialect(
            name: "secretary", prefixes: ["/api/v1/auth/"],
            endpoints: SecretaryLogin.endpoints + SecretarySessions.endpoints + SecretarySecondFactor.endpoints
                + SecretaryLinks.endpoints,
            render: SecretaryErrors.render)
    }
}

import AuthCore
import Domain
import HTTPTypes
import JSON

/// What every product finds under `/.well-known/`: the keys that tokens are verified with, and who gives them.
package enum WellKnown {
    package static func make() -> Dialect {
        Dialect(
            name: "well-known", prefixes: ["/.well-known/"], endpoints: [keys] + OAuthMetadata.endpoints,
            render: { refusal, _ in KiikErrors.render(refusal) })
    }

    private static let keys = Endpoint.waiting(
        .get, "/.well-known/jwks.json",
        .open(name: "signing_keys.list", summary: "Shows the public keys of access tokens (RFC 7517)."),
        EndpointDocumentation(
            tag: "auth",
            output: .init(
                name: "KeySet", schema: ["type": "object", "properties": ["keys": ["type": "array"]]]))
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let text = try await call.services.logins.keys.verifying().text
        return .json(.ok, Array(text.utf8), [.cacheControl: "public, max-age=60"])
    }
}

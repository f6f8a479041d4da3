import Domain
import HTTPTypes

/// What a person does in a browser: keys, apps, usage and the business's data, on the services that the APIs use.
package enum Console {
    package static func make() -> Dialect {
        Dialect(
            name: "console", prefixes: [], endpoints: endpoints, isForPeople: true,
            render: { refusal, occasion in
                if case .problem(.unauthenticated) = refusal {
                    return OAuthVisit.seeOther(NextPage(occasion.address).login)
                }
                return refusal.page(in: Language(acceptLanguage: occasion.acceptLanguage))
            })
    }

    static let endpoints: [Endpoint] = [
        HomePages.endpoints,
        KeyPages.endpoints,
        DataPages.endpoints,
        UsagePages.endpoints,
        AuditPages.endpoints,
        PeoplePages.endpoints,
        BusinessPages.endpoints, SecurityPages.endpoints,
        ProfilePages.endpoints,
        ConnectPages.endpoints,
        ClientPages.endpoints,
    ].flatMap(\.self)
}

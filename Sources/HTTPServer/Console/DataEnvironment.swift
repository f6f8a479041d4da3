import Domain

/// On which data somebody works: on the live ones, or on those for trying things out, as this browser's cookie says.
enum DataEnvironment {
    /// In a form: on which data its page was.
    static let field = "on_data"

    /// Users, roles, settings, apps and people themselves are the live tenant's, and so is what is shown of them.
    private static let live = [
        "/admin/users/", "/admin/roles/", "/settings/business/", "/settings/security/", "/settings/connect/",
        "/settings/connected-apps/", "/settings/applications/", "/profile/",
    ]

    static func principal(_ admitted: Principal, for call: Call) -> Principal {
        // A page is found without the slash at its end, too.
        let path = call.head.path.hasSuffix("/") ? call.head.path : call.head.path + "/"
        guard isTest(call), !live.contains(where: { path.hasPrefix($0) }) else { return admitted }
        return admitted.inTestEnvironment() ?? admitted
    }

    static func isTest(_ call: Call) -> Bool {
        PageCookies(issuer: call.services.oauth.issuer).isOnTestData(call.head)
    }
}

public import AuthCore

/// What an operator does with apps. The secret comes out once, and is kept nowhere.
public enum OAuthClientActions {
    public struct Draft: Sendable {
        public var name: String
        public var isConfidential = true
        public var redirectURIs: [String] = []
        /// Empty: the code with its refresh tokens.
        public var grantTypes: [OAuthClient.GrantType] = []
        public var scopes: [String] = []
        public var needsApproval = false

        public init(name: String) { self.name = name }

        /// Everything that is wrong with it, at once.
        func faults(hasTenant: Bool) -> [Fault] {
            var faults: [Fault] = []
            if let fault = OAuthClient.Rule.name.fault(in: name) {
                faults.append(Fault("name", fault.code, fault.message))
            }
            for text in redirectURIs {
                do { _ = try RedirectURI(text) } catch {
                    faults.append(Fault("redirect_uris", .format, "\(text.prefix(100)): \(error)."))
                }
            }
            let grants = self.grants
            if grants.contains(.authorizationCode), !OAuthClient.Rule.redirects.contains(redirectURIs.count) {
                faults.append(
                    Fault("redirect_uris", .length, "Name 1 to \(OAuthClient.Rule.redirects.upperBound) redirect URIs.")
                )
            }
            if grants.contains(.clientCredentials), !isConfidential || !hasTenant {
                faults.append(
                    Fault("grant_types", .rule, "Only a tenant's own confidential app may act for itself."))
            }
            let unknown = scopes.filter { !OAuthScopes.isKnown($0) }
            if !unknown.isEmpty {
                faults.append(Fault("scopes", .choice, "There is no scope \(unknown.joined(separator: ", "))."))
            }
            return faults
        }

        var grants: [OAuthClient.GrantType] {
            grantTypes.isEmpty ? [.authorizationCode, .refreshToken] : grantTypes
        }
    }

    /// - Parameter hasTenant: false for an app that any tenant's people may connect.
    public static func create(hasTenant: Bool, secret: Secret?) -> Action<Draft, OAuthClient> {
        Action(
            Operation(
                "apps.create", "Registers an app that people may connect.", needs: .of(.create, .apps), effect: .create)
        ) { draft, context in
            let faults = draft.faults(hasTenant: hasTenant)
            if !faults.isEmpty { throw Problem.invalid(faults) }
            if draft.grants.contains(.clientCredentials) { try context.requireAll(rights(of: draft.scopes)) }
            let client = OAuthClient(
                id: try await context.newID(for: .apps), uuid: context.newUUID(), clientID: OAuthServer.newClientID(),
                name: draft.name, origin: .operator, isConfidential: draft.isConfidential,
                secretDigest: draft.isConfidential ? secret?.digest : nil,
                authMethods: draft.isConfidential ? [.basic, .post] : [.none], redirectURIs: draft.redirectURIs,
                grantTypes: draft.grants, scopes: draft.scopes, jwks: "", jwksURI: "", clientURI: "", isVerified: true,
                needsApproval: draft.needsApproval, disabledAt: nil, createdAt: context.now, updatedAt: context.now,
                version: 1)
            return Decision(changes: [.create(client)], output: client)
        }
    }

    /// What an app may do by itself. Whoever has its secret can do it, so nobody makes or takes over one who may not.
    private static func rights(of scopes: [String]) -> PermissionSet {
        scopes.isEmpty ? OAuthScopes.ordinaryPermissions : PermissionSet(knownIn: scopes)
    }

    /// The secret before works no more.
    public static func rotateSecret(_ secret: Secret) -> Action<Update<Void>, OAuthClient> {
        .update(
            Operation("apps.rotate_secret", "Gives an app a new secret.", needs: .of(.update, .apps), effect: .update),
            of: { $0.apps }
        ) { _, client, context in
            if client.grantTypes.contains(.clientCredentials) { try context.requireAll(rights(of: client.scopes)) }
            guard client.isConfidential, client.authMethods.contains(.basic) || client.authMethods.contains(.post)
            else {
                throw Problem.conflict("This app has no secret.")
            }
            client.secretDigest = secret.digest
            client.consentAfter = context.now
        }
    }

    /// Ends all that the app may do, or lets it be connected again.
    public static let disable = Action<Update<Bool>, OAuthClient>.update(
        Operation(
            "apps.disable", "Disables an app everywhere, or enables it again.", needs: .of(.update, .apps),
            effect: .update),
        of: { $0.apps }
    ) { isDisabled, client, context in
        // Whoever has less may take an app's own rights away, and not give them back.
        if !isDisabled, client.disabledAt != nil, client.grantTypes.contains(.clientCredentials) {
            try context.requireAll(rights(of: client.scopes))
        }
        client.disabledAt = isDisabled ? client.disabledAt ?? context.now : nil
    }

    public struct Settings: Sendable {
        public var isVerified: Bool?
        public var needsApproval: Bool?
        public var name: String?
        /// All of them, in the place of those before.
        public var redirectURIs: [String]?
        /// The most it may ask for; empty: whatever apps may.
        public var scopes: [String]?

        public init(
            isVerified: Bool? = nil, needsApproval: Bool? = nil, name: String? = nil, redirectURIs: [String]? = nil,
            scopes: [String]? = nil
        ) {
            self.isVerified = isVerified
            self.needsApproval = needsApproval
            self.name = name
            self.redirectURIs = redirectURIs
            self.scopes = scopes
        }

        /// What an app says of itself where nobody made it for it.
        var isOfTheAppsOwn: Bool { name != nil || redirectURIs != nil || scopes != nil }
    }

    public static let update = Action<Update<Settings>, OAuthClient>.update(
        Operation(
            "apps.update",
            "Changes an app: its name, redirect URIs and scopes, whether it is vouched for and its writes approved.",
            needs: .of(.update, .apps), effect: .update),
        of: { $0.apps }
    ) { settings, client, context in
        if settings.isOfTheAppsOwn {
            guard client.origin == .operator else {
                throw Problem.conflict("This app says itself how it is called and where its answers go.")
            }
            var draft = Draft(name: settings.name ?? client.name)
            draft.isConfidential = client.isConfidential
            draft.redirectURIs = settings.redirectURIs ?? client.redirectURIs
            draft.grantTypes = client.grantTypes
            draft.scopes = settings.scopes ?? client.scopes
            let faults = draft.faults(hasTenant: context.tenant != .nobodys)
            if !faults.isEmpty { throw Problem.invalid(faults) }
            if draft.grants.contains(.clientCredentials) { try context.requireAll(rights(of: draft.scopes)) }
            (client.name, client.scopes) = (draft.name, draft.scopes)
            client.redirect(to: draft.redirectURIs, at: context.now)
        }
        settings.isVerified.assign(to: &client.isVerified)
        settings.needsApproval.assign(to: &client.needsApproval)
    }
}

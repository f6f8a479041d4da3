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

    /// The secret before works no more.
    public static func rotateSecret(_ secret: Secret) -> Action<Update<Void>, OAuthClient> {
        .update(
            Operation("apps.rotate_secret", "Gives an app a new secret.", needs: .of(.update, .apps), effect: .update),
            of: { $0.apps }
        ) { _, client, _ in
            guard client.isConfidential, client.authMethods.contains(.basic) || client.authMethods.contains(.post)
            else {
                throw Problem.conflict("This app has no secret.")
            }
            client.secretDigest = secret.digest
        }
    }

    /// Ends all that the app may do, or lets it be connected again.
    public static let disable = Action<Update<Bool>, OAuthClient>.update(
        Operation(
            "apps.disable", "Disables an app everywhere, or enables it again.", needs: .of(.update, .apps),
            effect: .update),
        of: { $0.apps }
    ) { isDisabled, client, context in
        client.disabledAt = isDisabled ? client.disabledAt ?? context.now : nil
    }

    public struct Settings: Sendable {
        public var isVerified: Bool?
        public var needsApproval: Bool?

        public init(isVerified: Bool? = nil, needsApproval: Bool? = nil) {
            self.isVerified = isVerified
            self.needsApproval = needsApproval
        }
    }

    public static let update = Action<Update<Settings>, OAuthClient>.update(
        Operation(
            "apps.update", "Says whether an app is vouched for, and whether its writes have to be approved.",
            needs: .of(.update, .apps), effect: .update),
        of: { $0.apps }
    ) { settings, client, _ in
        settings.isVerified.assign(to: &client.isVerified)
        settings.needsApproval.assign(to: &client.needsApproval)
    }
}

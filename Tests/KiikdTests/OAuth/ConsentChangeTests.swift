import AuthCore
import Domain
import Foundation
import JSON
import Testing

@testable import HTTPServer
@testable import Domain
@testable import Persistence
@testable import kiikd

@Suite struct `A consent and an app that becomes another` {
    @Test func `people are asked again once answers go elsewhere or somebody else has the secret, and only then`()
        async throws
    {
        let office = try await Office.open()
        let (owner, person) = try await (office.hire(), office.hire())
        let visitor = Visitor(daemon: office.daemon)
        try await Inside.with(office.daemon) { inside in
            let secret = Secret.generate(.oauthClient)
            var draft = OAuthClientActions.Draft(name: "Robot")
            draft.redirectURIs = [OAuthApp.callback]
            try await inside.run(OAuthClientActions.create(hasTenant: true, secret: secret), draft, as: owner)
            let row = try #require(
                try await inside.services.store.apps.list(ListQuery(), in: office.scope).rows.first)
            let app = OAuthApp(daemon: office.daemon, clientID: row.clientID, secret: secret.exposed)
            let there = OAuthApp(
                daemon: office.daemon, clientID: row.clientID, secret: nil,
                redirectURI: "https://new.example/callback")
            func update(_ settings: OAuthClientActions.Settings) async throws {
                try await inside.run(OAuthClientActions.update, Update(id: row.id, fields: settings), as: owner)
            }
            /// Whether nobody is asked, and where the answer goes then.
            func isSilent(_ app: OAuthApp) async throws -> Bool {
                let step = try await visitor.follow(try await visitor.get(app.authorizeURL()))
                let quiet = try await visitor.get(app.authorizeURL(["prompt": "none"]))
                let answer = Visitor.parameters(of: quiet["location"] ?? "")
                if let page = step.page {
                    #expect(page.text.contains("action=\"/oauth/consent/\"") && answer["code"] == nil)
                    #expect(answer["error"] == "consent_required")
                    return false
                }
                #expect(step.away?.hasPrefix(app.redirectURI) == true && answer["code"] != nil)
                return true
            }
            func agree(_ app: OAuthApp) async throws {
                let away = try await visitor.authorize(app.authorizeURL(), as: person)
                #expect(Visitor.parameters(of: away)["code"] != nil)
            }
            try await agree(app)
            #expect(try await isSilent(app))
            try await update(.init(name: "Renamed", redirectURIs: [OAuthApp.callback], scopes: []))
            #expect(try await isSilent(app))
            // An admin lets answers go elsewhere, and takes the secret.
            try await update(.init(redirectURIs: [OAuthApp.callback, there.redirectURI]))
            #expect(try await isSilent(there) == false)
            #expect(try await isSilent(app) == false)
            // The same answer again is an answer of now.
            try await agree(there)
            #expect(try await isSilent(there))
            try await update(.init(redirectURIs: [there.redirectURI]))
            #expect(try await isSilent(there))
            try await inside.run(
                OAuthClientActions.rotateSecret(.generate(.oauthClient)), Update(id: row.id, fields: ()), as: owner)
            #expect(try await isSilent(there) == false)
            try await agree(there)
            #expect(try await isSilent(there))
        }
    }
}

import Foundation
import JSON
import Testing

/// What the suites of tokens have in common.
protocol TokenScenes {}

extension TokenScenes {
    func works(_ token: String, _ office: Office) async throws -> Bool {
        try await office.daemon.client.with(key: token).get(Path.customerList).status == 200
    }

    func dies(_ token: String, _ office: Office) async throws {
        _ = try await eventually("the end of the token") { try await works(token, office) ? nil : true }
    }

    func scene(_ changes: [String: String?] = [:], on daemon: RunningDaemon? = nil) async throws -> (
        Office, Person, OAuthApp, OAuthApp.Tokens
    ) {
        let office = try await Office.open(on: daemon)
        let person = try await office.hire()
        let app = try await OAuthApp.register(on: office.daemon)
        return (office, person, app, try await app.connect(person, changes))
    }

    func error(_ answer: HTTPAnswer) throws -> String? {
        #expect(answer["cache-control"] == "no-store")
        #expect(answer["location"] == nil)
        return try answer.json["error"]?.stringValue
    }
}

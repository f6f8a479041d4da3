import AuthCore
import Domain
import Foundation
import JSON
import HTTPServer
import Synchronization
import Testing

@testable import Domain
@testable import Persistence
@testable import kiikd

@Suite struct `A test of the connection from a page` {
    private struct Place: Sendable {
        let daemon: RunningDaemon
        let url: String
        let app: DocumentSite

        static let shared = Task {
            let app = try await DocumentSite()
            let (daemon, url) = try await RunningDaemon.startKnowingItsAddress(
                environment: ["KIIK_FETCH_ALLOWED": "127.0.0.0/8,::1", "KIIK_FETCH_CA_FILE": app.certificate])
            return Place(daemon: daemon, url: url, app: app)
        }
    }

    private final class Steps: Sendable {
        private let all = Mutex<[ConnectionTestStep]>([])
        func add(_ step: ConnectionTestStep) { all.withLock { $0.append(step) } }
        var outcomes: [ConnectionTestStep.Name: ConnectionTestStep.Outcome] {
            Dictionary(all.withLock { $0 }.map { ($0.name, $0.outcome) }, uniquingKeysWith: { $1 })
        }
        var list: [ConnectionTestStep] { all.withLock { $0 } }
    }

    private func tester(_ inside: Inside, _ place: Place, publicURL: String? = nil) -> ConnectionTester {
        let clients = ConnectingClient.all.map { known in
            var client = known
            if client.kind == .chatgpt {
                client.identities = [.metadataDocument(place.app.url("/client.json")), .registration]
                client.redirectURI = place.app.url("/callback")
            }
            return client
        }
        return ConnectionTester(
            logins: inside.services.logins, oauth: inside.services.oauth, publicURL: publicURL ?? place.url,
            authorities: [],
            clients: clients)
    }

    /// Nothing that a test has set up goes on, and the person's own session does.
    private func isClean(_ office: Office, _ person: Person, sessions: Int = 1) async throws {
        let daemon = office.daemon
        let lasting = "SELECT count(*) FROM sessions WHERE user_id = \(person.id) AND ended_at IS NULL"
        #expect(try await daemon.sqlInt(lasting) == sessions)
        let grants = "SELECT count(*) FROM oauth_grants g JOIN oauth_clients c ON c.id = g.client_id"
        let own = "g.user_id = \(person.id) AND c.name = 'Connection test'"
        #expect(try await daemon.sqlInt("\(grants) WHERE \(own) AND g.revoked_at IS NULL") == 0)
        #expect(try await daemon.sqlInt("\(grants) WHERE \(own) AND c.disabled_at IS NULL") == 0)
        let open = "SELECT count(*) FROM oauth_authorizations WHERE user_id = \(person.id) AND ended_at IS NULL"
        #expect(try await daemon.sqlInt(open) == 0)
    }

    @Test(arguments: [TestedClient.generic, .chatgpt])
    func `nothing stops a client, each step is told as it ends, and nothing of it stays`(kind: TestedClient)
        async throws
    {
        let place = try await Place.shared.value
        let office = try await Office.open(on: place.daemon)
        let person = try await office.hire()
        try await Inside.with(office.daemon, publicURL: place.url) { inside in
            let steps = Steps()
            let principal = try await inside.principal(of: person)
            let verdict = try await tester(inside, place).test(as: kind, by: principal, from: Inside.here) {
                steps.add($0)
            }
            #expect(verdict.isGood, "\(verdict.sentence) \(steps.list)")
            #expect(steps.list.first?.name == .server)
            for name in [ConnectionTestStep.Name.server, .challenge, .authorize, .login, .token, .refresh, .tools] {
                #expect(steps.outcomes[name] == .passed, "\(name)")
            }
            let ended = try await office.daemon.sqlInt(
                "SELECT count(*) FROM sessions WHERE user_id = \(person.id) AND user_agent = 'kiikd connection test'")
            #expect(ended == 1)
            let life = try await office.daemon.sqlInt(
                """
                SELECT extract(epoch FROM expires_at - created_at)::int FROM sessions
                WHERE user_id = \(person.id) AND user_agent = 'kiikd connection test'
                """)
            #expect(life == 120)
            try await isClean(office, person)
        }
    }

    @Test func `another server at the public address gets no session, and the test says so`() async throws {
        let place = try await Place.shared.value
        let office = try await Office.open()
        let person = try await office.hire()
        // The inside is one installation, the address leads to another one.
        try await Inside.with(office.daemon, publicURL: place.url) { inside in
            let steps = Steps()
            let principal = try await inside.principal(of: person)
            let verdict = try await tester(inside, place).test(as: .generic, by: principal, from: Inside.here) {
                steps.add($0)
            }
            #expect(verdict.failedAt == .server)
            #expect(steps.list.map(\.name) == [.server])
            #expect(steps.list.first?.faults.first?.id == "server" && steps.list.first?.advice.isEmpty == false)
            let sessions = "SELECT count(*) FROM sessions WHERE user_id = \(person.id)"
            #expect(try await office.daemon.sqlInt(sessions) == 1)
        }
    }

    @Test func `an address where nobody answers is told of, and a program with a key needs no more than the API`()
        async throws
    {
        let place = try await Place.shared.value
        let office = try await Office.open(on: place.daemon)
        let person = try await office.hire()
        try await Inside.with(office.daemon, publicURL: place.url) { inside in
            let principal = try await inside.principal(of: person)
            let (good, bad) = (Steps(), Steps())
            let verdict = try await tester(inside, place).test(as: .key, by: principal, from: Inside.here) {
                good.add($0)
            }
            #expect(verdict.isGood && good.list.map(\.name) == [.server, .health, .api])
            let nowhere = tester(inside, place, publicURL: "http://127.0.0.1:1")
            let other = try await nowhere.test(as: .key, by: principal, from: Inside.here) { bad.add($0) }
            #expect(other.failedAt == .server && bad.list.first?.faults.first?.id == "answer")
        }
    }

    @Test func `a person makes six tests in ten minutes, and what is beyond begins nothing`() async throws {
        let place = try await Place.shared.value
        let office = try await Office.open(on: place.daemon)
        let (person, other) = try await (office.hire(), office.hire())
        try await Inside.with(office.daemon, publicURL: place.url) { inside in
            let (principal, second) = try await (inside.principal(of: person), inside.principal(of: other))
            let nowhere = tester(inside, place, publicURL: "http://127.0.0.1:1")
            let told = Steps()
            for _ in 0..<6 {
                _ = try await nowhere.test(as: .key, by: principal, from: Inside.here) { told.add($0) }
            }
            let problem = await #expect(throws: Problem.self) {
                try await nowhere.test(as: .key, by: principal, from: Inside.here) { told.add($0) }
            }
            guard case .rateLimited(let seconds)? = problem else { throw Problem.internal }
            #expect((1...100).contains(seconds) && told.list.count == 6)
            let verdict = try await nowhere.test(as: .key, by: second, from: Inside.here) { _ in }
            #expect(verdict.failedAt == .server)
        }
    }

    @Test func `one test of a person runs at a time, and whoever leaves leaves nothing behind`() async throws {
        struct Gone: Error {}
        let place = try await Place.shared.value
        let office = try await Office.open(on: place.daemon)
        let person = try await office.hire()
        try await Inside.with(office.daemon, publicURL: place.url) { inside in
            let principal = try await inside.principal(of: person)
            let probe = tester(inside, place)
            let (told, others) = (Steps(), Steps())
            let origin = Inside.here
            let leave: @Sendable (ConnectionTestStep) async throws -> Void = { step in
                told.add(step)
                let second = try? await probe.test(as: .key, by: principal, from: origin) { others.add($0) }
                // The consent is given, and the tokens are there.
                if second == nil, step.name == .token { throw Gone() }
            }
            await #expect(throws: Gone.self) {
                _ = try await probe.test(as: .generic, by: principal, from: origin, report: leave)
            }
            #expect(told.list.last?.name == .token && others.list.isEmpty)
            try await isClean(office, person)
            let again = try await probe.test(as: .key, by: principal, from: Inside.here) { _ in }
            #expect(again.isGood)
        }
    }

    @Test func `what the person has connected in earnest stays connected`() async throws {
        let place = try await Place.shared.value
        let office = try await Office.open(on: place.daemon)
        let person = try await office.hire()
        try await Inside.with(office.daemon, publicURL: place.url) { inside in
            // Known by its document, as the real one is.
            let document = OAuthApp(
                daemon: place.daemon, clientID: place.app.url("/client.json"), secret: nil,
                redirectURI: place.app.url("/callback"))
            let tokens = try await document.connect(person, ["scope": "customers:read"])
            let principal = try await inside.principal(of: person)
            _ = try await tester(inside, place).test(as: .chatgpt, by: principal, from: Inside.here) { _ in }
            let client = place.daemon.client.with(key: tokens.access)
            #expect(try await client.get(Path.customerList).status == 200)
            let id = try #require(principal.sessionID)
            let session = try #require(try await inside.services.logins.logins.session(id))
            let apps = try await inside.services.oauth.authorizedApps(of: session)
            #expect(apps.count == 1 && apps.first?.scopes == ["customers:read"])
        }
    }
}

import AuthCore
import Domain
import HTTPServer
import Outgoing
import Synchronization

/// Walks this server from its own public address, in the name of somebody who is logged in.
///
/// The walk has a session of its own for a moment, and gets it only after the server at the public address was found to be
/// this one. It speaks to that address alone, whatever is named there.
final class ConnectionTester: ConnectionTesting {
    typealias Report = @Sendable (ConnectionTestStep) async throws -> Void

    private let logins: Logins
    private let oauth: OAuthServer
    private let publicURL: String
    private let authorities: [UInt8]
    private let clients: [ConnectingClient]
    private let patience: Duration
    /// Whose tests run now, on this node.
    private let running = Mutex<Set<Int64>>([])
    private let limiter = RateLimiter<Int64>(capacity: 10_000)
    private let clock: Clock

    init(
        logins: Logins, oauth: OAuthServer, publicURL: String, authorities: [UInt8],
        clients: [ConnectingClient] = ConnectingClient.all, patience: Duration = .seconds(30),
        clock: Clock = .system
    ) {
        self.logins = logins
        self.oauth = oauth
        self.publicURL = publicURL
        self.authorities = authorities
        self.clients = clients
        self.patience = patience
        self.clock = clock
    }

    func test(
        as kind: TestedClient, by principal: Principal, from origin: Logins.Origin, report: Report
    ) async throws -> ConnectionTestVerdict {
        guard let session = principal.sessionID, let user = principal.userID else { throw Problem.loginRequired }
        guard running.withLock({ $0.insert(user).inserted }) else {
            throw Problem.conflict("A test of yours is still running. Wait for its end.")
        }
        defer { _ = running.withLock { $0.remove(user) } }
        // Each leaves a session, and mostly an app, behind that have ended.
        let now = clock.monotonic()
        let limit = try RateLimit(requests: 6, period: 600)
        let decision = limiter.bucket(for: user, limit: limit, now: now).take(now: now)
        if !decision.allowed { throw Problem.rateLimited(retryAfter: decision.retryAfter) }
        let web = WebClient(
            authorities: authorities, milliseconds: 10_000, until: .now + patience, within: publicURL)
        let reach = PublicReach(web: web, publicURL: publicURL, keys: logins.keys)
        guard try await told(await reach.server(), report) else { return Self.failed(at: .server) }
        guard kind != .key else { return try await testAPI(reach, report) }
        guard let client = clients.first(where: { $0.kind.rawValue == kind.rawValue }) else { throw Problem.internal }
        let own = try await logins.temporarySession(
            beside: session, of: user, userAgent: "kiikd connection test", from: origin)
        let guest = ConnectionWalk.Guest(cookie: pageCookie(of: own.cookie, at: publicURL), site: publicURL)
        var walk = ConnectionWalk(url: publicURL, client: client, login: .session(guest), web: web)
        do {
            try await walk.run { walked in
                try Task.checkCancellation()
                if let step = walked.steps.last.flatMap({ ConnectionTestStep($0, of: walked) }) {
                    try await report(step)
                }
            }
        } catch {
            try? await cleaned(own, walk.newcomers, origin)
            throw error
        }
        try await cleaned(own, walk.newcomers, origin)
        return ConnectionTestVerdict(
            failedAt: walk.report.stop.flatMap { .init(rawValue: $0.requirement.step.rawValue) },
            sentence: walk.report.verdict)
    }

    private func testAPI(_ reach: PublicReach, _ report: Report) async throws -> ConnectionTestVerdict {
        guard try await told(await reach.health(), report) else { return Self.failed(at: .health) }
        guard try await told(await reach.api(), report) else { return Self.failed(at: .api) }
        return ConnectionTestVerdict(failedAt: nil, sentence: "Nothing stops a program with a key.")
    }

    private func told(_ step: ConnectionTestStep, _ report: Report) async throws -> Bool {
        try await report(step)
        return step.outcome == .passed
    }

    private static func failed(at name: ConnectionTestStep.Name) -> ConnectionTestVerdict {
        ConnectionTestVerdict(failedAt: name, sentence: "The test ends at: \(name.title).")
    }

    /// Ends what the walk has begun, also where nobody waits for its end any more.
    private func cleaned(
        _ own: Logins.TemporarySession, _ newcomers: [String], _ origin: Logins.Origin
    ) async throws {
        try await Task { [logins, oauth] in
            var failure: (any Error)?
            for client in newcomers {
                do { try await oauth.endTrial(of: client, by: own.session, from: origin) } catch { failure = error }
            }
            do {
                try await logins.end(own.session.id, of: own.session.userID, from: origin)
            } catch Problem.notFound {
                // The person has ended it, or its time.
            }
            if let failure { throw failure }
        }.value
    }
}

extension ConnectionTestStep {
    /// Nil for a step that pages do not know.
    init?(_ made: (step: ConnectionStep, outcome: ConnectionReport.Outcome), of report: ConnectionReport) {
        guard let name = Name(rawValue: made.step.rawValue) else { return nil }
        let findings = report.findings.filter { $0.requirement.step == made.step }
        let stop = findings.first(where: \.stops)
        let outcome: Outcome =
            switch made.outcome {
            case .passed: .passed
            case .failed: .failed
            case .notNeeded: .skipped
            case .notMade, .notReached: .notReached
            }
        self.init(
            name: name, outcome: outcome, detail: made.outcome.text,
            faults: findings.map {
                Fault(
                    id: $0.requirement.id, rule: $0.requirement.rule, detail: $0.detail, source: $0.requirement.source,
                    isStopping: $0.stops)
            }, advice: stop.map { ConnectionAdvice.text(for: $0.requirement) } ?? "")
    }
}

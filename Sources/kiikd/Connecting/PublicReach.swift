import AuthCore
import Domain
import HTTPServer
import JSON
import Outgoing

/// Whether this server answers at its public address, as itself.
struct PublicReach: Sendable {
    let web: WebClient
    let publicURL: String
    let keys: SessionKeys

    /// By the keys that it publishes: they are this installation's, or somebody else's.
    func server() async throws -> ConnectionTestStep {
        let own = try await keys.verifying(unknown: true)
        return await step(.server, "/.well-known/jwks.json") { answer in
            guard answer.status == 200, let shown = try? JSONWebKeySet(parsing: answer.body) else {
                return .init("keys", "The public address shows this server's keys.", ConnectionWalk.words(answer))
            }
            // One that was made a moment ago may not be known at both.
            let (here, there) = (Set(own.keys.compactMap(\.keyID)), Set(shown.keys.compactMap(\.keyID)))
            return here.isDisjoint(with: there)
                ? .init("server", "The public address leads to this server.", "Another one answers at \(publicURL).")
                : nil
        }
    }

    func health() async -> ConnectionTestStep {
        await step(.health, "/healthz") { answer in
            answer.status == 200 && ConnectionWalk.object(answer)?["status"] == "ok"
                ? nil : .init("health", "The server and its database answer.", ConnectionWalk.words(answer))
        }
    }

    /// An address of the API, without a key.
    func api() async -> ConnectionTestStep {
        await step(.api, "/api/ai-actions/context/") { answer in
            answer.status == 401 && ConnectionWalk.object(answer) != nil
                ? nil : .init("api", "A call without a key is answered 401, as JSON.", ConnectionWalk.words(answer))
        }
    }

    private struct Fault {
        let id: String
        let rule: String
        let detail: String

        init(_ id: String, _ rule: String, _ detail: String) { (self.id, self.rule, self.detail) = (id, rule, detail) }
    }

    private func step(
        _ name: ConnectionTestStep.Name, _ path: String, _ judge: (WebAnswer) -> Fault?
    ) async -> ConnectionTestStep {
        let url = "\(publicURL)\(path)"
        let fault: Fault?
        do {
            fault = judge(try await web.send(WebRequest("GET", url, fields: [("Accept", "application/json")])))
        } catch {
            fault = Fault("answer", "The server answers at its public address.", "\(url): \(error).")
        }
        guard let fault else { return ConnectionTestStep(name: name, outcome: .passed, detail: url) }
        let detail = ConnectionReport.Outcome.clean(fault.detail)
        return ConnectionTestStep(
            name: name, outcome: .failed, detail: detail,
            faults: [.init(id: fault.id, rule: fault.rule, detail: detail, source: "", isStopping: true)],
            advice: ConnectionAdvice.text(forID: fault.id))
    }
}

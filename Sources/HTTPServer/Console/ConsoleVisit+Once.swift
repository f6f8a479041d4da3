import AuthCore
import Domain

/// Somebody changed the row since the form was shown.
struct ChangedMeanwhile: Error {}

extension ConsoleVisit {
    /// A form's own name, under which what it does is done at most once.
    static func formID() -> String {
        var random = SystemRandomNumberGenerator()
        return Base64URL.encode((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }

    /// Runs an action for a form: sent twice, it does it once, and leads to the same place both times.
    /// - Parameter place: where to go, by what was decided.
    func run<Input: Sendable, Output: Sendable>(
        _ action: Action<Input, Output>, _ input: Input, claim: IdempotencyClaim?,
        place: @escaping @Sendable (Output) -> String
    ) async throws -> String {
        let caller = try principal.authorize(action.operation.permission, at: now)
        do {
            let outcome = try await services.runner.run(
                action, input, .init(caller: caller, ip: call.head.ip, requestID: call.head.requestID, claim: claim)
            ) { decision in Array(place(decision.output).utf8) }
            switch outcome {
            case .committed(let answer), .replayed(let answer), .wouldCommit(let answer):
                return String(decoding: answer, as: UTF8.self)
            }
        } catch let changed as ChangedMeanwhile {
            // It may be this very form that changed it.
            guard let claim, let stored = try await services.store.answer(to: claim, in: principal.tenant),
                stored.fingerprint == claim.fingerprint
            else { throw changed }
            return String(decoding: stored.answer, as: UTF8.self)
        }
    }

    /// Runs what makes a secret, at most once for a form: what is kept of it is the row's id, never the secret.
    func once<Input: Sendable, Output: Sendable>(
        _ action: Action<Input, Output>, _ input: Input, _ form: SubmittedForm,
        id: @escaping @Sendable (Output) -> Int64
    ) async throws -> Once<Output> {
        let made = Handed<Output>()
        let caller = try principal.authorize(action.operation.permission, at: now)
        let outcome = try await services.runner.run(
            action, input,
            .init(caller: caller, ip: call.head.ip, requestID: call.head.requestID, claim: claim(form))
        ) { decision in
            made.take(decision.output)
            return Array(String(id(decision.output)).utf8)
        }
        switch outcome {
        case .committed(let answer):
            // Of two that came at once, one made it, and the other waited.
            if let output = made.value { return .made(output) }
            return .already(try Self.id(in: answer))
        case .replayed(let answer): return .already(try Self.id(in: answer))
        case .wouldCommit: throw Problem.internal
        }
    }

    private static func id(in answer: [UInt8]) throws(Problem) -> Int64 {
        guard let id = Int64(String(decoding: answer, as: UTF8.self)) else { throw .internal }
        return id
    }

    /// The answer to a form that was sent again.
    func madeAlready(_ address: String, trail: [PageLink]) throws -> Answer {
        let words = texts.console
        var page = ConsolePage(Phrase(words.madeAlready))
        page.trail = trail
        page.blocks = [
            .notice(NoticeBox(.info, Phrase(words.madeAlreadyText))),
            .links([PageLink(words.showIt, address, .button)]),
        ]
        return try answer(page)
    }

    /// The wish of a form that has a name of its own; nil where it has none.
    func claim(_ form: SubmittedForm) -> IdempotencyClaim? {
        guard let key = form["form_id"], key.utf8.count <= 64, key.utf8.allSatisfy({ (33...126).contains($0) }) else {
            return nil
        }
        let values = form.names.filter { $0 != "token" }.map { name in
            "\(name)\u{1}" + form.all(name).joined(separator: "\u{1}")
        }
        // Two forms with the same files differ in their boundaries.
        let files = form.files.map { "\($0.field)\u{1}\($0.name)\u{1}\(SecretDigest(hashing: $0.content))" }
        let text = "console \(call.head.path)\n" + (values + files).joined(separator: "\u{2}")
        return IdempotencyClaim(
            principal: principal.caller, key: "form:\(key)", fingerprint: SecretDigest(hashing: Array(text.utf8)))
    }
}

/// What became of a form that does what it does at most once.
enum Once<Output: Sendable>: Sendable {
    case made(Output)
    case already(_ id: Int64)
}

extension SubmittedForm {
    /// Which version of the row its page showed; none fits a form that does not say.
    var version: Int64 { self["version"].flatMap { Int64($0) } ?? 0 }
}

extension Action where Output: Entity {
    /// The same for a row of this version alone, unless it is as wished already.
    func unlessChanged(since version: Int64) -> Action {
        Action(operation) { input, context in
            let decision = try await decide(input, context)
            // What is decided counts one change on from what was read, and is committed for that version only.
            guard decision.changes.isEmpty || decision.output.version &- 1 == version else { throw ChangedMeanwhile() }
            return decision
        }
    }
}

extension Action where Output: Editable {
    /// The same for a row of this version alone: what it became meanwhile is not overwritten.
    func of<Fields: Sendable>(version: Int64) -> Action where Input == Update<Fields> {
        Action(operation) { input, context in
            let decision = try await decide(input, context)
            // What is decided counts one change on from what was read, and is committed for that version only.
            let read = decision.changes.isEmpty ? decision.output.version : decision.output.version &- 1
            guard read == version else { throw ChangedMeanwhile() }
            return decision
        }
    }
}

extension Action {
    /// The same as long as a row is of this version: what is done with it was decided by looking at that.
    func seeing<Row: Editable>(
        _ id: Int64, of version: Int64, in repository: @escaping @Sendable (any Store) -> any Repository<Row>
    ) -> Action {
        Action(operation) { input, context in
            if let row = try await repository(context.store).find(id, in: context.tenant), row.version != version {
                throw ChangedMeanwhile()
            }
            return try await decide(input, context)
        }
    }
}

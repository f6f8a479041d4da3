/// Runs an action: decide, then commit everything that belongs to it in one transaction.
///
/// No handler can forget the audit, the events or the idempotency record, because none of them does those.
public struct ActionRunner: Sendable {
    private let store: any Store
    private let clock: Clock
    private let flights = SingleFlight()

    public init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// How a run is to be made.
    public struct Request: Sendable {
        public let caller: Authorization
        public let ip: String
        public let requestID: String
        public let claim: IdempotencyClaim?
        public let isDryRun: Bool
        /// What was approved: nothing else is written.
        public let approval: ApprovalDigest?
        /// Nothing is written without an approval.
        public let needsApproval: Bool

        public init(
            caller: Authorization, ip: String, requestID: String, claim: IdempotencyClaim? = nil,
            isDryRun: Bool = false, approval: ApprovalDigest? = nil, needsApproval: Bool = false
        ) {
            self.caller = caller
            self.ip = ip
            self.requestID = requestID
            self.claim = claim
            self.isDryRun = isDryRun
            self.approval = approval
            self.needsApproval = needsApproval
        }
    }

    public enum Outcome: Sendable {
        case committed(answer: [UInt8])
        /// The answer that the first request with this idempotency key was given.
        case replayed(answer: [UInt8])
        case wouldCommit(answer: [UInt8])
    }

    /// - Parameter render: makes the answer from what was decided. It is called before the commit, because the
    ///   answer is stored by the same transaction when the request carries an idempotency key.
    public func run<Input: Sendable, Output: Sendable>(
        _ action: Action<Input, Output>, _ input: Input, _ request: Request,
        render: @Sendable (Decision<Output>) -> [UInt8]
    ) async throws -> Outcome {
        guard let claim = request.claim, !request.isDryRun else {
            return try await attempt(action, input, request, claim: nil, render: render)
        }
        let key = SingleFlight.Key(tenant: request.caller.tenant, principal: claim.principal, key: claim.key)
        return try await flights.run(key) {
            do {
                return try await attempt(action, input, request, claim: claim, render: render)
            } catch let problem as Problem {
                // What the first request was allowed to do may be against the rules now: it is still answered as then.
                guard let replay = try await replay(claim, request) else { throw problem }
                return replay
            }
        }
    }

    private func attempt<Input: Sendable, Output: Sendable>(
        _ action: Action<Input, Output>, _ input: Input, _ request: Request, claim: IdempotencyClaim?,
        render: @Sendable (Decision<Output>) -> [UInt8]
    ) async throws -> Outcome {
        let tenant = request.caller.tenant
        if request.needsApproval, request.approval == nil, !request.isDryRun { throw Problem.approvalRequired }
        for _ in 0..<5 {
            let now = clock.now()
            let decision = try await decide(action, input, request, at: now)
            let answer = render(decision)
            if decision.changes.isEmpty {
                return request.isDryRun ? .wouldCommit(answer: answer) : .committed(answer: answer)
            }
            let result = try await store.commit(
                Commit(
                    tenant: tenant, changes: decision.changes, number: decision.number,
                    origin: AuditOrigin(
                        actor: request.caller.principal.actor, onBehalfOf: request.caller.principal.onBehalfOf,
                        ip: request.ip, requestID: request.requestID,
                        action: action.operation.name),
                    at: now, idempotency: claim.map { IdempotencyRecord(claim: $0, answer: answer) },
                    isDryRun: request.isDryRun))
            switch result {
            case .committed where request.isDryRun:
                return .wouldCommit(answer: answer)
            case .committed(let number):
                // An answer to a change of rights is a promise: from now on. Whoever waits no more has it committed.
                try? await AccessChanges.untilInForce(decision.changes)
                guard let number, let asked = decision.number else { return .committed(answer: answer) }
                return .committed(answer: answer.replacing(Array(asked.placeholder.utf8), with: Array(number.utf8)))
            case .alreadyAnswered:
                guard let claim, let replay = try await replay(claim, request) else { continue }
                return replay
            case .stale:
                continue
            }
        }
        throw Problem.conflict("The row is being changed by others. Try again.")
    }

    /// Decides, and makes sure that it is what was approved.
    private func decide<Input: Sendable, Output: Sendable>(
        _ action: Action<Input, Output>, _ input: Input, _ request: Request, at now: Timestamp
    ) async throws -> Decision<Output> {
        guard request.isDryRun || request.approval != nil else {
            let context = ActionContext(caller: request.caller, now: now, store: store, isDryRun: false)
            return try await action.decide(input, context)
        }
        let trace = DecisionTrace()
        let context = ActionContext(
            caller: request.caller, now: now, store: TracedStore(store: store, trace: trace),
            isDryRun: request.isDryRun, trace: trace)
        var decision = try await action.decide(input, context)
        let shown = try await ApprovalDigest(of: decision, by: action.operation, in: context, trace)
        if let approval = request.approval, approval != shown {
            throw Problem.conflict(
                "This is not what was approved: the request, or what it depends on, is another now. Make a new dry run."
            )
        }
        decision.approval = shown
        return decision
    }

    private func replay(_ claim: IdempotencyClaim, _ request: Request) async throws -> Outcome? {
        guard let stored = try await store.answer(to: claim, in: request.caller.tenant) else { return nil }
        guard stored.fingerprint == claim.fingerprint else { throw Problem.idempotencyMismatch }
        return .replayed(answer: stored.answer)
    }
}

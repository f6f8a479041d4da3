import Domain
import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1

/// One client's connection: takes its requests one after another, hands them to the gate, and writes the answers.
///
/// Everything here happens on the connection's event loop. What waits (a lookup, a statement, a body) waits in a task
/// on that same loop; meanwhile nothing more is read, so a client that does not read its answers is not read from.
final class Connection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    struct Limits: Sendable {
        /// Bytes that a body may have, and one with files.
        var body: Int
        var upload: Int
        /// How long the next request may take to come, and then to arrive whole.
        var idle: TimeAmount
        let uploads: UploadBudget
        /// How long a client is given to read the last answer before the connection is closed under it.
        var lingering = TimeAmount.seconds(2)
        /// How long what is not done may go on when the daemon stops, such as an answer that nobody reads.
        var finishing = TimeAmount.seconds(10)
    }

    private enum Phase {
        /// Between requests.
        case idle
        /// A body is coming for this exchange.
        case reading(Gate.Exchange)
        /// The gate is at work.
        case waiting
        /// The answer's body is made while it is sent.
        case producing
        /// The answer is written; what is left of the request's body is passed over.
        case skipping
        /// The last answer is written: whatever comes is passed over until the client closes, or time is up.
        case ending

        /// Nothing is read and nothing begun meanwhile.
        var isAnswering: Bool {
            switch self {
            case .waiting, .producing: true
            case .idle, .reading, .skipping, .ending: false
            }
        }
    }

    private let gate: Gate
    private let limits: Limits
    private let peer: Peer
    private let executor: EventLoopExecutor
    private var context: ChannelHandlerContext?

    private var phase = Phase.idle
    /// What was read while the gate was at work.
    private var parts = CircularBuffer<HTTPServerRequestPart>()
    private var body: [UInt8] = []
    private var skipped = 0
    /// What this connection has of the budget for uploads.
    private var reserved: (bytes: Int, tenant: Int64)?
    private var isHead = false
    private var persistence = ReplyWriter.Persistence.keepAlive
    /// The client asked for, or the server is at, its end: the answer under way is the last one.
    private var endsAfterAnswer = false
    private var inputFault: Refusal?
    /// The client sends nothing more; what it sent is still answered.
    private var isInputClosed = false
    /// False for an HTTP/1.0 client: it knows no chunks, and its expectations are passed over (RFC 9110, 10.1.1).
    private var isModern = false
    /// Makes the body that is being sent.
    private var producer: Task<Void, Never>?
    /// A part of it is on its way to the client.
    private var isSending = false
    /// Work has been started and has not yet waited for anything; its result, if it never does.
    private var isStarting = false
    /// Work has been started and has not ended, whether the client is still there or not.
    private var isAtWork = false
    private var early: Gate.Step?
    /// Everything is sent; the client is given a moment to read it.
    private var isLingering = false
    private var wantsRead = false
    private var needsFlush = false
    private var activity = NIODeadline.now()
    private var timer: Scheduled<Void>?
    /// Kept once somebody waits for the end.
    private var whenEnded: EventLoopPromise<Void>?

    init(gate: Gate, limits: Limits, peer: Peer, executor: EventLoopExecutor) {
        self.gate = gate
        self.limits = limits
        self.peer = peer
        self.executor = executor
    }

    // MARK: Its life

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        watch(context, limits.idle)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        timer?.cancel()
        timer = nil
        // While it is worked on, the body is still there.
        if !isAtWork { releaseUpload() }
        endIfDone()
    }

    /// Done once the connection is gone, and so is the last work that was begun for it.
    func ended(on loop: any EventLoop) -> EventLoopFuture<Void> {
        let promise = whenEnded ?? loop.makePromise(of: Void.self)
        whenEnded = promise
        endIfDone()
        return promise.futureResult
    }

    private func endIfDone() {
        guard context == nil, !isAtWork, producer == nil else { return }
        whenEnded?.succeed()
    }

    func channelInactive(context: ChannelHandlerContext) {
        phase = .ending
        parts.removeAll()
        timer?.cancel()
        timer = nil
        producer?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            endsAfterAnswer = true
            cutLater(context)
            switch phase {
            case .idle where parts.isEmpty: end(context, lingers: false)
            case .skipping: end(context)
            case .idle, .reading, .waiting, .producing, .ending: break
            }
        case ChannelEvent.inputClosed as ChannelEvent:
            isInputClosed = true
            go(context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// What came is no HTTP. What was asked before is still answered.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.close(promise: nil) }
        inputFault =
            error == .headerOverflow ? .headersTooLarge : .malformed("This is not a valid HTTP request.")
        go(context)
    }

    private func watch(_ context: ChannelHandlerContext, _ time: TimeAmount) {
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: time) {
            let (connection, context) = loopBound.value
            connection.timeIsUp(context)
        }
    }

    /// One timer a connection: when it rings it looks how long nothing has happened, and is set again for the rest.
    private func timeIsUp(_ context: ChannelHandlerContext) {
        switch phase {
        // A statement has a limit of its own.
        case .waiting: return watch(context, limits.idle)
        case .producing where !isSending: return watch(context, limits.idle)
        case .ending where isLingering: return context.close(promise: nil)
        case .idle, .reading, .producing, .skipping, .ending: break
        }
        let silent = NIODeadline.now() - activity
        if silent >= limits.idle { return context.close(promise: nil) }
        watch(context, limits.idle - silent)
    }

    /// A client can take longer than a stop may; a statement has a limit of its own.
    private func cutLater(_ context: ChannelHandlerContext) {
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: limits.finishing) {
            let (connection, context) = loopBound.value
            guard connection.context != nil else { return }
            if case .waiting = connection.phase { connection.cutLater(context) } else { context.close(promise: nil) }
        }
    }

    // MARK: Reading

    func read(context: ChannelHandlerContext) {
        // Input goes on while a body or the next request is wanted, and the client takes its answers.
        if isReading(context) { context.read() } else { wantsRead = true }
    }

    private func isReading(_ context: ChannelHandlerContext) -> Bool {
        !phase.isAnswering && parts.isEmpty && context.channel.isWritable
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        parts.append(unwrapInboundIn(data))
        go(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        flush(context)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        go(context)
        flush(context)
        context.fireChannelWritabilityChanged()
    }

    private func flush(_ context: ChannelHandlerContext) {
        guard needsFlush else { return }
        needsFlush = false
        context.flush()
    }

    /// Takes parts as long as there are some and the phase lets it.
    private func go(_ context: ChannelHandlerContext) {
        while true {
            if phase.isAnswering { return }
            // An answer that nobody reads keeps the next request from being begun.
            if case .idle = phase, !context.channel.isWritable { return }
            guard let part = parts.popFirst() else { break }
            take(part, context)
        }
        if let refusal = inputFault {
            switch phase {
            case .idle, .reading:
                endsAfterAnswer = true
                isHead = false
                reply(gate.refuse(refusal, requestID: RequestID.make()), context, isWhole: false)
                end(context)
            // Answered already: the rest of it does not matter.
            case .skipping: end(context)
            case .waiting, .producing, .ending: break
            }
        }
        if isInputClosed {
            switch phase {
            // A body that was cut off will never be whole.
            case .reading: context.close(promise: nil)
            case .idle, .skipping: end(context, lingers: false)
            case .waiting, .producing, .ending: break
            }
        }
        if wantsRead, isReading(context) {
            wantsRead = false
            context.read()
        }
    }

    private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch (phase, part) {
        case (.idle, .head(let head)): begin(head, context)
        case (.reading(let exchange), .body(let bytes)): append(bytes, to: exchange, context)
        case (.reading(let exchange), .end):
            let whole = body
            body = []
            wait(isWhole: true) { [gate] in .answered(await gate.finish(exchange, body: .success(whole))) }
        case (.skipping, .body(let bytes)):
            skipped += bytes.readableBytes
            if skipped > limits.body { end(context) }
        case (.skipping, .end):
            phase = .idle
            if endsAfterAnswer { end(context) }
        default: break
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        activity = .now()
        isHead = head.method == .HEAD
        skipped = 0
        persistence =
            head.isKeepAlive ? (head.version != .http1_1 ? .keepAliveSaid : .keepAlive) : .close
        isModern = head.version == .http1_1
        // NIO's decoder reads nothing more after a request to change the protocol, which is never granted.
        if head.method == .CONNECT || head.headers.contains(name: "Upgrade") { endsAfterAnswer = true }
        let requestID = RequestID.make()
        do {
            step(gate.begin(try RequestHead(head, from: peer, requestID: requestID)), context)
        } catch {
            endsAfterAnswer = true
            reply(gate.refuse(.malformed(error.sentence), requestID: requestID), context, isWhole: false)
        }
    }

    private func step(_ step: Gate.Step, _ context: ChannelHandlerContext, isWhole: Bool = false) {
        switch step {
        case .answered(let answer): reply(answer, context, isWhole: isWhole)
        case .waits(let exchange): wait(isWhole: false) { [gate] in await gate.proceed(with: exchange) }
        case .readsBody(let exchange):
            phase = .reading(exchange)
            let declared = exchange.head.header("Content-Length").flatMap { Int($0) }
            let limit = limit(of: exchange)
            if let declared, declared > limit { return refuseBody(exchange, .bodyTooLarge(limit: limit)) }
            if exchange.isUpload {
                let wanted = max(declared ?? limit, 0)
                let tenant = exchange.known?.tenant.id ?? 0
                guard limits.uploads.take(wanted, for: tenant) else {
                    return refuseBody(exchange, .problem(.unavailable(retryAfter: 1)))
                }
                reserved = (wanted, tenant)
            }
            if isModern, exchange.head.header("Expect")?.lowercased() == "100-continue" {
                var buffer = context.channel.allocator.buffer(capacity: 32)
                buffer.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
                context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
            }
        }
    }

    private func append(_ bytes: ByteBuffer, to exchange: Gate.Exchange, _ context: ChannelHandlerContext) {
        let limit = limit(of: exchange)
        guard body.count + bytes.readableBytes <= limit else {
            return refuseBody(exchange, .bodyTooLarge(limit: limit))
        }
        body.append(contentsOf: bytes.readableBytesView)
    }

    private func limit(of exchange: Gate.Exchange) -> Int {
        // Of somebody whom nobody knows, no more is read than is kept for them.
        if exchange.isOfNobody { return min(2 * KeptForm.longest, limits.body) }
        return exchange.isUpload ? limits.upload : limits.body
    }

    private func refuseBody(_ exchange: Gate.Exchange, _ refusal: Refusal) {
        body = []
        endsAfterAnswer = true
        wait(isWhole: false) { [gate] in .answered(await gate.finish(exchange, body: .failure(refusal))) }
    }

    private func releaseUpload() {
        if let reserved { limits.uploads.giveBack(reserved.bytes, of: reserved.tenant) }
        reserved = nil
    }

    // MARK: Answering

    /// Lets the gate work in a task on this loop, and goes on with what it says.
    private func wait(isWhole: Bool, _ work: @escaping @Sendable () async -> Gate.Step) {
        guard let context else { return }
        phase = .waiting
        isAtWork = true
        isStarting = true
        let loop = context.eventLoop
        let loopBound = NIOLoopBound(self, eventLoop: loop)
        Task.immediate(executorPreference: executor) {
            let next = await work()
            if loop.inEventLoop {
                loopBound.value.workEnded(next, isWhole)
            } else {
                loop.execute { loopBound.value.workEnded(next, isWhole) }
            }
        }
        isStarting = false
        guard let next = early else { return }
        early = nil
        step(next, context, isWhole: isWhole)
    }

    private func workEnded(_ next: Gate.Step, _ isWhole: Bool) {
        isAtWork = false
        guard let context, case .waiting = phase else {
            releaseUpload()
            return endIfDone()
        }
        // Not from here: each of many requests that came together would lie on the stack of the one before.
        if isStarting { return early = next }
        step(next, context, isWhole: isWhole)
        go(context)
        flush(context)
    }

    private func reply(_ answer: Gate.Reply, _ context: ChannelHandlerContext, isWhole: Bool) {
        releaseUpload()
        if case .close = persistence { endsAfterAnswer = true }
        if answer.answer.producer != nil, !isModern { endsAfterAnswer = true }
        var buffer = context.channel.allocator.buffer(capacity: 0)
        ReplyWriter.write(
            answer, isHead: isHead, takesChunks: isModern, endsAfterAnswer ? .close : persistence, to: &buffer)
        context.write(wrapOutboundOut(buffer), promise: nil)
        needsFlush = true
        activity = .now()
        if let producer = answer.answer.producer, !isHead {
            return produce(producer, of: answer.requestID, context, isWhole: isWhole)
        }
        phase = isWhole ? .idle : .skipping
        // Of a body that is too large no more is read.
        if endsAfterAnswer, isWhole || answer.answer.status == .contentTooLarge { end(context) }
    }

    // MARK: A body that is made while it is sent

    private static let largestPart = 65_536

    private func produce(
        _ body: @escaping Answer.Producer, of requestID: String, _ context: ChannelHandlerContext, isWhole: Bool
    ) {
        phase = .producing
        let loop = context.eventLoop
        let loopBound = NIOLoopBound(self, eventLoop: loop)
        producer = Task(executorPreference: executor) {
            let result: Result<Void, any Error>
            do {
                try await body { piece in
                    try Task.checkCancellation()
                    try await loop.flatSubmit { loopBound.value.send(piece, on: loop) }.get()
                }
                result = .success(())
            } catch {
                result = .failure(error)
            }
            loop.execute { loopBound.value.productionEnded(result, of: requestID, isWhole: isWhole) }
        }
    }

    /// Done when the system has taken it: no more than one piece of a body is in memory. A client on a slow line takes
    /// a large one bit by bit, and has its time for each.
    private func send(_ piece: [UInt8], on loop: any EventLoop) -> EventLoopFuture<Void> {
        guard let context, case .producing = phase else { return loop.makeFailedFuture(CancellationError()) }
        let loopBound = NIOLoopBound(self, eventLoop: loop)
        var sent = loop.makeSucceededVoidFuture()
        isSending = true
        activity = .now()
        for start in stride(from: 0, to: piece.count, by: Self.largestPart) {
            let part = piece[start..<min(start + Self.largestPart, piece.count)]
            var buffer = context.channel.allocator.buffer(capacity: 0)
            ReplyWriter.write(part: part, isChunk: isModern, to: &buffer)
            sent = context.write(wrapOutboundOut(buffer))
            sent.whenComplete { _ in loopBound.value.activity = .now() }
        }
        sent.whenComplete { _ in loopBound.value.isSending = false }
        needsFlush = false
        context.flush()
        return sent
    }

    private func productionEnded(_ result: Result<Void, any Error>, of requestID: String, isWhole: Bool) {
        producer = nil
        guard let context, case .producing = phase else {
            endIfDone()
            return gate.logger.info("an answer was not taken whole", metadata: ["request_id": "\(requestID)"])
        }
        if case .failure(let error) = result {
            gate.logger.error("an answer was cut short: \(error)", metadata: ["request_id": "\(requestID)"])
            return context.close(promise: nil)
        }
        if isModern {
            var buffer = context.channel.allocator.buffer(capacity: 8)
            buffer.writeStaticString(ReplyWriter.lastChunk)
            context.write(wrapOutboundOut(buffer), promise: nil)
            needsFlush = true
        }
        phase = isWhole ? .idle : .skipping
        if endsAfterAnswer, isWhole { end(context) }
        go(context)
        flush(context)
    }

    /// Closes once everything is sent. While something may still come from the client, it is first told that nothing more
    /// will be sent, and given a moment: closing at once could take the answer back on its way (RFC 9112, 9.6).
    private func end(_ context: ChannelHandlerContext, lingers: Bool = true) {
        if case .ending = phase { return }
        phase = .ending
        parts.removeAll()
        needsFlush = false
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in
            let (connection, context) = loopBound.value
            // Gone already?
            guard connection.context != nil else { return }
            guard lingers else { return context.close(promise: nil) }
            context.close(mode: .output, promise: nil)
            connection.isLingering = true
            connection.timer?.cancel()
            connection.watch(context, connection.limits.lingering)
        }
    }
}

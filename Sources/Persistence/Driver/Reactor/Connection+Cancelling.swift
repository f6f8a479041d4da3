internal import CLibpq

/// A cancellation travels on a connection of its own and may come late: until it has left and a probe has been
/// answered after it, nothing else is sent, or it would hit the wrong statement.
struct CancellationState {
    private var isSending = false
    private var needsProbe = false
    private var isProbing = false
    /// When the server has had long enough.
    private(set) var giveUpAt: UInt64 = .max

    var isUnderWay: Bool { isSending || needsProbe || isProbing }

    /// False: one is on its way already.
    mutating func begin(giveUpAt: UInt64) -> Bool {
        self.giveUpAt = Swift.min(self.giveUpAt, giveUpAt)
        guard !isSending, !isProbing else { return false }
        (isSending, needsProbe) = (true, true)
        return true
    }

    mutating func sent() { isSending = false }

    /// True, once: the probe is due, now that everything before it is answered.
    mutating func takeProbe() -> Bool {
        guard needsProbe, !isSending else { return false }
        (needsProbe, isProbing) = (false, true)
        return true
    }

    mutating func probed() {
        isProbing = false
        giveUpAt = .max
    }
}

extension Connection {
    /// Stops a request on a connection that it does not share. It is answered when the server has answered.
    func interrupt(_ request: Request, _ interruption: Request.Interruption, now: UInt64) {
        guard request.interruption == nil, !isClosed else { return }
        request.interruption = interruption
        if outgoing.contains(where: { $0 === request }) {
            outgoing.removeAll { $0 === request }
            return context.events.append(.finished(self, request, .failure(interruption.error)))
        }
        guard cancellation.begin(giveUpAt: now &+ context.configuration.grace.nanoseconds) else { return }
        guard let cancel = PQgetCancel(handle) else { return lose() }
        let ticket = CancelTicket(handle: cancel)
        let started = HelperThread.start("kiik-cancel") { [mailbox = context.mailbox, id] in
            var message = [CChar](repeating: 0, count: 256)
            PQcancel(ticket.handle, &message, CInt(message.count))
            PQfreeCancel(ticket.handle)
            _ = mailbox.submit(.cancelSent(connection: id))
        }
        guard started else {
            PQfreeCancel(cancel)
            return lose()
        }
        // Rows that nobody reads any more must not keep the answer back.
        if isPaused { resume(now: now) }
    }

    func cancelSent(now: UInt64) {
        cancellation.sent()
        if !isClosed, ledger.isEmpty { whenEmpty(now: now) }
    }
}

/// Sound to share: handed to the one helper thread that uses and frees it.
private struct CancelTicket: @unchecked Sendable {
    let handle: OpaquePointer
}

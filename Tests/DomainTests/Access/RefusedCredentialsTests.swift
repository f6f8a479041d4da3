import Testing

@testable import Domain

@Suite struct `Refused credentials` {
    @Test func `are counted by fault and address, at most so many a minute, and the rest passed over`() {
        let refusals = RefusedCredentials(perMinute: 3)
        func note(_ ip: Int, at second: Int64) {
            refusals.note(
                .unauthenticated(.unknown), known: nil, ip: "192.0.2.\(ip)", requestID: "r",
                at: Timestamp(microseconds: second * 1_000_000))
        }
        for ip in 1...5 { note(ip, at: 0) }
        note(1, at: 1)
        let first = refusals.take()
        #expect(first.entries.map(\.count).sorted() == [1, 1, 2])
        #expect(first.passedOver == 2)
        // The minute is not over.
        note(6, at: 2)
        #expect(refusals.take().entries.isEmpty)
        note(6, at: 61)
        #expect(refusals.take().entries.map(\.fault) == ["unknown"])
    }

    @Test func `what is no fault of a credential is not noted`() {
        let refusals = RefusedCredentials()
        for problem in [Problem.unauthenticated(.missing), .rateLimited(retryAfter: 1), .internal] {
            refusals.note(problem, known: nil, ip: "", requestID: "", at: Timestamp(microseconds: 0))
        }
        #expect(refusals.take().entries.isEmpty)
    }
}

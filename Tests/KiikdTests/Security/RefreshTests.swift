import Foundation
import JSON
import Testing

@Suite struct `Refresh tokens` {
    private func works(_ tokens: Person.Tokens, _ office: Office) async throws -> Bool {
        try await office.client.with(key: tokens.access).get(Path.customerList).status == 200
    }

    @Test func `S15 S16 a refresh rotates; a used token that comes again kills the family, the newest included`()
        async throws
    {
        let office = try await Office.open()
        let person = try await office.hire()
        let first = try await person.login()
        let second = try Person.Tokens(try await person.refresh(first.refresh))
        #expect(second.refresh != first.refresh)
        #expect(second.session == first.session)
        let third = try Person.Tokens(try await person.refresh(second.refresh))
        #expect(try await works(third, office))
        // Its successor was used: the answer had arrived, so this is somebody else.
        let reused = try await person.refresh(first.refresh)
        #expect(reused.status == 401)
        #expect(try reused.json["error"]?["code"] == "INVALID_REFRESH_TOKEN")
        #expect(try await person.refresh(third.refresh).status == 401)
        _ = try await eventually("the end of the session") { try await works(third, office) ? nil : true }
        #expect(try await office.daemon.sql("SELECT end_reason FROM sessions WHERE id = \(first.session)") == "reuse")
    }

    @Test
    func `S16 within the grace a repetition gets the same successor, on another node too; after it the family dies`()
        async throws
    {
        let office = try await Office.open()
        let second = try await RunningDaemon.start(beside: office.daemon)
        let person = try await office.hire()
        let first = try await person.login()
        let answered = try Person.Tokens(try await person.refresh(first.refresh))
        let again = try Person.Tokens(try await person.refresh(first.refresh, on: second))
        #expect(again.refresh == answered.refresh)
        #expect(try await works(again, office))
        _ = try await office.daemon.sql(
            "UPDATE refresh_tokens SET used_at = used_at - interval '11 seconds' WHERE session_id = \(first.session)")
        #expect(try await person.refresh(first.refresh).status == 401)
        #expect(try await person.refresh(answered.refresh).status == 401)
        try await second.stop()
    }

    @Test func `S17 of 50 parallel refreshes one family survives`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        let first = try await person.login()
        let answers = try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
            for _ in 0..<50 { group.addTask { try await person.refresh(first.refresh) } }
            return try await group.reduce(into: [HTTPAnswer]()) { $0.append($1) }
        }
        let good = answers.filter { $0.status == 200 }
        #expect(Set(answers.map(\.status)).isSubset(of: [200, 503]), "\(answers.map(\.status))")
        let successors = Set(try good.map { try Person.Tokens($0).refresh })
        #expect(successors.count == 1)
        let generations = try await office.daemon.sqlInt(
            "SELECT count(*) FROM refresh_tokens WHERE session_id = \(first.session)")
        #expect(generations == 2)
        _ = try Person.Tokens(try await person.refresh(try #require(successors.first)))
    }

    @Test func `S19 a session ends when nobody refreshes it, and in any case after its time`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        let idle = try await person.login()
        _ = try await office.daemon.sql(
            "UPDATE refresh_tokens SET created_at = created_at - interval '14 days' WHERE session_id = \(idle.session)")
        #expect(try await person.refresh(idle.refresh).status == 401)
        let old = try await person.login()
        let limit = try await office.daemon.sqlInt(
            "SELECT extract(epoch FROM expires_at - created_at)::int FROM sessions WHERE id = \(old.session)")
        #expect(limit == 90 * 86_400)
        _ = try await office.daemon.sql("UPDATE sessions SET expires_at = now() WHERE id = \(old.session)")
        #expect(try await person.refresh(old.refresh).status == 401)
        _ = try await eventually("the end of the session") { try await works(old, office) ? nil : true }
        let fresh = try await person.login()
        #expect(try await works(fresh, office))
    }

    @Test(arguments: ["krt_", "krt_0000000000000000000000000000000000000000000", "", "fta_x", "krt_\u{00e9}"])
    func `S15 what is no refresh token is refused`(text: String) async throws {
        let office = try await Office.open()
        let answer = try await office.daemon.client.send(
            "POST", "\(Path.auth)refresh", headers: ["Authorization": "Bearer \(text)"])
        #expect(answer.status == 401)
        #expect(try await office.daemon.client.post("\(Path.auth)refresh", "").status == 401)
    }
}

import Foundation
import JSON
import Testing

/// On daemons of their own: failures are counted by address, and all tests have the same.
@Suite(.serialized) struct `Guessing passwords` {
    /// One try, by Secretary's login or CredKit's token.
    private func attempt(
        _ email: String, _ password: String, on daemon: RunningDaemon, asForm: Bool = false, forwarded: String? = nil
    ) async throws -> HTTPAnswer {
        var headers = forwarded.map { ["X-Forwarded-For": $0, "Forwarded": "for=\($0)", "X-Real-IP": $0] } ?? [:]
        if asForm {
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            return try await daemon.client.post(
                "\(Path.auth)token", "username=\(email)&password=\(password)", headers: headers)
        }
        let body: JSONValue = ["email": .string(email), "password": .string(password)]
        return try await daemon.client.post(
            "\(Path.auth)login", String(decoding: body.serialized(), as: UTF8.self), headers: headers)
    }

    /// Makes the delays that run long enough for the slowest machine, and says how long they were meant to be.
    private func hold(_ daemon: RunningDaemon) async throws -> [Int] {
        let running = "WHERE free_at > failed_at + interval '0.5 seconds'"
        let meant = try await daemon.sql(
            "SELECT coalesce(string_agg(round(extract(epoch FROM free_at - failed_at))::text, ' '), '') FROM login_delays \(running)"
        )
        _ = try await daemon.sql("UPDATE login_delays SET free_at = now() + interval '1 minute' \(running)")
        return meant.split(separator: " ").compactMap { Int($0) }
    }

    private func release(_ daemon: RunningDaemon) async throws {
        _ = try await daemon.sql("UPDATE login_delays SET free_at = failed_at")
    }

    @Test func `S51 after five failures the delay grows, whatever the spelling, the path, the node and the header`()
        async throws
    {
        let daemon = try await RunningDaemon.start()
        let office = try await Office.open(on: daemon)
        let second = try await RunningDaemon.start(beside: daemon)
        let known = try await office.hire().email
        let unknown = "nobody@acme.example"
        for email in [known, unknown] {
            let spellings = [email, email.uppercased(), "  \(email)", "\(email) \u{a0}", email.capitalized]
            for (index, spelling) in spellings.enumerated() {
                let answer = try await attempt(
                    spelling, "wrong", on: index % 2 == 0 ? daemon : second, forwarded: "198.51.100.\(index)")
                #expect(answer.status == 401, "\(email) \(index)")
            }
            #expect(try await hold(daemon) == [1])
            for (index, spelling) in spellings.enumerated() {
                let answer = try await attempt(
                    spelling, Person.password, on: index % 2 == 0 ? second : daemon, forwarded: "203.0.113.\(index)")
                // The right password too.
                #expect(answer.status == 429, "\(email) \(index)")
                #expect(Int(answer["retry-after"] ?? "").map { (1...60).contains($0) } == true)
            }
            let form = try await attempt(email, "wrong", on: daemon, asForm: true)
            #expect(form.status == 429)
            #expect(try form.json["error_code"] == "RATE_LIMITED")
            if email == known {
                // Somebody else from there is not kept waiting.
                let other = try await office.hire()
                #expect(try await other.tryLogin().status == 200)
                try await release(daemon)
                #expect(try await attempt(known, "wrong", on: second).status == 401)
                #expect(try await hold(daemon) == [2])
                #expect(try await attempt(known, Person.password, on: daemon).status == 429)
                try await release(daemon)
                #expect(try await attempt(known, Person.password, on: daemon).status == 200)
                // It is forgiven.
                for _ in 0..<4 { #expect(try await attempt(known, "wrong", on: daemon).status == 401) }
                #expect(try await hold(daemon) == [])
            }
        }
        let named = try await daemon.sqlInt(
            "SELECT count(*) FROM login_delays WHERE position(convert_to('acme', 'UTF8') in subject) > 0")
        #expect(named == 0)
        try await second.stop()
        try await daemon.stop()
    }

    @Test
    func `S51 tries at once are no more than tries one after another, and the delay ends at a quarter of an hour`()
        async throws
    {
        let daemon = try await RunningDaemon.start()
        let office = try await Office.open(on: daemon)
        let person = try await office.hire()
        let begin = ContinuousClock.now
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for place in 0..<40 {
                let email = place % 2 == 0 ? person.email : person.email.uppercased()
                group.addTask { try await attempt(email, "wrong", on: daemon).status }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        let taken = statuses.count { $0 == 401 }
        // One more after a second, another after two more, and so on.
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        #expect((5...5 + Int(log2(seconds + 1))).contains(taken), "\(statuses)")
        #expect(statuses.count { $0 == 429 } == 40 - taken)
        #expect(try await daemon.sqlInt("SELECT max(failures) FROM login_delays") == taken)
        for (failures, wait) in [(9, 32), (13, 512), (14, 900), (100_000, 900)] {
            _ = try await daemon.sql(
                """
                UPDATE login_delays SET free_at = now(), failures = CASE WHEN failures = (SELECT max(failures)
                    FROM login_delays) AND free_at > failed_at + interval '0.5 seconds' THEN \(failures) ELSE 0 END
                """)
            #expect(try await attempt(person.email, "wrong", on: daemon).status == 401)
            #expect(try await hold(daemon) == [wait], "\(failures)")
        }
        try await daemon.stop()
    }

    @Test func `S51 an account is counted from wherever it is tried, an address whomever it tries`() async throws {
        let daemon = try await RunningDaemon.start(environment: ["KIIK_TRUSTED_PROXIES": "127.0.0.1"])
        let office = try await Office.open(on: daemon)
        let person = try await office.hire()
        // The bounds are wide: what was before is written down, not tried.
        #expect(try await attempt(person.email, "wrong", on: daemon, forwarded: "198.51.100.1").status == 401)
        _ = try await daemon.sql("UPDATE login_delays SET failures = 49 WHERE failures = 1")
        try await release(daemon)
        #expect(try await attempt(person.email, "wrong", on: daemon, forwarded: "198.51.100.2").status == 401)
        #expect(try await hold(daemon) == [1])
        #expect(try await attempt(person.email, Person.password, on: daemon, forwarded: "198.51.100.3").status == 429)
        // An IPv6 client has the whole of its /64.
        for place in 0..<5 {
            let answer = try await attempt("x@x.example", "wrong", on: daemon, forwarded: "2001:db8:1:2::\(place + 1)")
            #expect(answer.status == 401)
        }
        _ = try await hold(daemon)
        #expect(try await attempt("x@x.example", "wrong", on: daemon, forwarded: "2001:db8:1:2:ffff::9").status == 429)
        #expect(try await attempt("x@x.example", "wrong", on: daemon, forwarded: "2001:db8:1:3::9").status == 401)
        _ = try await daemon.sql("DELETE FROM login_delays")
        #expect(try await attempt("a@x.example", "wrong", on: daemon, forwarded: "203.0.113.7").status == 401)
        _ = try await daemon.sql("UPDATE login_delays SET failures = 199")
        try await release(daemon)
        #expect(try await attempt("b@x.example", "wrong", on: daemon, forwarded: "203.0.113.7").status == 401)
        #expect(try await hold(daemon) == [1])
        #expect(try await attempt("c@x.example", "wrong", on: daemon, forwarded: "203.0.113.7").status == 429)
        #expect(try await attempt("c@x.example", "wrong", on: daemon, forwarded: "203.0.113.8").status == 401)
        try await daemon.stop()
    }

    @Test func `an address may try five times a minute, right or wrong, in either dialect`() async throws {
        let daemon = try await RunningDaemon.start(environment: ["KIIK_LOGIN_LIMIT": "5/min"])
        let office = try await Office.open(on: daemon)
        let person = try await office.hire()
        let begin = ContinuousClock.now
        let tokens = try await person.login()
        var statuses = [200]
        for place in 1..<12 {
            let answer =
                place % 2 == 0
                ? try await person.tryLogin()
                : try await attempt("x\(place)@x.example", "wrong", on: daemon, asForm: true)
            statuses.append(answer.status)
            guard answer.status == 429 else { continue }
            #expect(Int(answer["retry-after"] ?? "").map { (1...12).contains($0) } == true)
        }
        // Another one is allowed every twelve seconds, which a slow machine may take for these.
        let more = Int((ContinuousClock.now - begin) / .seconds(12))
        #expect(statuses.prefix(5) == [200, 401, 200, 401, 200])
        #expect((5...5 + more).contains(statuses.count { $0 != 429 }), "\(statuses)")
        #expect(try await person.refresh(tokens.refresh).status == 200)
        try await daemon.stop()
    }

    @Test func `S44 a known and an unknown address are refused with the same words after the same time`() async throws {
        let daemon = try await RunningDaemon.start()
        let office = try await Office.open(on: daemon)
        let person = try await office.hire(isCheap: false)
        let pairs = 8
        // A user each, with the same hash, and addresses that nobody has.
        _ = try await daemon.sql(
            """
            INSERT INTO users (tenant_id, id, uuid, email, name, password, created_at, updated_at, version)
            SELECT tenant_id, id + 1000 + i, gen_random_uuid(), 'known' || i || '@acme.example', '', password, now(),
                now(), 1 FROM users, generate_series(1, \(pairs)) i WHERE id = \(person.id);
            """)
        func time(_ email: String) async throws -> (seconds: Double, answer: HTTPAnswer) {
            let begin = ContinuousClock.now
            let answer = try await attempt(email, "wrong password", on: daemon)
            return ((ContinuousClock.now - begin) / .seconds(1), answer)
        }
        var known: [Double] = []
        var unknown: [Double] = []
        /// Both hash. The fastest of each is the one that the machine disturbed least.
        var areAlike: Bool {
            guard let one = known.min(), let other = unknown.min() else { return false }
            return one < other * 1.5 && other < one * 1.5
        }
        // A busy machine may spoil a round, and what differs differs in every round.
        for _ in 0..<4 where !areAlike {
            for pair in 1...pairs {
                for isKnown in pair % 2 == 0 ? [true, false] : [false, true] {
                    let (seconds, answer) = try await time("\(isKnown ? "known" : "other")\(pair)@acme.example")
                    if isKnown { known.append(seconds) } else { unknown.append(seconds) }
                    #expect(answer.status == 401)
                    #expect(try answer.json["error"]?["message"] == "Email, password or code are not right.")
                }
            }
        }
        #expect(areAlike, "known \(known), unknown \(unknown)")
        #expect((known + unknown).allSatisfy { $0 > 0.02 }, "nothing was hashed")
        try await daemon.stop()
    }
}

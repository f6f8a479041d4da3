import Foundation
import JSON
import Testing

@Suite(.serialized) struct `Access that ends and comes back` {
    private func status(_ daemon: RunningDaemon, _ key: Office.Key) async throws -> Int {
        try await daemon.client.with(key: key.secret).get(Path.customerList).status
    }

    /// Lets the key end in a moment, has it looked at until then, and waits for its end.
    private func end(_ key: Office.Key, of office: Office) async throws {
        // A machine that is busy may be too late for the first look, or for some.
        _ = try await eventually("a look at the key while it lives") {
            _ = try await office.daemon.sql(
                "UPDATE api_keys SET expires_at = now() + interval '4 seconds' WHERE id = \(key.id)")
            return try await status(office.daemon, key) == 200 ? true : nil
        }
        try await Task.sleep(for: .milliseconds(4100))
    }

    @Test func `S50 a key is refused on the next request after it was revoked, and works again after it was activated`()
        async throws
    {
        let office = try await Office.open()
        let key = try await office.issueKey()
        for _ in 0..<3 {
            #expect(try await status(office.daemon, key) == 200)
            try await office.revoke(key)
            #expect(try await status(office.daemon, key) == 401)
            try await office.activate(key)
        }
        #expect(try await status(office.daemon, key) == 200)
    }

    @Test func `S50 a key works until its expiry and not after it`() async throws {
        let office = try await Office.open()
        let key = try await office.issueKey("--expires", "2999-12-31")
        #expect(try await status(office.daemon, key) == 200)
        try await end(key, of: office)
        // No request to the database is needed to know: the cached principal carries its end.
        let answer = try await office.daemon.client.with(key: key.secret).get(Path.customerList)
        #expect(answer.status == 401)
        #expect(try answer.json["detail"] == "This key has expired.")
    }

    @Test func `S50 both secrets work during a rotation's overlap, and only the new one after it`() async throws {
        let office = try await Office.open()
        let old = try await office.issueKey("--scopes", "customers:read")
        #expect(try await status(office.daemon, old) == 200)
        let new = try await office.rotate(old, overlap: "1h")
        #expect(new.secret != old.secret)
        #expect(try await status(office.daemon, new) == 200)
        #expect(try await status(office.daemon, old) == 200)
        let left = try await office.daemon.sqlInt(
            "SELECT extract(epoch FROM expires_at - now())::int FROM api_keys WHERE id = \(old.id)")
        #expect((3000...3600).contains(left))
        try await end(old, of: office)
        #expect(try await status(office.daemon, old) == 401)
        #expect(try await status(office.daemon, new) == 200)
        // The successor may do what its predecessor might, and no more.
        let post = try await office.client.with(key: new.secret).post(Path.customers, #"{"name": "x"}"#)
        #expect(post.status == 403)
    }

    @Test func `S50 a key narrows with its creator and its role on the next request, on both of two daemons`()
        async throws
    {
        let office = try await Office.open()
        let second = try await RunningDaemon.start(beside: office.daemon)
        let email = "c-\(office.subdomain)@acme.example"
        _ = try await office.run("users", "create", "--tenant", office.subdomain, "--email", email, "--role", "Manager")
        _ = try await office.run(
            "roles", "create", "--tenant", office.subdomain, "--name", "Own", "--permissions", "customers:*,invoices:*")
        let key = try await office.issueKey("--user", email, "--role", "Own")
        func expect(_ customers: Int, _ invoices: Int, _ what: String) async throws {
            for daemon in [office.daemon, second] {
                let client = daemon.client.with(key: key.secret)
                #expect(try await client.get(Path.customerList).status == customers, "\(what)")
                #expect(try await client.get(Path.invoiceList).status == invoices, "\(what)")
            }
        }
        func setRole(_ role: String) async throws {
            _ = try await office.run(
                "users", "set-role", "--tenant", office.subdomain, "--email", email, "--role", role)
        }
        try await expect(200, 200, "at first")
        try await setRole("Support")
        try await expect(200, 403, "the creator was demoted")
        try await setRole("Owner")
        try await expect(200, 200, "and promoted")
        _ = try await office.run(
            "roles", "revoke", "--tenant", office.subdomain, "--role", "Own", "--permissions", "customers:read")
        try await expect(403, 200, "the role was narrowed")
        _ = try await office.run("users", "lock", "--email", email)
        try await expect(403, 403, "the creator was locked")
        _ = try await office.run("users", "unlock", "--email", email)
        try await expect(403, 200, "and unlocked")
        _ = try await office.run("users", "remove", "--tenant", office.subdomain, "--email", email)
        try await expect(403, 403, "the membership ended")
        try await second.stop()
    }

    @Test func `S50 a second daemon refuses a revoked key within a moment, also where its LISTEN is cut`() async throws
    {
        let office = try await Office.open()
        let second = try await RunningDaemon.start(beside: office.daemon)
        for round in 0..<3 {
            let key = try await office.issueKey()
            #expect(try await status(office.daemon, key) == 200)
            #expect(try await status(second, key) == 200)
            if round == 2 {
                _ = try await office.daemon.sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'LISTEN%'")
            }
            // Asks all the time, so that the moment of the first refusal is known.
            let watch = Task {
                var last: Date?
                while !Task.isCancelled {
                    let asked = Date()
                    if try await status(second, key) == 401 { return last }
                    last = asked
                }
                return nil
            }
            try await office.revoke(key)
            #expect(try await status(office.daemon, key) == 401)
            let lastAdmitted = try #require(try await watch.value)
            let text = try await office.daemon.sql(
                "SELECT extract(epoch FROM revoked_at) FROM api_keys WHERE id = \(key.id)")
            let after = lastAdmitted.timeIntervalSince1970 - (try #require(Double(text)))
            print(
                "S50 \(round == 2 ? "LISTEN cut: " : "")the last request that the second daemon admitted was sent \(Int(after * 1000)) ms after the revocation was decided"
            )
            #expect(after < 1)
            #expect(try await status(second, key) == 401, "once refused, it stays refused")
            try await office.activate(key)
            _ = try await eventually("the key's return") {
                try await status(second, key) == 200 ? true : nil
            }
        }
        try await second.stop()
    }
}

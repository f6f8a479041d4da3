import Testing

@testable import kiikd

@Suite(.timeLimit(.minutes(10))) struct `Countries of addresses` {
    // Networks of universities, which have been where they are for thirty years.
    private static let (france, unitedStates, home) = ("193.51.196.138", "18.9.22.69", "10.0.0.7")

    private func call(_ office: Office, on daemon: RunningDaemon, from ip: String) async throws {
        let answer = try await daemon.client.with(key: office.key.secret).get(
            Path.customerList, headers: ["X-Forwarded-For": ip])
        #expect(answer.status == 200)
        _ = try await eventually("the address of \(ip)") { () -> Bool? in
            let known = "SELECT count(*) FROM usage_addresses WHERE key_id = \(office.key.id) AND ip = '\(ip)'"
            return try await office.daemon.sqlInt(known) == 1 ? true : nil
        }
    }

    /// A key that was used from France for three days, and today from the United States and from a network of one's own.
    private func used(on daemon: RunningDaemon) async throws -> Office {
        let office = try await Office.open(on: RunningDaemon.shared.value)
        try await call(office, on: daemon, from: Self.france)
        _ = try await office.daemon.sql(
            "UPDATE usage_addresses SET first_seen = first_seen - interval '3 days' WHERE key_id = \(office.key.id)")
        for ip in [Self.unitedStates, Self.home] { try await call(office, on: daemon, from: ip) }
        return office
    }

    private func start(_ more: [String: String] = [:]) async throws -> RunningDaemon {
        try await RunningDaemon.start(
            beside: try await RunningDaemon.shared.value,
            environment: ["KIIK_TRUSTED_PROXIES": "127.0.0.1"].merging(more) { $1 })
    }

    private func page(_ path: String, _ owner: Browser, language: String = "en") async throws -> String {
        let answer = try await owner.client.get(
            path, headers: ["Cookie": "kiik-session=\(owner.secret)", "Accept-Language": language])
        #expect(answer.status == 200, "\(path)")
        return answer.text
    }

    @Test func `a call from a new country is unusual, by the country's name, and pages say where addresses are`()
        async throws
    {
        let daemon = try await start()
        let office = try await used(on: daemon)
        let owner = try await office.hire().browse(on: daemon)
        let unusual = try await page("/usage/unusual/", owner)
        let sentence = "Used from a country for the first time: United States, from \(Self.unitedStates), "
        #expect(unusual.contains(sentence))
        #expect(unusual.contains("Addresses known before: 1, none of them there. Calls from this address: 1."))
        #expect(!unusual.contains("Used from \(Self.unitedStates) "))
        // What is in no country is a new address as ever.
        #expect(unusual.contains("Used from \(Self.home) for the first time"))
        #expect(!unusual.contains("are not known here"))
        let french = try await page("/usage/unusual/", owner, language: "fr")
        #expect(french.contains("Première utilisation depuis un pays\u{A0}: États-Unis, depuis \(Self.unitedStates), "))
        let key = try await page("/keys/\(office.key.id)/", owner)
        #expect(key.contains(sentence) && key.contains("France"))
        #expect(try await page("/usage/log/", owner).contains("France"))
        #expect(try await daemon.stop() == 0)
    }

    @Test func `without a database of countries pages speak of addresses, and say how to have countries`() async throws
    {
        let daemon = try await start(["KIIK_COUNTRIES": "none"])
        let office = try await used(on: daemon)
        let owner = try await office.hire().browse(on: daemon)
        let unusual = try await page("/usage/unusual/", owner)
        #expect(unusual.contains("Used from \(Self.unitedStates) for the first time"))
        #expect(unusual.contains("The countries of addresses are not known here."))
        #expect(!unusual.contains("United States"))
        _ = try await page("/keys/\(office.key.id)/", owner)
        #expect(try await daemon.stop() == 0)
    }

    @Test func `a database of countries that is none stops the start with a sentence`() async throws {
        let failure = await #expect(throws: RunningDaemon.EndedEarly.self) {
            try await start(["KIIK_COUNTRIES": "/etc/hostname"])
        }
        #expect(failure?.error.contains("KIIK_COUNTRIES: /etc/hostname is no database of libloc (version 1).") == true)
    }
}

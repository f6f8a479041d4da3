import AuthCore
import Foundation
import JSON
import Testing

@Suite struct `Secrets stay secret` {
    @Test func `S42 S64 a key's secret is in no log at trace, in no dump and in no file of the data directory`()
        async throws
    {
        let daemon = try await RunningDaemon.start(environment: ["KIIK_LOG_LEVEL": "trace"])
        let office = try await Office.open(on: daemon)
        let other = try await office.issueKey("--notes", "canary-in-the-notes", "--environment", "live")
        let successor = try await office.rotate(other, overlap: "1h")
        let secrets = [office.key.secret, other.secret, successor.secret]
        for secret in secrets {
            let client = daemon.client.with(key: secret)
            _ = try await client.get(Path.customerList)
            _ = try await client.post(Path.customers, #"{"name": "Logged"}"#)
            _ = try await client.post(Path.customers, "{broken", headers: ["Idempotency-Key": "a"])
            _ = try await client.get("/verify?scope=nonsense")
            _ = try await client.with(key: nil).get("\(Path.customerList)?api_key=\(secret)&search=\(secret)")
            _ = try await client.get(Path.customerList, headers: ["Authorization": "Basic \(secret)"])
            _ = try await client.get(Path.customerList, headers: ["Authorization": "Bearer \(secret)x"])
            _ = try await client.get(Path.customerList, headers: ["Cookie": "key=\(secret)", "Authorization": secret])
        }
        try await office.revoke(other)
        _ = try await daemon.client.with(key: other.secret).get(Path.customerList)
        let dump = try await daemon.dump()
        try await daemon.stop()
        let said = try daemon.said()

        #expect(said.contains("customers.list"), "at trace every request is logged")
        let control = try await CommandLineTool.run(["/bin/grep", "-rlaF", "canary-in-the-notes", daemon.place.path])
        #expect(!control.output.isEmpty, "what is stored is found in the files")
        #expect(dump.contains("canary-in-the-notes"), "the dump sees what row-level security would hide")
        for secret in secrets {
            #expect(!said.contains(secret))
            #expect(!dump.contains(secret))
            // What is displayed is a prefix; the rest stands nowhere either.
            #expect(!said.contains(secret.suffix(20)))
            #expect(!dump.contains(secret.suffix(20)))
            let grep = try await CommandLineTool.run([
                "/bin/grep", "-rlaF", "--", String(secret.suffix(20)), daemon.place.path,
            ])
            #expect(grep.output == "", "the spool, the write-ahead log and the rest of the data directory")
        }
    }

    @Test func `S42 S64 what a page shows once is in no log at trace, in no dump and in no file of the data directory`()
        async throws
    {
        let daemon = try await RunningDaemon.start(environment: ["KIIK_LOG_LEVEL": "trace"])
        let office = try await Office.open(on: daemon)
        let desk = try await Desk(try await office.hire())
        func made(_ path: String, _ typed: [String: String], _ pattern: String) async throws -> String {
            let page = try await desk.fill(path, typed)
            let text = page.text
            let found = try #require(text.range(of: pattern, options: .regularExpression), "\(page.status)")
            return String(text[found])
        }
        let key = try await made("/keys/new/", ["name": "Canary", "scopes": "customers:read"], "fta_[A-Za-z0-9]{20,}")
        let app = try await made(
            "/settings/applications/new/",
            [
                "name": "Canary", "client_type": "confidential", "grant_type": "authorization_code",
                "redirect_uris": "https://a.example/cb",
            ], "\(SecretFamily.oauthClient.prefix)[A-Za-z0-9_-]{20,}")
        // Sent without a session, what was typed is carried by the answer, and is nowhere else.
        let typed = "canary-that-was-typed"
        let lost = try await daemon.client.send(
            "POST", "/customers/new/", body: "name=\(typed)&token=x&on_data=live",
            headers: Browser.ownPage.merging(["Content-Type": "application/x-www-form-urlencoded"]) { first, _ in first
            })
        #expect(lost.status == 401)
        let dump = try await daemon.dump()
        try await daemon.stop()
        let said = try daemon.said()
        #expect(said.contains("/keys/new/") && dump.contains("Canary"))
        for secret in [key, app, desk.browser.secret, desk.browser.csrf, typed] {
            let rest = String(secret.suffix(20))
            #expect(!said.contains(rest) && !dump.contains(rest))
            let grep = try await CommandLineTool.run(["/bin/grep", "-rlaF", "--", rest, daemon.place.path])
            #expect(grep.output == "", "the spool, the write-ahead log and the rest of the data directory")
        }
    }

    @Test func `S64 a request cannot write lines of its own into the log`() async throws {
        let daemon = try await RunningDaemon.start(environment: ["KIIK_LOG_LEVEL": "trace"])
        let office = try await Office.open(on: daemon)
        let port = daemon.port
        for line in [
            "GET /x%0d%0aINJECTED HTTP/1.1", "GET /x\u{b}INJECTED HTTP/1.1", "GET /x\u{85}INJECTED HTTP/1.1",
            "GET /\u{1b}[31mINJECTED HTTP/1.1",
        ] {
            _ = try await onThread {
                let connection = try RawConnection(port: port, seconds: 3)
                try connection.send(Array("\(line)\r\nHost: x\r\nConnection: close\r\n\r\n".utf8))
                return connection.receiveAll()
            }
        }
        _ = try await office.client.get(Path.customerList, headers: ["Idempotency-Key": "x\u{b}INJECTED"])
        try await daemon.stop()
        let said = try daemon.said()
        #expect(!said.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("INJECTED") })
        #expect(!said.contains("\u{1b}"))
    }
}

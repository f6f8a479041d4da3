import Foundation
import Glibc
import JSON
import Testing

@Suite struct `kiikd doctor connect at a running kiikd` {
    /// A daemon that knows its own address, and may fetch from this machine.
    private struct Walked: Sendable {
        let office: Office
        let url: String
        let app: DocumentSite

        static let shared = Task {
            let app = try await DocumentSite()
            let (daemon, url) = try await RunningDaemon.startKnowingItsAddress(
                environment: ["KIIK_FETCH_ALLOWED": "127.0.0.0/8,::1", "KIIK_FETCH_CA_FILE": app.certificate])
            return Walked(office: try await Office.open(on: daemon), url: url, app: app)
        }

        func walk(_ words: [String]) async throws -> CommandLineTool.Result {
            try await CommandLineTool().run(["doctor", "connect", url, "--format", "json"] + words)
        }

        func person() async throws -> [String] {
            let person = try await office.hire()
            let path = "\(office.daemon.place.path)/password-\(person.id)"
            try Person.password.write(toFile: path, atomically: true, encoding: .utf8)
            return ["--user", person.email, "--password-file", path]
        }
    }

    private func outcomes(_ report: JSONValue) -> [String: String] {
        Dictionary(
            (report["steps"]?.arrayValue ?? []).map {
                ($0["step"]?.stringValue ?? "", $0["outcome"]?.stringValue ?? "")
            }, uniquingKeysWith: { first, _ in first })
    }

    @Test func `nothing stops a standard client, from discovery to the tools`() async throws {
        let walked = try await Walked.shared.value
        let result = try await walked.walk(try await walked.person())
        #expect(result.status == 0, "\(result.output)")
        let outcomes = outcomes(try JSONValue.parse(Array(result.output.utf8)))
        #expect(outcomes.values.filter { $0 == "passed" }.count == 11, "\(result.output)")
        #expect(outcomes["userinfo"] == "not made")
    }

    @Test func `nothing stops ChatGPT, known by its metadata document`() async throws {
        let walked = try await Walked.shared.value
        let result = try await walked.walk(
            try await walked.person() + [
                "--as", "chatgpt", "--client-id", walked.app.url("/client.json"), "--redirect-uri",
                walked.app.url("/callback"),
            ])
        #expect(result.status == 0, "\(result.output)")
        let outcomes = outcomes(try JSONValue.parse(Array(result.output.utf8)))
        #expect(outcomes.values.allSatisfy { $0 == "passed" }, "\(result.output)")
    }

    @Test
    func `S29 a client whose document leads nowhere is not known, and the doctor says where it ends`()
        async throws
    {
        let walked = try await Walked.shared.value
        let result = try await walked.walk([
            "--as", "chatgpt", "--client-id", "https://localhost:1/client.json", "--redirect-uri",
            "https://localhost:1/callback",
        ])
        #expect(result.status == 1)
        let report = try JSONValue.parse(Array(result.output.utf8))
        #expect(report["stopped_by"]?["step"] == "authorize", "\(result.output)")
    }

    @Test func `a key reaches the tools, and a revoked one is refused`() async throws {
        let walked = try await Walked.shared.value
        let key = try await walked.office.issueKey("--scopes", "customers:read")
        #expect(try await walked.walk(["--key", key.secret]).status == 0)
        try await walked.office.revoke(key)
        let refused = try await walked.walk(["--key", key.secret])
        #expect(refused.status == 1 && refused.output.contains("token_taken"), "\(refused.output)")
    }
}

/// A client's metadata document, served over TLS by Python.
final class DocumentSite: Sendable {
    let port: Int
    let certificate: String
    private let place: Workplace

    init() async throws {
        let place = try Workplace()
        let key = "\(place.path)/key.pem"
        let made = try await CommandLineTool.run([
            "/usr/bin/env", "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
            "-keyout", key,
            "-out", "\(place.path)/certificate.pem",
        ])
        try #require(made.status == 0, "\(made.error)")
        let (program, output) = ("\(place.path)/site.py", "\(place.path)/port")
        try Self.program.write(toFile: program, atomically: true, encoding: .utf8)
        let python = try ChildProgram.start(
            ["/usr/bin/env", "python3", program, "\(place.path)/certificate.pem", key],
            environment: ChildProgram.environment([:]), output: output, error: "\(place.path)/errors")
        place.remember(python.pid)
        port = try await eventually("the site's port") {
            let text = (try? CommandLineTool.text(output)) ?? ""
            return text.hasSuffix("\n") ? Int(text.dropLast()) : nil
        }
        certificate = "\(place.path)/certificate.pem"
        self.place = place
    }

    func url(_ path: String) -> String { "https://localhost:\(port)\(path)" }

    private static let program = #"""
        import json, ssl, sys
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                base = f"https://{self.headers['Host']}"
                body = json.dumps({
                    "client_id": base + self.path,
                    "client_name": "Test assistant",
                    "redirect_uris": [base + "/callback"],
                    "grant_types": ["authorization_code", "refresh_token"],
                    "response_types": ["code"],
                    "token_endpoint_auth_method": "private_key_jwt",
                    "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
                    "jwks_uri": base + "/jwks.json",
                }).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)


        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        server.socket = context.wrap_socket(server.socket, server_side=True)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """#
}

import AuthCore
import Foundation
import Testing

@testable import Domain
@testable import Outgoing

/// A web server over TLS that Python runs on 127.0.0.1, with a certificate of its own for `site.test`,
/// `*.site.test`, `other.test`, `localhost` and its address. It ends with its standard input.
final class Site: Sendable {
    let port: Int
    let certificate: [UInt8]
    private let folder: String
    private let life: Pipe

    init() async throws {
        folder = NSTemporaryDirectory() + "kiik-site-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let names = "DNS:site.test,DNS:*.site.test,DNS:other.test,DNS:localhost,IP:127.0.0.1"
        let openssl = try Self.start(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "2", "-subj", "/CN=site.test", "-addext", "subjectAltName=\(names)", "-keyout", "\(folder)/key.pem",
                "-out", "\(folder)/certificate.pem",
            ], input: FileHandle.nullDevice, output: FileHandle.nullDevice)
        openssl.waitUntilExit()
        certificate = try Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/certificate.pem")))
        try Self.program.write(toFile: "\(folder)/site.py", atomically: true, encoding: .utf8)
        life = Pipe()
        let said = Pipe()
        let python = try Self.start(
            ["python3", "\(folder)/site.py", "\(folder)/certificate.pem", "\(folder)/key.pem"], input: life,
            output: said)
        var line: [UInt8] = []
        while let byte = try said.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
            line.append(byte)
        }
        port = try #require(Int(String(decoding: line, as: UTF8.self)), "the server ended: \(python.isRunning)")
    }

    deinit {
        try? life.fileHandleForWriting.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func start(_ words: [String], input: Any, output: Any) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    func url(_ path: String, host: String = "site.test") -> String { "https://\(host):\(port)\(path)" }

    /// Reaches this machine under every name, and trusts the server's certificate, unless told otherwise.
    func fetcher(
        allowed: [String] = ["127.0.0.0/8"], trusts: Bool = true, milliseconds: Int = 60_000,
        resolve: @escaping GuardedFetch.Resolver = { _ in [IPAddress(v4: 0x7F00_0001)] }
    ) -> GuardedFetch {
        GuardedFetch(configuration(allowed: allowed, trusts: trusts, milliseconds: milliseconds), resolve: resolve)
    }

    func configuration(allowed: [String] = ["127.0.0.0/8"], trusts: Bool = true, milliseconds: Int = 60_000)
        -> GuardedFetch.Configuration
    {
        var configuration = GuardedFetch.Configuration()
        configuration.allowed = allowed.compactMap { CIDR($0) }
        configuration.authorities = trusts ? certificate : []
        configuration.timeLimit = milliseconds
        return configuration
    }

    /// The paths that were asked for, before this.
    func seen() async throws -> [String] {
        let text = String(decoding: try await fetcher().fetch(url("/seen"), limit: 1 << 20).body, as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    /// Connections that were taken, before this one.
    func connections() async throws -> Int {
        let text = String(decoding: try await fetcher().fetch(url("/connections"), limit: 100).body, as: UTF8.self)
        return try #require(Int(text))
    }

    private static let program = #"""
        import gzip, json, os, socketserver, ssl, sys, threading, time
        from http.server import BaseHTTPRequestHandler
        from urllib.parse import unquote, urlsplit

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        seen, connections, waiting, most, lock = [], 0, 0, 0, threading.Lock()


        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                self.request = context.wrap_socket(self.request, server_side=True)
                super().setup()

            def log_message(self, *arguments):
                pass

            def reply(self, body, status=200, kind="application/json", **headers):
                self.send_response(status)
                if kind:
                    self.send_header("Content-Type", kind)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def chunks(self, pause, **headers):
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Transfer-Encoding", headers.get("coding", "chunked"))
                self.end_headers()
                while True:
                    data = headers.get("data", b" " * 100)
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
                    self.wfile.flush()
                    time.sleep(pause)

            def do_GET(self):
                global waiting, most
                parts = urlsplit(self.path)
                path, query = parts.path, unquote(parts.query)
                before = "\n".join(seen)
                with lock:
                    seen.append(path)
                if path == "/seen":
                    self.reply(before.encode())
                elif path == "/connections":
                    self.reply(str(connections - 1).encode())
                elif path == "/most":
                    self.reply(str(most).encode())
                elif path == "/echo":
                    headers = {name.lower(): value for name, value in self.headers.items()}
                    self.reply(json.dumps(headers).encode(), kind="Application/JSON; charset=utf-8")
                elif path == "/cookie":
                    self.reply(b"{}", Set_Cookie="a=b; Path=/")
                elif path == "/cache":
                    self.reply(b"{}", Cache_Control=query)
                elif path == "/old":
                    self.reply(b"{}", Cache_Control="max-age=100", Age="40")
                elif path == "/redirect":
                    self.reply(b"{}", status=int(query), Location="/target")
                elif path == "/status":
                    self.reply(b"{}", status=int(query))
                elif path == "/type":
                    self.reply(b"{}", kind=query)
                elif path == "/empty":
                    self.reply(b"")
                elif path == "/interim":
                    self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nContent-Type: text/html\r\n\r\n")
                    self.reply(b"{}")
                elif path == "/bytes":
                    self.reply(b" " * int(query))
                elif path == "/endless":
                    self.chunks(0)
                elif path == "/trickle":
                    self.chunks(0.05, data=b" ")
                elif path == "/gzip":
                    self.reply(gzip.compress(b" " * 10_000_000), Content_Encoding="gzip")
                elif path == "/transfer-gzip":
                    self.chunks(0, coding="gzip, chunked", data=gzip.compress(b" " * 10_000_000))
                elif path == "/heads":
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                    while True:
                        self.wfile.write(b"X-More: " + b"a" * 1000 + b"\r\n")
                elif path == "/slow-heads":
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                    while True:
                        self.wfile.write(b"X-More: a\r\n")
                        self.wfile.flush()
                        time.sleep(0.05)
                elif path == "/cut":
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", "100")
                    self.end_headers()
                    self.wfile.write(b"{")
                    self.close_connection = True
                elif path == "/silent":
                    with lock:
                        waiting += 1
                        most = max(most, waiting)
                    self.rfile.read(1)
                    with lock:
                        waiting -= 1
                else:
                    self.reply(b"{}", status=404)


        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            request_queue_size = 128

            def get_request(self):
                global connections
                connections += 1
                return super().get_request()

            def handle_error(self, request, address):
                pass


        server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_address[1], flush=True)
        sys.stdin.read()
        os._exit(0)
        """#
}

extension GuardedFetch {
    func fetch(_ url: String, limit: Int = 65_536) async throws(FetchFailure) -> FetchedDocument {
        try await fetch(url, accepting: ["application/json"], limit: limit)
    }
}

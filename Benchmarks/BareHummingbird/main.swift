import Hummingbird
import Logging

// What the framework alone does: the yardstick for kiikd's own way through it. The port is the only argument.
var logger = Logger(label: "bare")
logger.logLevel = .warning
let body =
    #"{"valid":true,"key_id":1,"name":"bench","tenant":"acme","environment":"live","scopes":["customers:read","customers:write"],"expires_at":null}"#
let router = Router()
router.get("hello") { _, _ in
    Response(
        status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(string: body)))
}
let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8080
let app = Application(
    router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: logger)
try await app.runService()

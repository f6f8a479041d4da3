import AuthCore
import CShims
package import Domain
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The daemon's HTTP side as one service: listens, hands every request to the gate, and writes its answer.
package struct HTTPService: Service, CustomStringConvertible {
    package struct Configuration: Sendable {
        /// Where to listen; `localhost` means both loopback addresses.
        package var host = "localhost"
        package var port = 8000
        /// Bytes that a request's body may have.
        package var bodyLimit = 1 << 20
        /// Bytes that a request with a file may have. Sixteen of that size are taken in at once.
        package var uploadLimit = 10 << 20
        /// Addresses whose `X-Forwarded-For` is believed.
        package var trustedProxies: [String] = []
        /// Seconds that the next request may take to come, and then to arrive whole; its connection is closed after.
        package var idleSeconds: Int64 = 75

        package init() {}
    }

    private let gate: Gate
    private let configuration: Configuration
    private let proxies: CIDRAllowlist
    private let uploads: UploadBudget
    private let onListening: @Sendable (String, Int) async -> Void

    package init(
        dialects: [Dialect], authenticator: Authenticator, services: Services, usage: any UsageRecorder,
        configuration: Configuration, logger: Logger, onListening: @escaping @Sendable (String, Int) async -> Void
    ) {
        gate = Gate(
            routes: RouteTable(dialects.flatMap(\.endpoints)), dialects: dialects, authenticator: authenticator,
            services: services, usage: usage, logger: logger)
        self.configuration = configuration
        proxies = CIDRAllowlist(configuration.trustedProxies.compactMap { CIDR($0) })
        uploads = UploadBudget(bytes: configuration.uploadLimit * 16)
        self.onListening = onListening
    }

    package var description: String { "HTTP server" }

    package func run() async throws {
        let hosts = configuration.host == "localhost" ? ["127.0.0.1", "::1"] : [configuration.host]
        let available = hosts.filter { host in
            hosts.count == 1 || host != "::1"
                || (try? SocketAddress(ipAddress: "::1", port: 0)).map(Self.canBind) == true
        }
        let connections = OpenConnections()
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for host in available {
                    let server = server(on: host, connections)
                    group.addTask { try await server.run() }
                }
                try await group.waitForAll()
            }
        } catch {
            await connections.end()
            throw error
        }
        await connections.end()
    }

    private func server(on host: String, _ connections: OpenConnections) -> any Service {
        ConnectionChannel(
            gate: gate,
            limits: .init(
                body: configuration.bodyLimit, upload: configuration.uploadLimit,
                idle: .seconds(configuration.idleSeconds), uploads: uploads), proxies: proxies,
            connections: connections
        ).server(
            configuration: ServerConfiguration(address: .hostname(host, port: configuration.port)),
            onServerRunning: { channel in await onListening(host, channel.localAddress?.port ?? configuration.port) },
            eventLoopGroup: EventLoops.all, logger: gate.logger)
    }

    private static func canBind(_ address: SocketAddress) -> Bool {
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return address.withSockAddr { pointer, size in bind(descriptor, pointer, socklen_t(size)) == 0 }
    }
}

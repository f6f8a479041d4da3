import AuthCore
import CShims
package import Domain
import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The daemon's HTTP side as one service: listens, hands every request to the gate, and writes its answer.
package struct HTTPService: Service {
    package struct Configuration: Sendable {
        /// Where to listen; `localhost` means both loopback addresses.
        package var host = "localhost"
        package var port = 8000
        /// Bytes that a request's body may have.
        package var bodyLimit = 1 << 20
        /// Addresses whose `X-Forwarded-For` is believed.
        package var trustedProxies: [String] = []
        /// A connection that is silent for so long is closed.
        package var idleSeconds: Int64 = 75

        package init() {}
    }

    private let gate: Gate
    private let configuration: Configuration
    private let proxies: CIDRAllowlist
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
        self.onListening = onListening
    }

    package func run() async throws {
        let hosts = configuration.host == "localhost" ? ["127.0.0.1", "::1"] : [configuration.host]
        let available = hosts.filter { host in
            hosts.count == 1 || host != "::1"
                || (try? SocketAddress(ipAddress: "::1", port: 0)).map(Self.canBind) == true
        }
        // A loop for each processor that this process may use: more would only take turns.
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: Int(kiik_processors()))
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for host in available {
                    let server = server(on: host, loops)
                    group.addTask { try await server.run() }
                }
                try await group.waitForAll()
            }
        } catch {
            try? await loops.shutdownGracefully()
            throw error
        }
        try await loops.shutdownGracefully()
    }

    private func server(on host: String, _ group: MultiThreadedEventLoopGroup) -> any Service {
        var http1 = HTTP1Channel.Configuration(
            idleTimeout: .seconds(configuration.idleSeconds),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 32 * 1024, maxHeaderFieldCount: 100))
        http1.idleTimeout = .seconds(configuration.idleSeconds)
        let channel = OnEventLoop(
            HTTP1Channel(
                responder: { request, writer, channel in try await respond(request, writer, channel) },
                configuration: http1))
        return channel.server(
            configuration: ServerConfiguration(address: .hostname(host, port: configuration.port)),
            onServerRunning: { channel in await onListening(host, channel.localAddress?.port ?? configuration.port) },
            eventLoopGroup: group, logger: gate.logger)
    }

    private func respond(
        _ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel
    ) async throws {
        let head = Gate.Head(
            method: request.head.method, target: request.head.path ?? "/", headers: request.head.headerFields,
            address: address(of: channel, request.head.headerFields), requestID: RequestID.make())
        let limit = configuration.bodyLimit
        let answer = await gate.answer(head) { () async throws(Refusal) -> [UInt8] in
            try await Self.collect(request, limit: limit)
        }
        var response = HTTPResponse(status: answer.status, headerFields: answer.headers)
        response.headerFields[.date] = DateHeader.now(gate.services.clock)
        response.headerFields[.server] = "kiikd"
        if request.head.method != .head, answer.status != .noContent {
            response.headerFields[.contentLength] = String(answer.body.count)
        }
        // What was not read of a body that is too large is not waited for.
        if answer.status == .contentTooLarge { response.headerFields[.connection] = "close" }
        if request.head.method == .head || answer.body.isEmpty {
            try await writer.writeResponse(response)
        } else {
            try await writer.write(response: response, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
        }
        if answer.status == .contentTooLarge { channel.close(mode: .all, promise: nil) }
    }

    private static func collect(_ request: Request, limit: Int) async throws(Refusal) -> [UInt8] {
        if let length = request.head.headerFields[.contentLength].flatMap({ Int($0) }), length > limit {
            throw .bodyTooLarge(limit: limit)
        }
        var bytes: [UInt8] = []
        do {
            for try await buffer in request.body {
                guard bytes.count + buffer.readableBytes <= limit else { throw Refusal.bodyTooLarge(limit: limit) }
                bytes.append(contentsOf: buffer.readableBytesView)
            }
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw .malformedBody("The body ended before it was complete.")
        }
        return bytes
    }

    /// The peer's address; what a trusted proxy forwarded for instead, and nobody else's word for it.
    private func address(of channel: any Channel, _ headers: HTTPFields) -> IPAddress? {
        guard let peer = channel.remoteAddress.flatMap(Self.address) else { return nil }
        guard !proxies.blocks.isEmpty, proxies.contains(peer) else { return peer }
        let hops = headers[values: .forwardedFor].flatMap { $0.split(separator: ",") }
        for hop in hops.reversed() {
            guard let address = IPAddress(String(hop).trimmingASCIISpaces) else { return peer }
            if !proxies.contains(address) { return address }
        }
        return peer
    }

    private static func address(_ socket: SocketAddress) -> IPAddress? {
        // Where sockaddr_in and sockaddr_in6 have it (RFC 3493), read without their C types.
        socket.withSockAddr { pointer, size in
            let bytes = UnsafeRawBufferPointer(start: pointer, count: size)
            switch socket {
            case .v4: return IPAddress(bytes: bytes.dropFirst(4).prefix(4))
            case .v6: return IPAddress(bytes: bytes.dropFirst(8).prefix(16))
            case .unixDomainSocket: return nil
            }
        }
    }

    private static func canBind(_ address: SocketAddress) -> Bool {
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return address.withSockAddr { pointer, size in bind(descriptor, pointer, socklen_t(size)) == 0 }
    }
}

import Logging
import ServiceLifecycle
import Synchronization

/// One process's membership among the users of a private PostgreSQL.
package final class RunningPostgres: Sendable {
    private struct State {
        var postmasterPID: Int32
        var usersLock: FileLock?
        var daemonLock: FileLock?
    }

    private let cluster: Cluster
    private let state: Mutex<State>

    private static let stopLockSeconds = 30

    init(cluster: Cluster, postmasterPID: Int32, usersLock: FileLock, daemonLock: FileLock?) {
        self.cluster = cluster
        state = Mutex(State(postmasterPID: postmasterPID, usersLock: usersLock, daemonLock: daemonLock))
    }

    package var postmasterPID: Int32 { state.withLock { $0.postmasterPID } }

    package var socketDirectory: String { cluster.directory.socketDirectory }

    /// The superuser's connection URI, for migrations.
    package var adminURL: String { url(user: EmbeddedPostgres.adminRole, database: EmbeddedPostgres.database) }

    /// A libpq connection URI. It needs no password: who may enter the socket's folder may come in.
    package func url(user: String, database: String = EmbeddedPostgres.database) -> String {
        "postgres://\(Self.percentEncoded(user))@/\(Self.percentEncoded(database))"
            + "?host=\(Self.percentEncoded(socketDirectory))&port=\(DataDirectory.port)"
    }

    /// Leaves. The last user stops the server and waits until everything is on disk. A second call does nothing.
    package func stop() async {
        let held = state.withLock { state in
            defer { (state.usersLock, state.daemonLock) = (nil, nil) }
            return (users: state.usersLock, daemon: state.daemonLock)
        }
        guard let users = held.users else { return }
        let cluster = cluster
        do throws(EmbeddedPostgresError) {
            try await BlockingWork.run { () throws(EmbeddedPostgresError) in
                // Under the start lock nobody joins between being the last and stopping.
                let start = try FileLock.wait(
                    for: cluster.directory.startLock, .exclusive, seconds: Self.stopLockSeconds)
                if users.becomeExclusive() { cluster.stop() }
                users.release()
                held.daemon?.release()
                start.release()
            }
        } catch {
            users.release()
            held.daemon?.release()
            cluster.logger.error("the private PostgreSQL was left running", metadata: ["reason": "\(error)"])
        }
    }

    /// Starts the server again whenever it dies, until this task is cancelled or `stop()` is called. (A crash of
    /// one backend is PostgreSQL's own affair; this is for the death of the postmaster.)
    package func supervise() async {
        var pause = Duration.milliseconds(250)
        while !Task.isCancelled {
            do { try await Task.sleep(for: pause) } catch { return }
            let current = state.withLock { $0.usersLock == nil ? nil : $0.postmasterPID }
            guard let current else { return }
            if cluster.isRunning(current) { continue }
            cluster.logger.error("the private PostgreSQL died; starting it again", metadata: ["pid": "\(current)"])
            do throws(EmbeddedPostgresError) {
                let restarted = try await restart()
                pause = .milliseconds(250)
                cluster.logger.notice("the private PostgreSQL runs again", metadata: ["pid": "\(restarted)"])
            } catch {
                pause = min(pause * 2, .seconds(10))
                cluster.logger.error("the private PostgreSQL does not start", metadata: ["reason": "\(error)"])
            }
        }
    }

    private func restart() async throws(EmbeddedPostgresError) -> Int32 {
        let cluster = cluster
        let pid = try await BlockingWork.run { () throws(EmbeddedPostgresError) in
            let start = try FileLock.wait(
                for: cluster.directory.startLock, .exclusive, seconds: Self.stopLockSeconds)
            defer { start.release() }
            return try cluster.ensureRunning()
        }
        state.withLock { $0.postmasterPID = pid }
        return pid
    }

    private static func percentEncoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                result.append(Character(UnicodeScalar(byte)))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
    }
}

/// As a service it keeps the server alive and leaves at graceful shutdown. List it before what uses it:
/// services are shut down in reverse order.
extension RunningPostgres: Service {
    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.supervise() }
        await stop()
    }
}

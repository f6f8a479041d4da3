package import Domain
package import Logging
import ServiceLifecycle

/// Looks every ten minutes for keys that expire soon, and has their people told.
package struct KeyExpiryNotices: Service, CustomStringConvertible {
    private let logins: Logins
    private let logger: Logger

    package init(logins: Logins, logger: Logger) {
        self.logins = logins
        self.logger = logger
    }

    package var description: String { "key expiry notices" }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    while try await logins.warnOfExpiringKeys() > 0, !Task.isCancelled {}
                } catch  where Task.isCancelled {
                    break
                } catch {
                    logger.warning("keys that expire soon are not told of: \(error)")
                }
                try? await Task.sleep(for: .seconds(600))
            }
        }
    }
}

/// A snapshot for metrics.
package struct PostgresStatistics: Sendable, Hashable {
    package var sharedOpen = 0
    package var sharedInFlight = 0
    package var sharedWaiting = 0
    package var poolOpen = 0
    package var poolIdle = 0
    package var poolWaiting = 0
    package var listening = false
    /// Since the start.
    package var connects: UInt64 = 0
    package var failedConnects: UInt64 = 0
    package var lostConnections: UInt64 = 0
    package var requests: UInt64 = 0
    package var failedRequests: UInt64 = 0
    package var retries: UInt64 = 0
    package var wakeUps: UInt64 = 0
}

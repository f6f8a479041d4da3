/// What the LISTEN connection tells, in order, on the reactor's thread: handlers must be quick.
package enum ListenEvent: Sendable, Hashable {
    /// From here on notifications arrive; those before are lost, so caches start empty.
    case connected
    case notification(channel: String, payload: String)
    /// The server answered a heartbeat that left at this time of `MonotonicClock`: every notification of a
    /// transaction acknowledged before then has been delivered.
    case alive(sentAt: UInt64)
    case disconnected
}

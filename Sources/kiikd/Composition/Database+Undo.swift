import Domain
import Persistence

extension Database {
    /// - Parameter mostEvents: how many are held at once.
    func undo(atMost mostEvents: Int) -> PostgresUndo {
        PostgresUndo(
            store: store, audit: PostgresAudit(client: client, logger: logger), clock: .system, mostEvents: mostEvents)
    }
}

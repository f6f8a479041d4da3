import Domain
import Logging

/// Turns what PostgreSQL refused into the business's problems. What is nobody's fault but ours is logged.
struct DatabaseFaults: Sendable {
    let logger: Logger

    func translated<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as PostgresError {
            throw problem(error)
        }
    }

    func problem(_ error: PostgresError) -> any Error {
        if error.code == .cancelled { return CancellationError() }
        if let fault = Self.fault(error) { return Problem.invalid([fault]) }
        if error.constraint == "roles_in_use" { return Problem.roleInUse }
        if error.sqlState == "22003" {
            return Problem.conflict("The sum of these amounts is larger than what can be kept.")
        }
        switch error.code {
        case .connectionRefused, .connectionLost, .timeout, .poolExhausted, .shuttingDown:
            logger.warning("the database is not available: \(error.debugDescription)")
            return Problem.unavailable(retryAfter: 1)
        case .server
        where error.isLockTimeout || error.isSerializationFailure || error.isReadOnly || error.sqlState == "57014":
            logger.warning("the database is busy: \(error.debugDescription)")
            return Problem.unavailable(retryAfter: 1)
        case .server(let state) where state.hasPrefix("53") || state.hasPrefix("57P"):
            // No room on the disk, too many connections, a server that starts or stops.
            logger.error("the database cannot take it: \(error.debugDescription)")
            return Problem.unavailable(retryAfter: 5)
        default:
            logger.error("a statement failed: \(error.debugDescription)")
            return Problem.internal
        }
    }

    /// A violated constraint as the fault of a field, by the constraint's name: `<table>_<column>_fkey` or `_key`.
    private static func fault(_ error: PostgresError) -> Fault? {
        guard let constraint = error.constraint, let table = error.table else { return nil }
        if constraint == "worked_days_full" {
            return Fault(
                "days", .rule, "On one of these days more would be reported than a day has, all reports together.")
        }
        func column(_ suffix: String) -> String? {
            guard constraint.hasPrefix(table + "_"), constraint.hasSuffix(suffix) else { return nil }
            return String(constraint.dropFirst(table.count + 1).dropLast(suffix.count))
        }
        if error.isForeignKeyViolation, let field = column("_fkey") {
            return Fault(field, .reference, "There is no such row.")
        }
        if error.isUniqueViolation, let field = column("_key") {
            return Fault(field, .duplicate, "Another row has this value already.")
        }
        return nil
    }
}

internal import AuthCore

/// What was shown of a change, in 64 hexadecimal digits: the same wherever and whenever the same would be done with
/// the same rows by the same caller, and another where any of that differs.
public struct ApprovalDigest: Sendable, Hashable, CustomStringConvertible {
    /// An ECMA-262 pattern.
    public static let pattern = "^[0-9a-f]{64}$"

    public let description: String

    /// As it was shown; nil for what no dry run has answered.
    public init?(_ text: String) {
        guard text.utf8.count == 2 * SecretDigest.byteCount,
            text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        description = text
    }

    /// - Parameter context: the one that the decision was made in, traced.
    init<Output>(
        of decision: Decision<Output>, by operation: Operation, in context: ActionContext, _ trace: DecisionTrace
    ) async throws {
        let shown = ShownChanges(decision.changes, number: decision.number, at: context.now, trace.allotted)
        // Whoever is shown an id is told whose it is, so that the row behind it counts as read.
        for reference in shown.references {
            let account = context.caller.principal.account
            let tenant = reference.resource.isOfAccount ? account : context.tenant
            _ = try await context.store.rows(of: reference.resource)?.find(reference.id, in: tenant)
        }
        var bytes = CanonicalBytes()
        bytes.append("kiik-approval-1")
        bytes.append(operation.name)
        bytes.append(context.tenant.id)
        bytes.append(context.caller.principal.caller)
        shown.write(to: &bytes)
        bytes.append(trace.reads)
        description = SecretDigest(hashing: bytes.bytes).description
    }
}

extension Resource {
    /// True for what a test environment shares with its live tenant.
    fileprivate var isOfAccount: Bool {
        switch self {
        case .roles, .users, .memberships, .integrations: true
        default: false
        }
    }
}

/// Values one after another, so that no two sequences read the same.
struct CanonicalBytes: Sendable {
    private(set) var bytes: [UInt8] = []

    mutating func append(tag: StaticString) { append(tag.description) }
    mutating func append(_ flag: Bool) { bytes.append(flag ? 1 : 0) }
    mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
    }
    mutating func append(_ text: String) { append(Array(text.utf8)) }
    mutating func append(_ content: [UInt8]) {
        append(Int64(content.count))
        bytes += content
    }
    mutating func append(_ number: Int64?) {
        append(number != nil)
        if let number { append(number) }
    }
}

import Domain
import JSON

/// What every dialect says to whoever needs an approval: one a dry run has shown (RFC 6585, 3).
enum ApprovalChallenge {
    static let sentence =
        "This needs an approval: make the same request with dry_run=true, show what it would change, and repeat it with approval=<digest> as that answer has it."
}

extension Call {
    /// The digest of what was approved, where the request has one.
    func approval() throws(Refusal) -> ApprovalDigest? {
        guard let text = query["approval"] else { return nil }
        guard let digest = ApprovalDigest(text) else {
            throw .problem(
                .invalid([Fault("approval", .format, "Expected the 64 hexadecimal digits of a dry run's approval.")]))
        }
        return digest
    }
}

extension EndpointDocumentation.Parameter {
    static let approval = Self(
        name: "approval", place: "query",
        text:
            "What a dry run of the same request answered as `approval`: the change is made exactly as it was shown, or refused with 409 where anything that it depends on is another now.",
        schema: ["type": "string", "pattern": .string(ApprovalDigest.pattern)])
}

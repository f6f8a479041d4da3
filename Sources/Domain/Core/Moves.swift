/// Moves from one status to another, told the same way everywhere.
enum Moves {
    /// Throws a conflict where the move is refused.
    static func check<Status: RawRepresentable<String> & Hashable>(
        _ subject: String, from old: Status, to new: Status, allowed: Set<Status>
    ) throws(Problem) {
        let reasons = refusal(of: subject, from: old, to: new, allowed: allowed)
        if !reasons.isEmpty { throw .conflict(reasons.joined(separator: " ")) }
    }

    /// Why a move is refused; empty where it is allowed or none.
    static func refusal<Status: RawRepresentable<String> & Hashable>(
        of subject: String, from old: Status, to new: Status, allowed: Set<Status>
    ) -> [String] {
        guard new != old, !allowed.contains(new) else { return [] }
        let names = allowed.map(\.rawValue).sorted().joined(separator: ", ")
        return [
            "\(subject) that is \(old.rawValue) cannot become \(new.rawValue)"
                + (names.isEmpty ? "." : "; it can become: \(names).")
        ]
    }
}

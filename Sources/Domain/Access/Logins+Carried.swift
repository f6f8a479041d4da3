internal import AuthCore

/// What a page brings back, and nobody can read in its source or make: sealed for where it belongs, for a while.
extension Logins {
    /// - Parameter place: what it is and whose, outermost first.
    public func sealed(_ text: String, for place: [String], seconds: Int64) throws(Problem) -> String {
        let end = clock.now().adding(seconds: seconds).microseconds
        guard let sealed = try? ring.seal(Array(text.utf8), for: AssociatedData(place), until: end) else {
            throw .internal
        }
        return Base64URL.encode(sealed)
    }

    /// - Returns: nil for what was sealed elsewhere, for another place, or too long ago.
    public func opened(_ text: String, for place: [String]) -> String? {
        guard let sealed = Base64URL.decode(text),
            let plain = try? ring.open(sealed, for: AssociatedData(place), at: clock.now().microseconds)
        else { return nil }
        return String(validating: plain, as: UTF8.self)
    }
}

extension String {
    /// Whether the bytes are the same. `==` compares by canonical equivalence, which is no rule for identifiers:
    /// it holds the Kelvin sign and the letter K to be equal.
    func isIdentical(to other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

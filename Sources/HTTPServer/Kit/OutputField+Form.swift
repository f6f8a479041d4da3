import JSON

extension OutputField {
    /// The same field, whose texts are made here and all have this form: nobody types them.
    func matching(_ pattern: String) -> OutputField {
        guard case .object(var members) = schema else { return self }
        members["pattern"] = .string(pattern)
        return OutputField(name, schema: .object(members), write: write)
    }
}

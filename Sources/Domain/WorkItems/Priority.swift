/// How urgent something that has to be done is.
public enum Priority: String, Sendable, CaseIterable {
    case low, medium, high, urgent
}

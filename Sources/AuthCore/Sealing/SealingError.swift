/// Why a value was not sealed or opened.
public enum SealingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Wrong key, wrong place, or changed bytes: which one is nobody's business.
    case doesNotOpen
    /// libcrypto could not, for want of memory, or the value is too large.
    case unavailable

    /// A sentence that tells nothing about the value.
    public var description: String {
        switch self {
        case .doesNotOpen: "the sealed value does not open"
        case .unavailable: "the value cannot be sealed"
        }
    }
}

/// Why a text is no key ring. Repeats nothing of a key.
public enum KeyRingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no key.
    case empty
    /// Not `id:base64,id:base64`.
    case form
    /// An id is not 1...16 of `[A-Za-z0-9_-]`.
    case id
    /// An id stands twice.
    case duplicate(id: String)
    /// The key of that id is not base64 of 32 bytes.
    case key(id: String)

    /// A sentence that says what to write instead.
    public var description: String {
        switch self {
        case .empty: "a key ring has at least one key"
        case .form: "a key ring is written id:base64,id:base64, the sealing key first"
        case .id: "the id of a key is 1 to 16 characters of A-Z, a-z, 0-9, _ and -"
        case .duplicate(let id): "the key ring holds the id \(id) twice"
        case .key(let id): "the key \(id) is not 32 bytes in base64"
        }
    }
}

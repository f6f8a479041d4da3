/// Why something is no key that is spoken here. Repeats nothing of it.
public enum KeyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Not a JSON object, or a member is missing or of the wrong type or encoding.
    case malformed
    /// A type, curve or algorithm that is not spoken, or an algorithm that is not the key's.
    case unsupported
    /// Meant for something other than signatures (`use`, `key_ops`).
    case wrongUse
    /// Not on the curve, too short or too long, a known weak make, or halves that do not belong together.
    case unfit
    /// A private key where a public one is wanted, or the other way round.
    case wrongHalf
    /// A set holds two keys of one id.
    case duplicateID
    /// A set holds more keys than are taken.
    case tooMany

    /// A sentence for the one who configured the key.
    public var description: String {
        switch self {
        case .malformed: "the key is not a well-formed JSON Web Key"
        case .unsupported: "the key is not of a supported kind: EC P-256, OKP Ed25519 or RSA, with its own algorithm"
        case .wrongUse: "the key is not meant for signatures"
        case .unfit: "the key's numbers are not those of a sound key"
        case .wrongHalf: "a public key is wanted where a private one is given, or the other way round"
        case .duplicateID: "two keys of the set have the same kid"
        case .tooMany: "the set holds more than \(JSONWebKeySet.mostKeys) keys"
        }
    }
}

/// The signature algorithms that are spoken (RFC 7518, 3.1; RFC 8037). A key has exactly one of them.
public enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// ECDSA over P-256 with SHA-256; signatures are 64 bytes, r and s.
    case es256 = "ES256"
    /// Ed25519; signatures are 64 bytes.
    case eddsa = "EdDSA"
    /// RSASSA-PKCS1-v1_5 with SHA-256; signatures are as long as the modulus.
    case rs256 = "RS256"
}

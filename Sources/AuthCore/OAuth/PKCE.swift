/// Proof Key for Code Exchange (RFC 7636), method S256 only.
public enum PKCE {
    /// What an authorization request commits to: 43 characters of base64url over a SHA-256.
    public struct Challenge: Sendable, Hashable {
        private let digest: SecretDigest

        /// Takes a challenge as it was sent.
        ///
        /// Nil unless the method is `S256` and the challenge is base64url of 32 bytes. An absent method means `plain`
        /// (RFC 7636, 4.3), which is refused like any other.
        public init?(_ challenge: String, method: String?) {
            guard let method, method.isIdentical(to: "S256"), challenge.utf8.count == 43,
                let bytes = Base64URL.decode(challenge), let digest = SecretDigest(bytes: bytes)
            else { return nil }
            self.digest = digest
        }

        /// The challenge that this verifier answers; nil if it is none.
        public init?(of verifier: String) {
            guard PKCE.isVerifier(verifier) else { return nil }
            digest = SecretDigest(hashing: verifier)
        }

        /// The challenge as it is sent and stored.
        public var text: String { Base64URL.encode(digest.bytes) }

        /// Whether the token request's verifier is the one that was committed to, in constant time.
        public func isAnswered(by verifier: String) -> Bool {
            guard PKCE.isVerifier(verifier) else { return false }
            return ConstantTime.equal(SecretDigest(hashing: verifier).bytes, digest.bytes)
        }
    }

    /// "code-verifier = 43*128unreserved", unreserved being `[A-Za-z0-9-._~]` (RFC 7636, 4.1).
    public static func isVerifier(_ text: String) -> Bool {
        (43...128).contains(text.utf8.count)
            && text.utf8.allSatisfy(PercentEncoding.isUnreserved)
    }
}

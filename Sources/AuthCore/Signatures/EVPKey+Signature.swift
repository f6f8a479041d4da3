internal import CLibcrypto

extension EVPKey {
    /// Whether the signature, in the form JWS gives it, is the message's.
    func verify(_ signature: [UInt8], for message: [UInt8], algorithm: SignatureAlgorithm) -> Bool {
        guard let signature = Self.fromJWS(signature, algorithm), let context = EVP_MD_CTX_new() else { return false }
        defer {
            EVP_MD_CTX_free(context)
            // What a wrong signature leaves behind would be read as somebody else's error on this thread.
            ERR_clear_error()
        }
        return EVP_DigestVerifyInit_ex(context, nil, Self.digest(algorithm), nil, nil, pointer, nil) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    /// The signature in the form JWS gives it; nil if the key cannot sign.
    func sign(_ message: [UInt8], algorithm: SignatureAlgorithm) -> [UInt8]? {
        guard let context = EVP_MD_CTX_new() else { return nil }
        defer { EVP_MD_CTX_free(context) }
        var count = 0
        guard EVP_DigestSignInit_ex(context, nil, Self.digest(algorithm), nil, nil, pointer, nil) == 1,
            EVP_DigestSign(context, nil, &count, message, message.count) == 1
        else { return nil }
        var signature = [UInt8](repeating: 0, count: count)
        guard EVP_DigestSign(context, &signature, &count, message, message.count) == 1 else { return nil }
        return Self.toJWS(Array(signature.prefix(count)), algorithm)
    }

    /// Ed25519 hashes by itself.
    private static func digest(_ algorithm: SignatureAlgorithm) -> String? {
        algorithm == .eddsa ? nil : "SHA256"
    }
}

// libcrypto reads and writes ECDSA signatures as DER; JWS as r and s, 32 bytes each (RFC 7518, 3.4).
extension EVPKey {
    private static let scalarLength: Int32 = 32

    private static func fromJWS(_ signature: [UInt8], _ algorithm: SignatureAlgorithm) -> [UInt8]? {
        guard algorithm == .es256 else { return signature }
        guard signature.count == 2 * Int(scalarLength), let pair = ECDSA_SIG_new() else { return nil }
        defer { ECDSA_SIG_free(pair) }
        let r = BN_bin2bn(Array(signature.prefix(Int(scalarLength))), scalarLength, nil)
        let s = BN_bin2bn(Array(signature.suffix(Int(scalarLength))), scalarLength, nil)
        guard ECDSA_SIG_set0(pair, r, s) == 1 else {
            BN_free(r)
            BN_free(s)
            return nil
        }
        var der: UnsafeMutablePointer<UInt8>?
        let count = i2d_ECDSA_SIG(pair, &der)
        defer { CRYPTO_free(der, #file, #line) }
        guard count > 0, let der else { return nil }
        return Array(UnsafeBufferPointer(start: der, count: Int(count)))
    }

    private static func toJWS(_ signature: [UInt8], _ algorithm: SignatureAlgorithm) -> [UInt8]? {
        guard algorithm == .es256 else { return signature }
        return signature.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            guard let pair = d2i_ECDSA_SIG(nil, &start, buffer.count) else { return nil }
            defer { ECDSA_SIG_free(pair) }
            var out = [UInt8](repeating: 0, count: 2 * Int(scalarLength))
            let done = out.withUnsafeMutableBufferPointer { out in
                guard let start = out.baseAddress else { return false }
                return BN_bn2binpad(ECDSA_SIG_get0_r(pair), start, scalarLength) == scalarLength
                    && BN_bn2binpad(ECDSA_SIG_get0_s(pair), start + Int(scalarLength), scalarLength) == scalarLength
            }
            return done ? out : nil
        }
    }
}

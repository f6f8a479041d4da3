internal import CLibcrypto

/// AES-256-GCM with 96-bit nonces and 128-bit tags (NIST SP 800-38D), and no other.
struct AESGCM: Sendable {
    static let keyLength = 32
    static let nonceLength = 12
    static let tagLength = 16

    private let key: ErasedBytes

    /// Nil unless the key has 32 bytes.
    init?(key: [UInt8]) {
        guard key.count == Self.keyLength else { return nil }
        self.key = ErasedBytes(key)
    }

    // Sound: a fetched EVP_CIPHER is immutable and lives as long as the process.
    private struct Cipher: @unchecked Sendable {
        let pointer: OpaquePointer?
        static let shared = Cipher(pointer: EVP_CIPHER_fetch(nil, "AES-256-GCM", nil))
    }

    /// Ciphertext and tag; nil for a nonce of another length, or 2 GiB and more.
    func seal(_ plaintext: [UInt8], nonce: [UInt8], associated: [UInt8]) -> [UInt8]? {
        guard let count = Int32(exactly: plaintext.count),
            let context = context(nonce: nonce, associated: associated, encrypting: true)
        else { return nil }
        defer { EVP_CIPHER_CTX_free(context) }
        var sealed = [UInt8](repeating: 0, count: plaintext.count + Self.tagLength)
        var written: Int32 = 0
        var last: Int32 = 0
        let done = sealed.withUnsafeMutableBufferPointer { out in
            guard let start = out.baseAddress else { return false }
            return EVP_CipherUpdate(context, start, &written, plaintext, count) == 1
                && EVP_CipherFinal_ex(context, start + Int(written), &last) == 1
                && EVP_CIPHER_CTX_ctrl(
                    context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagLength), start + plaintext.count) == 1
        }
        return done ? sealed : nil
    }

    /// The plaintext; nil whatever the reason.
    func open(_ sealed: [UInt8], nonce: [UInt8], associated: [UInt8]) -> [UInt8]? {
        let length = sealed.count - Self.tagLength
        guard length >= 0, let count = Int32(exactly: length),
            let context = context(nonce: nonce, associated: associated, encrypting: false)
        else { return nil }
        defer { EVP_CIPHER_CTX_free(context) }
        var tag = Array(sealed[length...])
        // Room for one byte more, so that an empty plaintext has an address too.
        var plaintext = [UInt8](repeating: 0, count: length + 1)
        var written: Int32 = 0
        var last: Int32 = 0
        let done = plaintext.withUnsafeMutableBufferPointer { out in
            guard let start = out.baseAddress else { return false }
            return EVP_CipherUpdate(context, start, &written, sealed, count) == 1
                && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagLength), &tag) == 1
                && EVP_CipherFinal_ex(context, start + Int(written), &last) == 1
        }
        guard done else {
            // Decrypted but not authentic: nobody may see it.
            plaintext.erase()
            ERR_clear_error()
            return nil
        }
        plaintext.removeLast()
        return plaintext
    }

    /// A context that has taken key, nonce and associated data; the caller frees it.
    private func context(nonce: [UInt8], associated: [UInt8], encrypting: Bool) -> OpaquePointer? {
        guard nonce.count == Self.nonceLength, let count = Int32(exactly: associated.count),
            let context = EVP_CIPHER_CTX_new()
        else { return nil }
        var written: Int32 = 0
        let ready = key.withUnsafeBytes { key in
            EVP_CipherInit_ex2(
                context, Cipher.shared.pointer, key.bindMemory(to: UInt8.self).baseAddress, nonce, encrypting ? 1 : 0,
                nil) == 1
                && (associated.isEmpty || EVP_CipherUpdate(context, nil, &written, associated, count) == 1)
        }
        if ready { return context }
        EVP_CIPHER_CTX_free(context)
        return nil
    }
}

internal import CLibcrypto
internal import Glibc

/// SHA-256 through EVP, with what OpenSSL 3 charges for paid once: the fetched algorithm for the process, the context
/// for the thread.
enum SHA256 {
    /// Writes 32 bytes to `out`.
    static func hash(_ bytes: UnsafeRawBufferPointer, into out: UnsafeMutablePointer<UInt8>) {
        if let context = Context.current,
            EVP_DigestInit_ex2(context, Algorithm.shared.pointer, nil) == 1,
            EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1,
            EVP_DigestFinal_ex(context, out, nil) == 1
        {
            return
        }
        oneShot(bytes, into: out)
    }

    static func hash(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            if let out = buffer.baseAddress { bytes.withUnsafeBytes { hash($0, into: out) } }
            count = 32
        }
    }

    /// Without memory for a context there is still the function that needs none.
    @inline(never)
    private static func oneShot(_ bytes: UnsafeRawBufferPointer, into out: UnsafeMutablePointer<UInt8>) {
        let done = CLibcrypto.SHA256(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, out)
        // No input leads here: a libcrypto without SHA-256 cannot tell one key from another.
        precondition(done != nil, "libcrypto offers no SHA-256")
    }
}

extension SHA256 {
    // Sound: a fetched EVP_MD is immutable and lives as long as the process.
    struct Algorithm: @unchecked Sendable {
        let pointer: OpaquePointer?
        static let shared = Algorithm(pointer: EVP_MD_fetch(nil, "SHA256", nil))
    }

    /// One digest context a thread, freed with it.
    private enum Context {
        private static let key: pthread_key_t? = {
            var key = pthread_key_t()
            let made = pthread_key_create(&key) { EVP_MD_CTX_free($0.map { OpaquePointer($0) }) }
            return made == 0 ? key : nil
        }()

        static var current: OpaquePointer? {
            guard let key else { return nil }
            if let kept = pthread_getspecific(key) { return OpaquePointer(kept) }
            return make(for: key)
        }

        @inline(never)
        private static func make(for key: pthread_key_t) -> OpaquePointer? {
            guard let context = EVP_MD_CTX_new() else { return nil }
            guard pthread_setspecific(key, UnsafeRawPointer(context)) == 0 else {
                EVP_MD_CTX_free(context)
                return nil
            }
            return context
        }
    }
}

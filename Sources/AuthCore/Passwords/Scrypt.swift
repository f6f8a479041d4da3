internal import CLibcrypto

enum Scrypt {
    /// The derived key; nil if libcrypto has not the memory for it.
    static func derive(
        _ password: [UInt8], salt: [UInt8], parameters: ScryptParameters, count: Int
    ) -> [UInt8]? {
        var derived = [UInt8](repeating: 0, count: count)
        let done = password.withUnsafeBufferPointer { password in
            // An empty array may have no address, and libcrypto takes none for "no password given".
            withUnsafePointer(to: CChar(0)) { empty in
                let start = password.baseAddress.map { UnsafeRawPointer($0) } ?? UnsafeRawPointer(empty)
                return EVP_PBE_scrypt(
                    start.assumingMemoryBound(to: CChar.self), password.count, salt, salt.count,
                    1 << UInt64(parameters.logN), UInt64(parameters.blockSize), UInt64(parameters.parallelization),
                    parameters.memory, &derived, derived.count)
            }
        }
        if done == 1 { return derived }
        ERR_clear_error()
        return nil
    }
}

internal import CLibcrypto

extension [UInt8] {
    /// Overwrites the bytes, in a way the optimizer does not take out.
    mutating func erase() {
        withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    }
}

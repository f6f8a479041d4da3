internal import CLibcrypto
internal import Glibc

/// An asymmetric key of libcrypto.
// Sound: an EVP_PKEY does not change once it is made, and libcrypto locks what it caches in it.
final class EVPKey: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes ownership.
    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_PKEY_free(pointer) }

    /// A key from its parameters; nil if libcrypto refuses them, as it does a point that is not on the curve.
    static func make(_ type: String, pair: Bool, _ parameters: KeyParameters) -> EVPKey? {
        guard let builder = OSSL_PARAM_BLD_new() else { return nil }
        defer { OSSL_PARAM_BLD_free(builder) }
        guard parameters.push(to: builder), let list = OSSL_PARAM_BLD_to_param(builder) else { return nil }
        defer { OSSL_PARAM_free(list) }
        guard let context = EVP_PKEY_CTX_new_from_name(nil, type, nil) else { return nil }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        let selection = Int32(pair ? KIIK_KEY_PAIR : KIIK_PUBLIC_KEY)
        guard EVP_PKEY_fromdata_init(context) == 1,
            EVP_PKEY_fromdata(context, &key, selection, list) == 1, let key
        else {
            EVP_PKEY_free(key)
            ERR_clear_error()
            return nil
        }
        return EVPKey(key)
    }

    /// Whether the private half belongs to the public one.
    var isConsistentPair: Bool {
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil) else { return false }
        defer {
            EVP_PKEY_CTX_free(context)
            ERR_clear_error()
        }
        return EVP_PKEY_pairwise_check(context) == 1
    }
}

/// Parameters of a key, kept where libcrypto's builder can point at them until it has copied them.
final class KeyParameters {
    private var numbers: [(name: UnsafeMutablePointer<CChar>, value: OpaquePointer)] = []
    private var octets: [(name: UnsafeMutablePointer<CChar>, value: UnsafeMutableRawBufferPointer)] = []
    private var texts: [(name: UnsafeMutablePointer<CChar>, value: UnsafeMutablePointer<CChar>)] = []
    private var isComplete = true

    deinit {
        for (name, value) in numbers {
            free(name)
            BN_clear_free(value)
        }
        for (name, value) in octets {
            free(name)
            value.deallocate()
        }
        for (name, value) in texts {
            free(name)
            free(value)
        }
    }

    /// A number from its big-endian bytes.
    func number(_ name: String, _ bytes: [UInt8]) {
        guard let name = strdup(name) else { return isComplete = false }
        guard let value = BN_secure_new(), let count = Int32(exactly: bytes.count),
            BN_bin2bn(bytes, count, value) != nil
        else {
            free(name)
            return isComplete = false
        }
        numbers.append((name, value))
    }

    /// Bytes as they are.
    func octets(_ name: String, _ bytes: [UInt8]) {
        guard let name = strdup(name) else { return isComplete = false }
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        copy.copyBytes(from: bytes)
        octets.append((name, copy))
    }

    /// A name, such as the curve's.
    func text(_ name: String, _ text: String) {
        guard let name = strdup(name) else { return isComplete = false }
        guard let copy = strdup(text) else {
            free(name)
            return isComplete = false
        }
        texts.append((name, copy))
    }

    func push(to builder: OpaquePointer) -> Bool {
        isComplete
            && numbers.allSatisfy { OSSL_PARAM_BLD_push_BN(builder, $0.name, $0.value) == 1 }
            && octets.allSatisfy {
                OSSL_PARAM_BLD_push_octet_string(builder, $0.name, $0.value.baseAddress, $0.value.count) == 1
            }
            && texts.allSatisfy { OSSL_PARAM_BLD_push_utf8_string(builder, $0.name, $0.value, 0) == 1 }
    }
}

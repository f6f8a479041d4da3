import Synchronization

/// `req_` and 24 characters of a base-32 alphabet: a count, scrambled under a seed of this process, so that ids neither
/// repeat nor tell how many requests there were. They are names, not secrets.
enum RequestID {
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let seed = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
    private static let count = Atomic<UInt64>(0)

    static func make() -> String {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        var bits = (scrambled(number ^ seed.0), scrambled(number &+ seed.1))
        return String(unsafeUninitializedCapacity: 28) { buffer in
            for (place, byte) in "req_".utf8.enumerated() { buffer[place] = byte }
            for place in 4..<28 {
                buffer[place] = alphabet[Int(truncatingIfNeeded: place < 16 ? bits.0 & 31 : bits.1 & 31)]
                if place < 16 { bits.0 >>= 5 } else { bits.1 >>= 5 }
            }
            return 28
        }
    }

    /// SplitMix64's finalizer: a bijection, so different counts stay different.
    private static func scrambled(_ value: UInt64) -> UInt64 {
        var mixed = value &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

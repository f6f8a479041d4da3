/// What an RSA public key has to be before anything is verified with it.
enum RSASoundness {
    /// An odd modulus of 2,048...4,096 bits that bears no mark of CVE-2017-15361, and an odd exponent of 3...2^32-1.
    static func isSound(n: [UInt8], e: [UInt8]) -> Bool {
        guard let lowest = n.last, lowest & 1 == 1, let first = n.first else { return false }
        guard KeyMaterial.modulusLengths.contains(n.count * 8 - first.leadingZeroBitCount) else { return false }
        guard e.count <= 4 else { return false }
        let exponent = e.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return exponent >= 3 && exponent & 1 == 1 && !isFromFlawedGenerator(n)
    }

    /// Moduli of the flawed generator ("The Return of Coppersmith's Attack", CCS 2017) are powers of 65537 modulo every
    /// small prime; of others, one in about 2^27 is so.
    private static func isFromFlawedGenerator(_ n: [UInt8]) -> Bool {
        primes.allSatisfy { prime in
            let remainder = n.reduce(0) { ($0 << 8 | Int($1)) % prime }
            var power = 1
            repeat {
                if power == remainder { return true }
                power = power * 65_537 % prime
            } while power != 1
            return false
        }
    }

    /// The odd primes up to 167.
    private static let primes = (3...167).filter { number in (2..<number).allSatisfy { number % $0 != 0 } }
}

import Testing

@testable import AuthCore

@Suite struct `Password hash` {
    /// RFC 7914, 12; the fourth vector takes 1 GiB and is refused below.
    @Test(arguments: [
        (
            "", "", 4, 1, 1,
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
        (
            "password", "NaCl", 10, 8, 16,
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
        (
            "pleaseletmein", "SodiumChloride", 14, 8, 1,
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        ),
    ])
    func `the RFC's examples`(
        password: String, salt: String, logN: Int, blockSize: Int, parallelization: Int, hex: String
    ) throws {
        let parameters = try #require(
            ScryptParameters(logN: logN, blockSize: blockSize, parallelization: parallelization))
        let derived = Scrypt.derive(
            Array(password.utf8), salt: Array(salt.utf8), parameters: parameters, count: 64)
        #expect(derived?.hex == hex)
    }

    let cheap: ScryptParameters

    init() throws { cheap = try #require(ScryptParameters(logN: 4, blockSize: 8, parallelization: 1)) }

    @Test func `a password verifies against its hash, as stored, and no other does`() throws {
        var random = SecureRandom()
        let hash = try PasswordHash(of: "correct horse", parameters: cheap, using: &random)
        let stored = try #require(PasswordHash(phc: hash.phc))
        #expect(stored == hash)
        #expect(try stored.verify("correct horse"))
        for other in ["correct horsf", "correct horse ", "Correct horse", "", "correct horse\0"] {
            #expect(try !stored.verify(other))
        }
        #expect(hash.phc.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
    }

    @Test func `the recommended costs are made, stored and verified`() throws {
        var random = SecureRandom()
        let hash = try PasswordHash(of: "p", using: &random)
        #expect(hash.phc.hasPrefix("$scrypt$ln=15,r=8,p=3$"))
        #expect(try PasswordHash(phc: hash.phc)?.verify("p") == true)
        #expect(!hash.needsRehash())
    }

    @Test func `two hashes of one password differ`() throws {
        var random = SecureRandom()
        let hashes = try (0..<20).map { _ in try PasswordHash(of: "same", parameters: cheap, using: &random).phc }
        #expect(Set(hashes).count == 20)
    }

    @Test func `other costs than today's ask for a new hash`() throws {
        var random = SecureRandom()
        let hash = try PasswordHash(of: "x", parameters: cheap, using: &random)
        #expect(hash.needsRehash())
        #expect(!hash.needsRehash(for: cheap))
        let shortSalt = try #require(
            PasswordHash(phc: "$scrypt$ln=4,r=8,p=1$" + "c2FsdHNhbHQ" + "$" + Base64.standard.encode([UInt8](1...32))))
        #expect(shortSalt.needsRehash(for: cheap))
    }

    @Test(arguments: [
        "", "$", "$scrypt$", "scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$ln=4,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        // Costs: too high, zero, signed, long, of another order, missing, doubled.
        "$scrypt$ln=20,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=63,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=64,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=0,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=4,r=0,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=4,r=8,p=0$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=4,r=8,p=999$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=17,r=8,p=64$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=-4,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=+4,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=04,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=99999999999999999999,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$r=8,ln=4,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=4,r=8$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=4,r=8,p=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        // Salt and hash: short, padded, of the other alphabet, missing, more.
        "$scrypt$ln=4,r=8,p=1$c2Fs$AAAAAAAAAAAAAAAAAAAAAA", "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$AAAA",
        "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ=$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=4,r=8,p=1$c2FsdHNhbH_$AAAAAAAAAAAAAAAAAAAAAA", "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$",
        "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ", "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA$",
        "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA\n",
    ])
    func `a stored text of another form, or with costs that would exhaust memory, is refused`(text: String) {
        #expect(PasswordHash(phc: text) == nil)
    }

    @Test func `no costs that are taken need more than 128 MiB, or four times the recommended work and a bit`() {
        for logN in -1...70 {
            for blockSize in [-1, 0, 1, 8, 64, 1 << 40] {
                for parallelization in [-1, 0, 1, 16, 64, 1 << 40] {
                    guard
                        let parameters = ScryptParameters(
                            logN: logN, blockSize: blockSize, parallelization: parallelization)
                    else { continue }
                    #expect(parameters.memory <= (128 << 20) + (1 << 20))
                    #expect((blockSize << logN) * parallelization <= 1 << 22)
                }
            }
        }
        // RFC 7914's fourth vector: 1 GiB.
        #expect(ScryptParameters(logN: 20, blockSize: 8, parallelization: 1) == nil)
        #expect(ScryptParameters(logN: 17, blockSize: 8, parallelization: 1) != nil)
    }

    @Test func `an empty or endless password is refused, not cut`() throws {
        var random = SecureRandom()
        for password in ["", String(repeating: "a", count: 1_025)] {
            #expect(throws: PasswordError.length) {
                try PasswordHash(of: password, parameters: cheap, using: &random)
            }
        }
        let long = String(repeating: "a", count: 1_024)
        let hash = try PasswordHash(of: long, parameters: cheap, using: &random)
        #expect(try hash.verify(long))
        #expect(try !hash.verify(long + "a"))
    }

    @Test func `a password with U+0000 is refused, since scrypt cannot tell it from the one without`() throws {
        var random = SecureRandom()
        #expect(throws: PasswordError.nul) { try PasswordHash(of: "a\0", parameters: cheap, using: &random) }
        #expect(try !PasswordHash(of: "a", parameters: cheap, using: &random).verify("a\0"))
    }

    @Test func `nobody has the decoy's password, and it costs what a real one costs`() throws {
        let decoy = PasswordHash.decoy(cheap)
        #expect(try !decoy.verify("anything"))
        #expect(decoy.parameters == cheap)
        #expect(PasswordHash.decoy(cheap) != decoy)
    }

    @Test func `S42 a hash prints its costs only`() throws {
        var random = SecureRandom()
        let hash = try PasswordHash(of: "x", parameters: cheap, using: &random)
        var dumped = ""
        dump(hash, to: &dumped)
        let secret = hash.phc.split(separator: "$").last ?? ""
        #expect(!"\(hash) \(String(reflecting: hash)) \(dumped)".contains(secret))
    }
}

import AuthCore
import Foundation
import JSON
import Testing

@Suite struct `Time taken` {
    /// Pairs of requests one after another, so that whatever else the machine does hits both alike.
    private static let pairs = 100
    /// A machine that is busy may spoil one round, and not all; a difference that is there is in each.
    private static let rounds = 3

    @Test func `S44 a secret that was revoked and one that never was are refused after the same time, within noise`()
        async throws
    {
        let daemon = try await RunningDaemon.start()
        let office = try await Office.open(on: daemon)
        var random = SystemRandomNumberGenerator()
        func secrets() -> [String] {
            (0..<Self.pairs * Self.rounds).map { _ in
                "fta_"
                    + String(
                        (0..<26).map { _ in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".randomElement(using: &random) ?? "0" })
            }
        }
        let (known, unknown) = (secrets(), secrets())
        let file = "\(daemon.place.path)/digests"
        try known.map { SecretDigest(hashing: Array($0.utf8)).hexadecimal }.joined(separator: "\n")
            .write(toFile: file, atomically: true, encoding: .utf8)
        let words = ["keys", "import", "--tenant", office.subdomain, "--digests", file, "--format", "json"]
        #expect(try await daemon.tool.run(words).json == ["imported": 300, "known": 0])
        _ = try await daemon.sql("UPDATE api_keys SET revoked_at = now() WHERE name LIKE 'Imported %'")

        let port = daemon.port
        let times = try await onThread {
            let connection = try RawConnection(port: port)
            func time(_ secret: String) throws -> Double {
                let request = "GET /verify HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(secret)\r\n\r\n"
                let begin = ContinuousClock.now
                try connection.send(Array(request.utf8))
                let answer = try connection.receiveAnswer()
                let end = ContinuousClock.now
                #expect(answer.status == 401)
                return (end - begin) / .microseconds(1)
            }
            return try zip(known, unknown).enumerated().map { index, pair in
                if index % 2 == 0 {
                    let known = try time(pair.0)
                    return (known: known, unknown: try time(pair.1))
                }
                let unknown = try time(pair.1)
                return (known: try time(pair.0), unknown: unknown)
            }
        }
        let rounds = (0..<Self.rounds).map { round in
            let times = times[round * Self.pairs..<(round + 1) * Self.pairs]
            let differences = times.map { $0.known - $0.unknown }.sorted()
            let all = times.flatMap { [$0.known, $0.unknown] }.sorted()
            return (difference: differences[Self.pairs / 2], noise: all[all.count * 3 / 4] - all[all.count / 4])
        }
        // The middle of a hundred differences lies far closer to zero than one difference does.
        #expect(rounds.contains { abs($0.difference) < $0.noise }, "µs: known − unknown and noise: \(rounds)")
        try await daemon.stop()
    }
}

extension SecretDigest {
    var hexadecimal: String {
        bytes.map { byte in byte < 16 ? "0\(String(byte, radix: 16))" : String(byte, radix: 16) }.joined()
    }
}

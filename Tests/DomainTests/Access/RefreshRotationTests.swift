import AuthCore
import Testing

@testable import Domain

@Suite struct `The rotation of refresh tokens` {
    private let now = Timestamp(microseconds: 1_790_000_000_000_000)

    private func rotation(_ ids: String...) throws -> RefreshRotation {
        let keys = ids.map { (id: $0, key: [UInt8](repeating: UInt8($0.utf8.count), count: 32)) }
        return RefreshRotation(
            ring: try KeyRing(keys), purpose: "refresh tokens", secrets: .refresh, idle: 1000, grace: 10)
    }

    private func token(
        created: Int64 = -100, used: Int64? = nil, keyID: String? = nil, successorUsed: Bool = false,
        ended: Bool = false, expires: Int64 = 5000
    ) -> StoredRefreshToken {
        StoredRefreshToken(
            generation: 3, createdAt: now.adding(seconds: created), usedAt: used.map { now.adding(seconds: $0) },
            keyID: keyID, isSuccessorUsed: successorUsed, sessionEndedAt: ended ? now : nil,
            sessionExpiresAt: now.adding(seconds: expires))
    }

    private func decide(_ token: StoredRefreshToken, _ rotation: RefreshRotation, session: Int64 = 1) throws -> String {
        switch try rotation.decide(token, presented: "krt_x", session: session, at: now) {
        case .rotate(let successor, let keyID): "rotate \(keyID) \(successor.exposed)"
        case .again(let successor): "again \(successor.exposed)"
        case .reused: "reused"
        case .over: "over"
        }
    }

    @Test
    func `S16 a repetition derives the successor again, also under an older master key, and nobody else's is the same`()
        throws
    {
        let rotated = try decide(token(), rotation("a")).split(separator: " ")
        #expect(rotated.prefix(2) == ["rotate", "a"])
        let again = try decide(token(used: -9, keyID: "a"), rotation("bb", "a"))
        #expect(again == "again \(rotated[2])")
        #expect(try decide(token(used: -9, keyID: "a"), rotation("a"), session: 2) != again)
        #expect(try decide(token(used: -9, keyID: "a"), rotation("bb")) == "over", "the key is lost")
    }

    @Test func `S15 S16 S19 what becomes of a token at each moment`() throws {
        let rotation = try rotation("a")
        for (token, expected) in [
            (token(used: -10, keyID: "a"), "reused"), (token(used: -1, keyID: "a", successorUsed: true), "reused"),
            (token(used: 11, keyID: "a"), "reused"), (token(created: -1000), "over"), (token(ended: true), "over"),
            (token(expires: 0), "over"), (token(used: -100, keyID: "a", ended: true), "over"),
        ] {
            #expect(try decide(token, rotation) == expected)
        }
        #expect(try decide(token(created: -999), rotation).hasPrefix("rotate"))
    }
}

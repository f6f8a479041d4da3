import AuthCore
import Testing

@testable import Domain

@Suite struct `Checking passwords` {
    @Test func `the right password, a wrong one, and none at all`() async throws {
        var random = SystemRandomNumberGenerator()
        let parameters = try #require(ScryptParameters(logN: 4, blockSize: 1, parallelization: 1))
        let stored = try PasswordHash(of: "right", parameters: parameters, using: &random).phc
        let checks = PasswordChecks(threads: 2)
        #expect(try await checks.verify("right", against: stored))
        #expect(try await !checks.verify("wrong", against: stored))
        #expect(try await !checks.verify("right", against: nil))
        #expect(try await !checks.verify("right", against: "no hash"))
    }

    @Test func `so many are hashed at once, so many wait, and the rest is told to come again`() async {
        let checks = PasswordChecks(threads: 1, places: 2)
        let results = await withTaskGroup(of: Result<Bool, Problem>.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        return .success(try await checks.verify("x", against: nil))
                    } catch {
                        return .failure(error as? Problem ?? .internal)
                    }
                }
            }
            return await group.reduce(into: [Result<Bool, Problem>]()) { $0.append($1) }
        }
        let refused = results.count { $0 == .failure(.unavailable(retryAfter: 1)) }
        #expect(refused > 0)
        #expect(refused + results.count { $0 == .success(false) } == 20)
    }
}

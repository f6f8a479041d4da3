import Testing

@testable import Domain

@Suite struct `Identifiers` {
    @Test func `RFC 9562 an identifier carries its moment, its version and its variant`() {
        var random = SystemRandomNumberGenerator()
        // The example of appendix A.6: 2022-02-22 19:22:22 UTC.
        let id = UUIDv7(at: Timestamp(microseconds: 1_645_557_742_000_000), using: &random)
        #expect(id.high >> 16 == 0x017F_22E2_79B0)
        #expect(id.high >> 12 & 0xF == 7)
        #expect(id.low >> 62 == 0b10)
        #expect(id.description.count == 36 && id.description.hasPrefix("017f22e2-79b0-7"))
        #expect(UUIDv7(high: 0, low: 0).description == "00000000-0000-0000-0000-000000000000")
    }

    @Test func `later identifiers sort after earlier ones, and none comes twice`() {
        var random = SystemRandomNumberGenerator()
        var last = UUIDv7(high: 0, low: 0)
        var seen: Set<UUIDv7> = []
        for millisecond in Int64(1)...2000 {
            let id = UUIDv7(at: Timestamp(microseconds: 1_700_000_000_000_000 + millisecond * 1000), using: &random)
            #expect(last.high < id.high)
            #expect(seen.insert(id).inserted)
            last = id
        }
        _ = UUIDv7(at: Timestamp(microseconds: .min), using: &random)
        _ = UUIDv7(at: Timestamp(microseconds: .max), using: &random)
    }
}

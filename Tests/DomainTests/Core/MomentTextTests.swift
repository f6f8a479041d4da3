import Testing

@testable import Domain

@Suite struct `A moment in ISO 8601` {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-01-31T10:00:00Z", 1_769_853_600_000_000),
            ("2026-01-31T10:00:00.5Z", 1_769_853_600_500_000), ("2026-01-31T10:00:00.000001Z", 1_769_853_600_000_001),
            ("2026-01-31T12:00:00+02:00", 1_769_853_600_000_000), ("2026-01-31T04:30:00-05:30", 1_769_853_600_000_000),
            ("1969-12-31T23:59:59.999999Z", -1),
        ] as [(String, Int64)])
    func `is read exactly`(_ text: String, _ microseconds: Int64) {
        #expect(Timestamp(iso8601: text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2026-01-31", "2026-02-30T10:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T10:60:00Z",
        "2026-01-31 10:00:00Z",
        "2026-01-31T10:00:00", "2026-01-31T10:00:00.Z", "2026-01-31T10:00:00.1234567Z", "2026-01-31T10:00:00+0200",
        "2026-01-31T10:00:00Zx", "2026-01-31T1a:00:00Z", "2026-01-31T10:00:00+24:00",
    ])
    func `that is written in another way is none`(_ text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }
}

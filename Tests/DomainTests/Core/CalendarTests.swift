import Testing

@testable import Domain

@Suite struct `Days and where they end` {
    private func moment(_ year: Int, _ month: Int, _ day: Int, hour: Int64 = 0) throws -> Timestamp {
        let date = try #require(LocalDate(year: year, month: month, day: day))
        return Timestamp(microseconds: (Int64(date.days) * 24 + hour) * 3_600_000_000)
    }

    @Test func `a day is what the calendar has, and nothing else is one`() throws {
        for text in ["2024-02-29", "2000-02-29", "1970-01-01", "0001-01-01", "9999-12-31", "1969-12-31"] {
            #expect(LocalDate(text)?.description == text)
        }
        for text in [
            "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "0000-01-01", "2026-1-01",
            "2026-01-1", "+026-01-01", "2026/01/01", "2026-01-01T", "", "２０２６-01",
        ] {
            #expect(LocalDate(text) == nil, "\(text)")
        }
    }

    @Test func `every day of four centuries and the ends of time come back from their parts`() throws {
        var date = try #require(LocalDate("1899-12-31"))
        let end = try #require(LocalDate("2300-01-01"))
        while date < end {
            let next = date.adding(days: 1)
            let (year, month, day) = next.civil
            #expect(LocalDate(year: year, month: month, day: day) == next)
            #expect(next.days == date.days + 1)
            date = next
        }
        #expect(LocalDate.earliest.adding(days: -1) == .earliest && LocalDate.latest.adding(days: .max) == .latest)
        #expect(LocalDate.earliest.adding(days: .min) == .earliest)
    }

    @Test func `the same moment is another day elsewhere`() throws {
        let moment = try moment(2026, 6, 30, hour: 22)
        #expect(try #require(CalendarZone(identifier: "Europe/Paris")).day(at: moment).description == "2026-07-01")
        #expect(try #require(CalendarZone(identifier: "America/New_York")).day(at: moment).description == "2026-06-30")
        #expect(CalendarZone.utc.day(at: Timestamp(microseconds: -1)).description == "1969-12-31")
        #expect(CalendarZone.utc.day(at: Timestamp(microseconds: .min)) <= .latest)
        #expect(CalendarZone.utc.day(at: Timestamp(microseconds: .max)) >= .earliest)
        #expect(CalendarZone(identifier: "Europe/Nowhere") == nil)
    }

    /// Zones that change their clocks by day, at midnight, and across the date of UTC.
    @Test(arguments: [
        "UTC", "Europe/Paris", "America/New_York", "Australia/Sydney", "America/Santiago", "America/Havana",
        "Africa/Cairo", "Asia/Beirut", "Asia/Kolkata", "Pacific/Kiritimati", "Australia/Lord_Howe", "Atlantic/Azores",
    ])
    func `the end of a day is the first moment of the next, whatever the clocks do`(_ identifier: String) throws {
        let zone = try #require(CalendarZone(identifier: identifier))
        var day = try #require(LocalDate("2025-12-31"))
        for _ in 0..<730 {
            let end = zone.end(of: day)
            #expect(zone.day(at: end) == day.adding(days: 1), "\(day) ends at \(end.microseconds)")
            #expect(zone.day(at: Timestamp(microseconds: end.microseconds - 1)) == day, "\(day)")
            day = day.adding(days: 1)
        }
    }

    @Test func `a moment and a span are held at the ends of time`() {
        #expect(Timestamp(microseconds: .max).adding(seconds: 1).microseconds == .max)
        #expect(Timestamp(microseconds: 0).adding(seconds: .min).microseconds == .min)
        #expect(Timestamp(microseconds: 0).adding(seconds: .max).microseconds == .max)
        #expect(Timestamp(microseconds: 5).adding(seconds: -1).microseconds == -999_995)
    }
}

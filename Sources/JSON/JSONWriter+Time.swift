extension JSONWriter {
    /// `"2026-11-21T01:22:33.123456Z"`, without fraction where it is zero.
    package mutating func timestamp(microsecondsSince1970 micros: Int64) {
        // Floored, so that instants before 1970 keep a fraction that counts forward.
        let (quotient, remainder) = micros.quotientAndRemainder(dividingBy: 1_000_000)
        let seconds = remainder < 0 ? quotient - 1 : quotient
        let fraction = UInt32(truncatingIfNeeded: remainder < 0 ? remainder + 1_000_000 : remainder)
        let (wholeDays, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let days = rest < 0 ? wholeDays - 1 : wholeDays
        let second = UInt32(truncatingIfNeeded: rest < 0 ? rest + 86_400 : rest)

        let start = room(for: 48)
        var out = start
        out.pointee = UInt8(ascii: "\"")
        out = calendarDate(days, to: out + 1)
        out[0] = UInt8(ascii: "T")
        Digits.two(second / 3600, to: out + 1)
        out[3] = UInt8(ascii: ":")
        Digits.two(second / 60 % 60, to: out + 4)
        out[6] = UInt8(ascii: ":")
        Digits.two(second % 60, to: out + 7)
        out += 9
        if fraction != 0 {
            out[0] = UInt8(ascii: ".")
            Digits.two(fraction / 10_000, to: out + 1)
            Digits.two(fraction / 100 % 100, to: out + 3)
            Digits.two(fraction % 100, to: out + 5)
            out += 7
        }
        out[0] = UInt8(ascii: "Z")
        out[1] = UInt8(ascii: "\"")
        out[2] = UInt8(ascii: ",")
        advance(by: out + 3 - start)
    }

    /// `"2026-11-21"`.
    package mutating func date(daysSince1970 days: Int32) {
        let start = room(for: 24)
        start.pointee = UInt8(ascii: "\"")
        let end = calendarDate(Int64(days), to: start + 1)
        end[0] = UInt8(ascii: "\"")
        end[1] = UInt8(ascii: ",")
        advance(by: end + 2 - start)
    }

    /// Lower case, 8-4-4-4-12.
    package mutating func uuid(high: UInt64, low: UInt64) {
        let out = room(for: 39)
        out.pointee = UInt8(ascii: "\"")
        var place = 1
        for nibble in 0..<32 {
            if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                out[place] = UInt8(ascii: "-")
                place += 1
            }
            let word = nibble < 16 ? high : low
            out[place] = hexDigit(UInt8(truncatingIfNeeded: word >> UInt64(60 - nibble % 16 * 4)) & 15)
            place += 1
        }
        out[37] = UInt8(ascii: "\"")
        out[38] = UInt8(ascii: ",")
        advance(by: 39)
    }

    /// The sixteen bytes of a UUID; null if they are not sixteen.
    package mutating func uuid(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 16 else { return null() }
        uuid(
            high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }

    /// Writes at most 12 bytes. Years beyond 9999 get ISO 8601's sign and six digits.
    private func calendarDate(_ days: Int64, to out: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let (year, month, day) = Calendar.date(days: days)
        var out = out
        if year >= 0, year <= 9999 {
            Digits.two(UInt32(truncatingIfNeeded: year / 100), to: out)
            Digits.two(UInt32(truncatingIfNeeded: year % 100), to: out + 2)
            out += 4
        } else {
            out.pointee = year < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+")
            let magnitude = UInt32(truncatingIfNeeded: year.magnitude)
            Digits.two(magnitude / 10_000 % 100, to: out + 1)
            Digits.two(magnitude / 100 % 100, to: out + 3)
            Digits.two(magnitude % 100, to: out + 5)
            out += 7
        }
        out[0] = UInt8(ascii: "-")
        Digits.two(month, to: out + 1)
        out[3] = UInt8(ascii: "-")
        Digits.two(day, to: out + 4)
        return out + 6
    }
}

/// The proleptic Gregorian calendar.
enum Calendar {
    /// In 400-year eras of 146,097 days that begin on 1 March, so the leap day is an era year's last.
    static func date(days: Int64) -> (year: Int64, month: UInt32, day: UInt32) {
        // Every day of an Int64 of microseconds lies far inside this.
        let shifted = min(max(days, -200_000_000), 200_000_000) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, UInt32(truncatingIfNeeded: month), UInt32(truncatingIfNeeded: day))
    }
}

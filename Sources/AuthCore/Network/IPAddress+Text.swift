extension IPAddress: LosslessStringConvertible {
    /// Reads `192.0.2.1` (four decimal octets without leading zeros) or any form of RFC 4291, 2.2.
    ///
    /// A zone (`%eth0`), a port, brackets and white space are refused.
    public init?(_ text: String) {
        guard text.utf8.count <= 45 else { return nil }
        if text.utf8.contains(UInt8(ascii: ":")) {
            guard let bits = Self.parseV6(Substring(text)) else { return nil }
            self.init(bits: bits)
        } else {
            guard let v4 = Self.parseV4(Substring(text)) else { return nil }
            self.init(v4: v4)
        }
    }

    /// Dotted decimal, or RFC 5952's one form: lowercase, no leading zeros, the longest run of zeros as `::`.
    public var description: String {
        if let v4 {
            return "\(v4 >> 24).\(v4 >> 16 & 255).\(v4 >> 8 & 255).\(v4 & 255)"
        }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128(112 - 16 * $0)) }
        let run = Self.longestZeroRun(groups)
        func hex(_ groups: ArraySlice<UInt16>) -> String {
            groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        // "The symbol "::" MUST NOT be used to shorten just one 16-bit 0 field" (RFC 5952, 4.2.2).
        guard run.count >= 2 else { return hex(groups[...]) }
        return hex(groups[..<run.lowerBound]) + "::" + hex(groups[run.upperBound...])
    }

    /// The first of the longest runs (RFC 5952, 4.2.3).
    private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int> {
        var best = 0..<0
        var start = 0
        for (place, group) in groups.enumerated() {
            if group != 0 {
                start = place + 1
            } else if place + 1 - start > best.count {
                best = start..<place + 1
            }
        }
        return best
    }

    private static func parseV4(_ text: Substring) -> UInt32? {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            var octet: UInt32 = 0
            for byte in part {
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                octet = octet * 10 + UInt32(byte - UInt8(ascii: "0"))
            }
            guard octet <= 255 else { return nil }
            value = value << 8 | octet
        }
        return value
    }

    private static func parseV6(_ text: Substring) -> UInt128? {
        let halves = splitAtGap(text)
        switch halves.count {
        case 1:
            guard let groups = groups(halves[0], endsAddress: true), groups.count == 8 else { return nil }
            return join(groups)
        case 2:
            guard let head = groups(halves[0], endsAddress: false), let tail = groups(halves[1], endsAddress: true),
                // The gap stands for at least one group.
                head.count + tail.count <= 7
            else { return nil }
            return join(head + [UInt16](repeating: 0, count: 8 - head.count - tail.count) + tail)
        default:
            return nil
        }
    }

    /// The text before and behind the first `::`; a second one is an empty group and so refused later.
    private static func splitAtGap(_ text: Substring) -> [Substring] {
        let colon = UInt8(ascii: ":")
        var place = text.utf8.startIndex
        while let first = text.utf8[place...].firstIndex(of: colon) {
            let next = text.utf8.index(after: first)
            guard next < text.utf8.endIndex else { break }
            if text.utf8[next] == colon { return [text[..<first], text[text.utf8.index(after: next)...]] }
            place = next
        }
        return [text]
    }

    /// Groups separated by colons; the last may be an IPv4 address where the address ends.
    private static func groups(_ text: Substring, endsAddress: Bool) -> [UInt16]? {
        if text.isEmpty { return [] }
        let parts = text.split(separator: ":", maxSplits: 8, omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (place, part) in parts.enumerated() {
            if endsAddress, place == parts.count - 1, part.utf8.contains(UInt8(ascii: ".")) {
                guard let v4 = parseV4(part) else { return nil }
                groups += [UInt16(truncatingIfNeeded: v4 >> 16), UInt16(truncatingIfNeeded: v4)]
            } else {
                guard (1...4).contains(part.utf8.count), part.utf8.first != UInt8(ascii: "+"),
                    part.utf8.first != UInt8(ascii: "-"), let group = UInt16(part, radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups
    }

    private static func join(_ groups: [UInt16]) -> UInt128 {
        groups.reduce(0) { $0 << 16 | UInt128($1) }
    }
}

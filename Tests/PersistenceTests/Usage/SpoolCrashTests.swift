import Glibc
import Testing

@testable import Persistence

@Suite struct SpoolCrashTests {
    @Test func `S65 at every moment the files hold all that was acknowledged`() throws {
        let folder = try SpoolFolder()
        let spool = try folder.open()
        var texts: [String] = []
        for count in 1...60 {
            texts.append("record \(count) " + String(repeating: "x", count: count * 67 % 5000))
            try spool.append(texts[count - 1])
            guard count % 4 == 0 else { continue }
            // The first one still has its files open and mapped: to the copy that is a kill.
            let killed = try folder.copied()
            try withExtendedLifetime(killed) {
                let copy = try killed.open()
                #expect(try copy.texts() == texts)
                #expect(copy.node == spool.node)
                #expect(copy.damagedSegments == 0)
                #expect(try copy.append("next") == UInt64(count + 1))
            }
        }
        #expect(try folder.segments().count > 1)
    }

    /// Five records, the last of them with 37 bytes, and where that one lies in its file.
    private func fiveRecords() throws -> (folder: SpoolFolder, file: [UInt8], last: Range<Int>) {
        let folder = try SpoolFolder()
        do {
            let spool = try folder.open()
            for place in 1...4 { try spool.append("record \(place)") }
            try spool.append(String(repeating: "L", count: 37))
        }
        let path = try #require(try folder.segments().first)
        let start = SpoolFormat.headerBytes + 4 * SpoolFormat.recordBytes(payload: 8)
        return (folder, try SpoolFolder.bytes(of: path), start..<start + SpoolFormat.recordHeaderBytes + 37)
    }

    private let four = (1...4).map { "record \($0)" }

    /// Puts the bytes in place of the segment, opens, and expects these records and the spool to be usable.
    private func expect(_ texts: [String], of bytes: [UInt8], in folder: SpoolFolder, _ note: Comment) throws {
        let copy = try folder.copied()
        let path = try #require(try copy.segments().first)
        try copy.write(bytes, to: path)
        var number: UInt64 = 0
        do {
            let spool = try copy.open()
            #expect(try spool.texts() == texts, note)
            number = try spool.append("after")
            #expect(number > UInt64(texts.count), note)
            #expect(try spool.append("the crash") == number + 1, note)
        }
        let again = try copy.open()
        #expect(try again.texts() == texts + ["after", "the crash"], note)
        #expect(again.lastSequence == number + 1, note)
    }

    @Test func `S65 a file cut at any byte of its last record loses that record only`() throws {
        let (folder, file, last) = try fiveRecords()
        for length in last { try expect(four, of: Array(file[..<length]), in: folder, "cut at \(length)") }
        let all = four + [String(repeating: "L", count: 37)]
        for length in last.upperBound...(last.upperBound + 8) {
            try expect(all, of: Array(file[..<length]), in: folder, "cut at \(length)")
        }
    }

    @Test func `S65 a last record with any byte wrong or unwritten is not believed`() throws {
        let (folder, file, last) = try fiveRecords()
        for place in last {
            var flipped = file
            flipped[place] ^= 1 << UInt8(place % 8)
            try expect(four, of: flipped, in: folder, "flipped at \(place)")
            // The length is stored last: without it nothing else counts.
            var unfinished = file
            unfinished.replaceSubrange(last.lowerBound..<last.lowerBound + 4, with: [0, 0, 0, 0])
            for rest in place..<last.upperBound { unfinished[rest] = 0 }
            try expect(four, of: unfinished, in: folder, "written up to \(place)")
        }
    }

    @Test func `S65 what a torn record leaves behind is never read as a record`() throws {
        let (folder, file, last) = try fiveRecords()
        // A torn record whose payload is itself a well-made record with the number that comes next.
        var forged = [UInt8](repeating: 0, count: 64)
        forged.withUnsafeMutableBytes { place in
            guard let base = place.baseAddress else { return }
            Array("forged".utf8).withUnsafeBytes {
                SpoolFormat.write($0, sum: SpoolChecksum.of($0), sequence: 6, to: base)
            }
        }
        var torn = file
        torn.replaceSubrange(last.lowerBound..<last.lowerBound + 4, with: [0, 0, 0, 0])
        torn.replaceSubrange(last.lowerBound + 24..<last.lowerBound + 24 + 64, with: forged)
        let copy = try folder.copied()
        try copy.write(torn, to: try #require(try copy.segments().first))
        do {
            let spool = try copy.open()
            #expect(spool.damagedSegments == 1)
            // Exactly as long as the gap in front of the forged one.
            #expect(try spool.append("12345678") == 5)
        }
        #expect(try copy.open().texts() == four + ["12345678"])
    }

    @Test func `a file with a broken header is set aside`() throws {
        let (folder, file, _) = try fiveRecords()
        for place in 0..<44 {
            var broken = file
            broken[place] ^= 0x10
            try expect([], of: broken, in: folder, "header byte \(place)")
        }
        for length in [0, 1, 43, 63] {
            try expect([], of: Array(file[..<length]), in: folder, "header cut at \(length)")
        }
    }

    @Test func `whatever happens to the files, only true records come back and nothing traps`() throws {
        var generator = SystemRandomNumberGenerator()
        let folder = try SpoolFolder()
        let text = { (number: UInt64) in "n\(number) " + String(repeating: "x", count: Int(number * 37 % 900)) }
        do {
            let spool = try folder.open()
            for number in 1...UInt64(400) { #expect(try spool.append(text(number)) == number) }
        }
        for _ in 0..<60 {
            let copy = try folder.copied()
            for path in try copy.segments() {
                var bytes = try SpoolFolder.bytes(of: path)
                for _ in 0..<Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
                    let place = Int.random(in: 0..<bytes.count, using: &generator)
                    switch Int.random(in: 0..<4, using: &generator) {
                    case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                    case 1: bytes.removeSubrange(place...)
                    case 2: bytes.insert(0, at: place)
                    default: for rest in place..<min(place + 4096, bytes.count) { bytes[rest] = 0 }
                    }
                }
                try copy.write(bytes, to: path)
            }
            let spool = try copy.open()
            for entry in try spool.nextBatch(max: .max) {
                #expect(String(decoding: entry.payload, as: UTF8.self) == text(entry.seq))
            }
            let next = try spool.append("next")
            #expect(try spool.nextBatch(max: .max).last?.seq == next)
        }
    }

    @Test func `a segment that rots while it waits is skipped from there on`() throws {
        let folder = try SpoolFolder()
        let spool = try folder.open()
        let text = String(repeating: "x", count: 1000)
        for _ in 0..<150 { try spool.append(text) }
        let path = try #require(try folder.segments().first)
        var bytes = try SpoolFolder.bytes(of: path)
        let perSegment = (bytes.count - 64) / 1016
        bytes[64 + 10 * 1016 + 500] ^= 1
        try folder.write(bytes, to: path)
        let expected = Array(1...UInt64(10)) + Array(UInt64(perSegment + 1)...150)
        #expect(try spool.nextBatch(max: .max).map(\.seq) == expected)
        #expect(spool.pending == expected.count)
        try spool.markDrained(through: 150)
        #expect(spool.pending == 0)
    }

    @Test func `strange files are left alone, and a damaged identity stops the start with a sentence`() throws {
        let folder = try SpoolFolder()
        try folder.open().append("a")
        try folder.write(Array("?".utf8), to: folder.path + "/notes.txt")
        try folder.write(Array("?".utf8), to: folder.path + "/zz.segment")
        try folder.write([], to: folder.path + "/0000000000000009.segment.new")
        #expect(try folder.open().texts() == ["a"])
        #expect(access(folder.path + "/notes.txt", F_OK) == 0)
        #expect(access(folder.path + "/zz.segment.damaged", F_OK) == 0)
        var identity = try SpoolFolder.bytes(of: folder.path + "/node")
        identity[12] ^= 1
        try folder.write(identity, to: folder.path + "/node")
        let error = #expect(throws: SpoolError.self) { try folder.open() }
        #expect(error == .damaged(path: folder.path + "/node"))
    }
}

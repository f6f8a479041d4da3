import Glibc
import Testing

@testable import Persistence

@Suite struct SpoolTests {
    @Test func `the checksum is CRC-32C`() {
        let bytes = Array("123456789".utf8)
        #expect(bytes.withUnsafeBytes { SpoolChecksum.of($0) } == 0xE306_9283)
        let parts = bytes.withUnsafeBytes { whole in
            SpoolChecksum.of(
                UnsafeRawBufferPointer(rebasing: whole[3...]), after: SpoolChecksum.of(.init(rebasing: whole[..<3])))
        }
        #expect(parts == 0xE306_9283)
        #expect(
            SpoolChecksum.of(0, after: 0) == [UInt8](repeating: 0, count: 8).withUnsafeBytes { SpoolChecksum.of($0) })
    }

    @Test func `records come back whole, in order, numbered from one, until they are marked drained`() throws {
        let folder = try SpoolFolder()
        let spool = try folder.open()
        #expect(spool.lastSequence == 0)
        #expect(spool.pending == 0)
        #expect(try spool.nextBatch(max: 10).isEmpty)
        let texts = ["", "a", String(repeating: "b", count: 4000), "é"]
        for (place, text) in texts.enumerated() { #expect(try spool.append(text) == UInt64(place + 1)) }
        #expect(spool.pending == 4)
        for _ in 0..<2 {
            let batch = try spool.nextBatch(max: 3)
            #expect(batch.map(\.seq) == [1, 2, 3])
            #expect(batch.map { String(decoding: $0.payload, as: UTF8.self) } == Array(texts.prefix(3)))
        }
        try spool.markDrained(through: 2)
        try spool.markDrained(through: 1)
        #expect(spool.pending == 2)
        #expect(try spool.texts() == Array(texts.suffix(2)))
        try spool.markDrained(through: 4)
        #expect(try spool.nextBatch(max: 10).isEmpty)
        #expect(spool.lastSequence == 4)
    }

    @Test func `numbers and node go on after a restart`() throws {
        let folder = try SpoolFolder()
        var node: [UInt8] = []
        for start in 0..<5 {
            let spool = try folder.open()
            #expect(spool.node.count == 16)
            if start > 0 { #expect(spool.node == node) }
            node = spool.node
            #expect(spool.pending == start * 3)
            #expect(spool.damagedSegments == 0)
            for place in 1...3 { #expect(try spool.append("r") == UInt64(start * 3 + place)) }
        }
        // A restart goes on in the same file.
        #expect(try folder.segments().count == 1)
        #expect(try SpoolFolder().open().node != node)
    }

    @Test func `a full segment is followed by the next, and a drained one is deleted`() throws {
        let folder = try SpoolFolder()
        let text = String(repeating: "x", count: 1000)
        do {
            let spool = try folder.open()
            for _ in 0..<500 { try spool.append(text) }
            #expect(try folder.segments().count == 8)
            #expect(spool.pending == 500)
            #expect(try spool.nextBatch(max: .max).map(\.seq) == Array(1...500))
            try spool.markDrained(through: 250)
            #expect(try folder.segments().count == 5)
        }
        let spool = try folder.open()
        // Which records of a kept file were drained is the database's to say.
        #expect(spool.pending >= 250)
        try spool.markDrained(through: 250)
        #expect(spool.pending == 250)
        #expect(try spool.nextBatch(max: .max).map(\.seq) == Array(251...500))
        try spool.markDrained(through: 500)
        #expect(try folder.segments().count == 1)
        #expect(try spool.append(text) == 501)
    }

    @Test func `a second daemon on the same folder is refused, and let in when the first is gone`() throws {
        let folder = try SpoolFolder()
        do {
            let first = try folder.open()
            let error = #expect(throws: SpoolError.self) { try folder.open() }
            #expect(error == .locked(directory: folder.path))
            #expect(error?.description.contains("in use by another kiikd") == true)
            try first.append("a")
        }
        #expect(try folder.open().texts() == ["a"])
    }

    @Test func `a record too long for the spool is refused and nothing else is disturbed`() throws {
        let folder = try SpoolFolder()
        let spool = try folder.open()
        let limit = 65_536 - 64 - 16
        #expect(throws: SpoolError.tooLarge(bytes: limit + 1, limit: limit)) {
            try spool.append(String(repeating: "x", count: limit + 1))
        }
        #expect(try spool.append(String(repeating: "y", count: limit)) == 1)
        #expect(try spool.append("z") == 2)
        #expect(try spool.texts().map(\.utf8.count) == [limit, 1])

        let large = try SpoolFolder()
        let roomy = try large.open(segmentBytes: 4 << 20)
        let most = SpoolFormat.largestPayload
        #expect(throws: SpoolError.self) { try roomy.append(String(repeating: "x", count: most + 1)) }
        for _ in 0..<9 { try roomy.append(String(repeating: "x", count: most)) }
        // A batch stays near four MiB however many records are asked for.
        #expect(try roomy.nextBatch(max: 100).count == 4)
        try roomy.markDrained(through: 4)
        #expect(try roomy.nextBatch(max: 100).map(\.seq) == [5, 6, 7, 8])
    }

    @Test func `a number the database has and the spool has not is never given again`() throws {
        let folder = try SpoolFolder()
        do {
            let spool = try folder.open()
            try spool.append("a")
            try spool.markDrained(through: 41)
            #expect(spool.pending == 0)
            #expect(spool.lastSequence == 41)
            #expect(try spool.append("b") == 42)
            #expect(try spool.nextBatch(max: 9).map(\.seq) == [42])
        }
        let spool = try folder.open()
        #expect(try spool.append("c") == 43)
        #expect(try spool.texts() == ["b", "c"])
        try spool.markDrained(through: .max)
        #expect(try spool.append("d") > 43)
        #expect(try spool.texts() == ["d"])
    }

    @Test func `after a start of the machine numbers begin in a range nobody has used`() throws {
        let folder = try SpoolFolder()
        let boots = ["a", "b", "b", "c"].map { String(repeating: $0, count: 36) }
        var last: [UInt64] = []
        for boot in boots { last.append(try folder.open(boot: boot).append(boot)) }
        #expect(last == [1, 1 << 40 + 1, 1 << 40 + 2, 2 << 40 + 1])
        // Where the kernel does not say, every start counts as one of the machine.
        let unknown = try Spool(directory: folder.path, segmentBytes: 0, maxBytes: 1 << 20, boot: nil)
        #expect(unknown.lastSequence == 3 << 40)
        #expect(try unknown.texts() == boots)
        #expect(SpoolIdentity.currentBoot()?.count == 36)
    }

    @Test func `random use agrees with a plain list`() throws {
        var generator = SystemRandomNumberGenerator()
        let folder = try SpoolFolder()
        var spool: Spool? = try folder.open()
        var kept: [(seq: UInt64, text: String)] = []
        var drained: UInt64 = 0
        for step in 0..<3000 {
            switch Int.random(in: 0..<20, using: &generator) {
            case 0:
                spool = nil
                spool = try folder.open()
                try spool?.markDrained(through: drained)
            case 1, 2:
                let batch = try spool?.nextBatch(max: Int.random(in: 0...60, using: &generator)) ?? []
                #expect(batch.map(\.seq) == kept.prefix(batch.count).map(\.seq))
                #expect(batch.map(\.payload) == kept.prefix(batch.count).map { Array($0.text.utf8) })
                let mark = batch.isEmpty ? 0 : Int.random(in: 0...batch.count, using: &generator)
                if mark > 0 {
                    drained = kept[mark - 1].seq
                    kept.removeFirst(mark)
                    try spool?.markDrained(through: drained)
                }
            default:
                let text = "\(step)" + String(repeating: "-", count: Int.random(in: 0...3000, using: &generator))
                let sequence = try #require(try spool?.append(text))
                #expect(sequence == (kept.last?.seq ?? drained) + 1)
                kept.append((sequence, text))
            }
            #expect(spool?.pending == kept.count)
        }
    }

    @Test func `eight threads lose and duplicate nothing while a ninth drains`() async throws {
        let folder = try SpoolFolder()
        let spool = try folder.open(segmentBytes: 256 << 10)
        let (threads, each) = (8, 10_000)
        let writers = (0..<threads).map { thread in
            OwnThread { try (0..<each).map { try spool.append("\(thread):\($0)") } }
        }
        var seen: [(seq: UInt64, payload: [UInt8])] = []
        while seen.count < threads * each, !writers.contains(where: \.hasFailed) {
            let batch = try spool.nextBatch(max: 777)
            guard let last = batch.last else {
                usleep(500)
                continue
            }
            seen += batch
            try spool.markDrained(through: last.seq)
        }
        #expect(seen.map(\.seq) == Array(1...UInt64(threads * each)))
        let numbers = try writers.map { try $0.join() }
        for (thread, numbers) in numbers.enumerated() {
            #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
            // Each number that was answered belongs to the record it was answered for.
            let misplaced = numbers.enumerated().filter { seen[Int($1) - 1].payload != Array("\(thread):\($0)".utf8) }
            #expect(misplaced.isEmpty)
        }
        #expect(spool.pending == 0)
        #expect(try folder.segments().count == 1)
    }
}

import Glibc
import Testing

@testable import Persistence

@Suite struct SpoolFullTests {
    private static let text = String(repeating: "x", count: 1000)

    @Test func `S65 a spool at its bound refuses records, keeps what it has, and takes more once drained`() throws {
        let folder = try SpoolFolder()
        let spool = try folder.open(maxBytes: 3 * 65_536)
        var count: UInt64 = 0
        let error = #expect(throws: SpoolError.self) { while true { count = try spool.append(Self.text) } }
        #expect(error == .full(limit: 3 * 65_536))
        #expect(spool.pending == Int(count))
        #expect(count > 180)
        #expect(spool.lastSequence == count)
        #expect(try spool.nextBatch(max: .max).map(\.seq) == Array(1...count))
        try spool.markDrained(through: count)
        #expect(try spool.append(Self.text) == count + 1)
        #expect(try spool.texts().count == 1)
    }

    @Test func `a spool of one segment goes on for ever while it is drained`() throws {
        let folder = try SpoolFolder()
        let spool = try folder.open(maxBytes: 65_536)
        for number in 1...UInt64(300) {
            #expect(try spool.append(Self.text) == number)
            try spool.markDrained(through: number)
        }
        #expect(try folder.segments().count == 1)
    }

    private static func canMount() -> Bool {
        geteuid() == 0
            && system(
                """
                d=$(mktemp -d) && mount -t tmpfs -o size=64k tmpfs $d 2>/dev/null; r=$?; \
                [ $r = 0 ] && umount $d; rmdir $d; exit $r
                """) == 0
    }

    @Test(.enabled(if: canMount(), "only root can mount a small tmpfs"))
    func `S65 a full disk is an error and never a signal, and no record is lost`() throws {
        let folder = try SpoolFolder()
        #expect(mkdir(folder.path, 0o700) == 0)
        #expect(system("mount -t tmpfs -o size=400k tmpfs '\(folder.path)'") == 0)
        defer { _ = system("umount '\(folder.path)'") }
        var count: UInt64 = 0
        do {
            let spool = try folder.open()
            let error = #expect(throws: SpoolError.self) { while true { count = try spool.append(Self.text) } }
            guard case .io(_, _, ENOSPC)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(count > 250)
            #expect(spool.pending == Int(count))
            #expect(try spool.nextBatch(max: .max).count == Int(count))
            // The refusal is remembered for a moment, then the disk is asked again.
            usleep(150_000)
            #expect(throws: SpoolError.self) { try spool.append(Self.text) }
            try spool.markDrained(through: 100)
            count = try spool.append(Self.text)
        }
        let spool = try folder.open()
        try spool.markDrained(through: 100)
        #expect(try spool.nextBatch(max: .max).map(\.seq) == Array(101...count))
    }
}

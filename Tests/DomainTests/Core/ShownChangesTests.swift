import Testing

@testable import Domain

/// A row of whatever values.
private struct Sample: Entity {
    static var resource: Resource { .customers }
    static let attributes: [Attribute<Sample>] =
        [Attribute("id", isContent: false) { .integer($0.id) }]
        + (0..<3).map { place in Attribute("v\(place)") { $0.values[place] } }
        + [Attribute("customer_id") { $0.values[3] }, Attribute("hidden", isContent: false) { $0.values[4] }]
    static let orderings: [Ordering<Sample>] = []

    var id: Int64
    var version: Int64 = 1
    var values: [Value] = Array(repeating: .null, count: 5)
}

@Suite struct `What is shown of changes` {
    private let now = Timestamp(microseconds: 1_790_000_000_123_457)

    private func bytes(_ changes: [Change?], number: NumberRequest? = nil, allotted: Set<Value> = []) -> [UInt8] {
        var bytes = CanonicalBytes()
        ShownChanges(changes.compactMap(\.self), number: number, at: now, allotted).write(to: &bytes)
        return bytes.bytes
    }

    private func row(_ value: Value, at place: Int = 0, id: Int64 = 0) -> Sample {
        var row = Sample(id: id)
        row.values[place] = value
        return row
    }

    private static let values: [Value] = [
        .null, .boolean(false), .boolean(true), .integer(0), .integer(1), .integer(-1), .text(""), .text("1"),
        .text("\0"), .text("é"), .texts([]), .texts([""]), .texts(["a", "b"]), .texts(["ab"]), .texts(["b", "a"]),
        .bytes([]), .bytes([49]), .timestamp(Timestamp(microseconds: 0)), .timestamp(Timestamp(microseconds: 1)),
        .date(.earliest), .date(.latest), .uuid(UUIDv7(high: 1, low: 0)), .uuid(UUIDv7(high: 0, low: 1)),
        .records([]), .records([[]]), .records([[.init("a", .integer(1))]]), .records([[.init("b", .integer(1))]]),
        .records([[.init("a", .integer(1)), .init("b", .null)]]),
        .records([[.init("a", .integer(1))], [.init("b", .null)]]),
    ]

    @Test func `every value, its place, and what it was before, tell one from the other`() throws {
        var seen: Set<[UInt8]> = []
        for value in Self.values {
            for place in 0..<3 where value != .null || place == 0 {
                #expect(seen.insert(bytes([.create(row(value, at: place))])).inserted, "\(value) at \(place)")
            }
            let changed = row(.text("now other"), id: 7)
            #expect(seen.insert(bytes([.update(from: row(value, id: 7), to: changed)])).inserted, "\(value) before")
        }
        var old = row(.text("a"), id: 7)
        let new = row(.text("b"), id: 7)
        for (id, version) in [(7, 1), (7, 2), (8, 1)] as [(Int64, Int64)] {
            (old.id, old.version) = (id, version)
            var next = new
            next.id = id
            #expect(seen.insert(bytes([.update(from: old, to: next)])).inserted)
        }
        #expect(seen.insert(bytes([])).inserted)
        #expect(seen.insert(bytes([.create(row(.null)), .create(row(.null))])).inserted)
    }

    @Test func `ids, numbers, moments of the run and its secrets do not`() {
        #expect(bytes([.create(row(.text("a"), id: 1))]) == bytes([.create(row(.text("a"), id: 2))]))
        #expect(bytes([.create(row(.text("a"), at: 4))]) == bytes([.create(row(.text("b"), at: 4))]))
        #expect(
            bytes([.create(row(.text("x"), id: 1)), .create(row(.integer(1), at: 3, id: 9))])
                == bytes([.create(row(.text("x"), id: 2)), .create(row(.integer(2), at: 3, id: 9))]))
        #expect(
            bytes([.create(row(.text("x"), id: 1)), .create(row(.integer(1), at: 3, id: 9))])
                != bytes([.create(row(.text("x"), id: 1)), .create(row(.integer(5), at: 3, id: 9))]))
        #expect(
            bytes([.create(row(.text("s1")))], allotted: [.text("s1")])
                == bytes([.create(row(.text("s2")))], allotted: [.text("s2")]))
        var random = SystemRandomNumberGenerator()
        func numbered(_ series: String, _ year: Int, _ text: String = "") -> [UInt8] {
            let number = NumberRequest(series: series, year: year, using: &random)
            return bytes([.create(row(.text(number.placeholder + text)))], number: number)
        }
        #expect(numbered("INV", 2026) == numbered("INV", 2026))
        #expect(Set([numbered("INV", 2026), numbered("CN", 2026), numbered("INV", 2027)]).count == 3)
        #expect(numbered("INV", 2026) != numbered("INV", 2026, "x"))
    }

    @Test func `a moment of the run is told by its distance, any other as it is`() {
        func told(_ moment: Timestamp, at now: Timestamp) -> [UInt8] {
            var bytes = CanonicalBytes()
            ShownChanges([.create(row(.timestamp(moment)))], number: nil, at: now, []).write(to: &bytes)
            return bytes.bytes
        }
        let later = Timestamp(microseconds: now.microseconds + 300_000_001)
        #expect(told(now, at: now) == told(later, at: later))
        #expect(told(now.adding(seconds: 60), at: now) == told(later.adding(seconds: 60), at: later))
        #expect(told(now.adding(seconds: 60), at: now) != told(now.adding(seconds: 61), at: now))
        #expect(told(now.adding(seconds: 60), at: now) != told(now.adding(seconds: 60), at: later))
        let fixed = Timestamp(microseconds: 1_800_000_000_000_000)
        #expect(told(fixed, at: now) == told(fixed, at: later))
        #expect(told(.init(microseconds: .min), at: now) != told(.init(microseconds: .max), at: now))
    }

    @Test func `whatever attribute holds another row's id is known as one`() {
        func names<Row: Entity>(_: Row.Type) -> [String] { Row.attributes.filter(\.isContent).map(\.name) }
        let all = [
            names(Customer.self), names(Project.self), names(Invoice.self), names(Estimate.self),
            names(CreditNote.self), names(ActivityReport.self), names(Document.self), names(WorkItem.self),
            names(WorkTask.self), names(Device.self), names(Role.self), names(Membership.self),
            names(Integration.self), names(APIKey.self),
        ].joined()
        let referring = all.filter { name in ["_id", "_to", "_by", "_from"].contains { name.hasSuffix($0) } }
        #expect(referring.count > 15)
        for name in referring { #expect(ShownChanges.referring[name] != nil, "\(name)") }
    }
}

import Domain
import Testing

@testable import HTTPServer

@Suite struct `Cursors on the wire` {
    private func query(_ ordering: String?, descending: Bool = false) -> ListQuery<Invoice> {
        var query = ListQuery<Invoice>()
        query.ordering = Invoice.orderings.first { $0.attribute == ordering }
        query.isDescending = descending
        return query
    }

    @Test func `a cursor comes back as it was, for every kind of ordering`() throws {
        let date = try #require(LocalDate("2026-02-28"))
        let cases: [(String?, Value?)] = [
            (nil, nil), ("amount", .integer(Int64.min)), ("amount", .integer(Int64.max)), ("issue_date", .date(date)),
            ("created_at", .timestamp(Timestamp(microseconds: 1_790_000_000_123_456))),
        ]
        for (ordering, value) in cases {
            for descending in [false, true] {
                let query = query(ordering, descending: descending)
                let cursor = Cursor(value: value, id: Int64.max)
                #expect(CursorText.decode(CursorText.encode(cursor, of: query), for: query) == cursor)
            }
        }
        var names = ListQuery<Customer>()
        names.ordering = Customer.orderings.first { $0.attribute == "name" }
        for name in ["", "é\"\\\n", "\u{1F600}", String(repeating: "x", count: 200)] {
            let cursor = Cursor(value: .text(name), id: 1)
            #expect(CursorText.decode(CursorText.encode(cursor, of: names), for: names) == cursor)
        }
    }

    @Test func `the longest text that can be ordered by still makes a cursor that is taken back`() {
        var names = ListQuery<Customer>()
        names.ordering = Customer.orderings.first { $0.attribute == "name" }
        let cursor = Cursor(
            value: .text(String(repeating: "\u{1F600}", count: Customer.Rule.name.length.upperBound)), id: Int64.max)
        #expect(CursorText.decode(CursorText.encode(cursor, of: names), for: names) == cursor)
    }

    @Test func `a cursor belongs to its ordering and its direction`() {
        let text = CursorText.encode(Cursor(value: .integer(5), id: 1), of: query("amount"))
        #expect(CursorText.decode(text, for: query("amount", descending: true)) == nil)
        #expect(CursorText.decode(text, for: query("issue_date")) == nil)
        #expect(CursorText.decode(text, for: query(nil)) == nil)
    }

    @Test(arguments: ["", "!", "AAAA", "W10", "WyJpZCJd", "é", "bnVsbA", String(repeating: "W", count: 5000)])
    func `rubbish is no cursor`(text: String) {
        #expect(CursorText.decode(text, for: query(nil)) == nil)
    }
}

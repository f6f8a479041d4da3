import AuthCore
import Domain
import Testing

@testable import HTTPServer

@Suite struct `Query parameters` {
    @Test func `names and values are decoded`() {
        let query = QueryParameters("a=1&b=x+y&c=%C3%A9%26&d&e=a=b")
        #expect(query.faults.isEmpty)
        #expect(query["a"] == "1")
        #expect(query["b"] == "x y")
        #expect(query["c"] == "é&")
        #expect(query["d"] == "")
        #expect(query["e"] == "a=b")
        #expect(query["f"] == nil)
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "a=%ff", "a=%00", "a=%C0%AF", "a=%ED%A0%80", "%ff=1"])
    func `broken escapes, broken UTF-8 and U+0000 are faults`(query: String) {
        #expect(QueryParameters(query[...]).faults.map(\.code) == [.format])
    }

    @Test func `a name that comes twice is a fault of that name`() {
        let query = QueryParameters("a=1&a=2&b=3&%61=4")
        #expect(query.faults.map(\.field) == ["a", "a"])
        #expect(query["a"] == "1")
    }

    @Test func `unknown names are all refused at once`() {
        let query = QueryParameters("limit=1&page=2&sort=3")
        #expect(query.unknown(besides: ["limit"]).map(\.field) == ["page", "sort"])
    }

    @Test(arguments: ["é & + % = ?#/", "", "plain", "\u{1F600}", "a\nb"])
    func `what is encoded is decoded to the same`(text: String) {
        #expect(QueryParameters.decoded(PercentEncoding.encode(text)[...].utf8[...]) == text)
        let query = QueryParameters("limit=5&cursor=old")
        let next = QueryParameters(query.replacing("cursor", with: text)[...])
        #expect(next.faults.isEmpty)
        #expect(next["cursor"] == text)
        #expect(next["limit"] == "5")
    }

    @Test func `no query is an empty one`() {
        #expect(QueryParameters(nil).pairs.isEmpty)
        #expect(QueryParameters("").pairs.isEmpty)
        #expect(QueryParameters("&&").pairs.isEmpty)
    }
}

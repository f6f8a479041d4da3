import Testing

@testable import Domain

@Suite struct `Comma-separated values` {
    @Test(arguments: [
        (["a", "b", ""], "a,b,\r\n"),
        (["a,b", "say \"x\"", "two\r\nlines"], "\"a,b\",\"say \"\"x\"\"\",\"two\r\nlines\"\r\n"),
        (["-12", "+12", "12"], "-12,+12,12\r\n"),
    ])
    func `cells are quoted where they have to be`(cells: [String], row: String) {
        #expect(CSV.row(cells) == row)
    }

    @Test(arguments: [
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\r\n=1", "=\u{301}1",
    ])
    func `nothing begins a formula`(text: String) {
        #expect(CSV.row([text]).utf8.drop { $0 == UInt8(ascii: "\"") }.first == UInt8(ascii: "'"))
    }
}

import Domain
import Testing

@testable import HTTPServer

/// Charts are drawn for any width, with words as large as they are anywhere.
struct ChartTests {
    private func drawing(_ count: Int) -> String {
        let places = (0..<count).map { Chart.Place(name: "whole <\($0)>", label: "hour <\($0)>", day: "day <\($0)>") }
        let series = Chart.Series(name: "Good", look: .good, values: Array(repeating: 5, count: count))
        return SVG.columns(places: places, [series], title: "Calls", number: { String($0) }).source
    }

    @Test(arguments: [0, 1, 2, 3, 4, 7, 24, 30, 90])
    func fewPlacesAreNamed(_ count: Int) {
        let source = drawing(count)
        // Scaled, words would shrink with the window.
        #expect(!source.contains("viewBox"))
        let named = source.components(of: "hour &lt;")
        #expect(named == [0: 0, 1: 1, 2: 2, 3: 3, 4: 4][count, default: 5])
        #expect(source.components(of: "class=\"good\"") == count)
        #expect(!source.contains("<0>"))
    }

    @Test(arguments: [1, 2, 24]) func theFirstColumnAndTheLastSayTheirDay(_ count: Int) {
        let source = drawing(count)
        #expect(source.components(of: ">day &lt;") == min(count, 2))
        for place in [0, count - 1] { #expect(source.contains(">day &lt;\(place)&gt;<")) }
    }

    @Test func figuresOfAnySizeAreDrawn() {
        let places = [Chart.Place(name: "Now", label: "")]
        for values in [[Int64.max, .max, .max], [.min, 0, -1], [0, 0, 0], [.max, 1, 0]] {
            let series = values.map { Chart.Series(name: "Calls", look: .good, values: [$0]) }
            let source = SVG.columns(places: places, series, title: "Calls", number: { String($0) }).source
            #expect(!source.contains("height=\"-"))
            #expect(SVG.sparkline(values).source.contains("<svg"))
        }
        let formats = Formats(texts: Language.english.texts.formats, zone: .utc)
        #expect(formats.percent(.max, of: 1) == formats.percent(1, of: 1))
        #expect(formats.percent(-5, of: 1) == formats.percent(0, of: 1))
    }

    @Test func aColumnSaysItsPlaceAndItsFiguresWhereItIsPointedAt() {
        let series = [
            Chart.Series(name: "Good", look: .good, values: [5, 0]), Chart.Series(name: "Bad", look: .bad, values: [2]),
        ]
        let places = ["Monday", "Tuesday"].map { Chart.Place(name: $0, label: "") }
        let source = SVG.columns(places: places, series, title: "Calls", number: { "\($0)!" }).source
        #expect(source.contains("<title>Monday\nGood – 5!\nBad – 2!</title>"))
        #expect(source.contains("<title>Tuesday</title>"))
    }
}

extension String {
    /// How often a text stands in this one.
    fileprivate func components(of text: String) -> Int {
        var (count, rest) = (0, self[...])
        while let place = rest.firstRange(of: text) {
            count += 1
            rest = rest[place.upperBound...]
        }
        return count
    }
}

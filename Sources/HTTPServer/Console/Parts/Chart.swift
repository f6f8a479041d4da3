/// Figures over time: drawn by the server, and as a table behind the drawing.
struct Chart: Sendable {
    /// One kind of figure, in each of the places.
    struct Series: Sendable {
        enum Look: String, Sendable { case good, warning, bad, plain }

        let name: String
        let look: Look
        let values: [Int64]
    }

    /// Where a column stands.
    struct Place: Sendable {
        /// The whole of it.
        let name: String
        /// What there is room for below the drawing.
        let label: String
        /// Its day, where the label does not say it.
        var day: String?
    }

    let title: String
    let drawing: String
    let legend: [Entry]
    let showTable: String
    let table: Table

    struct Entry: Sendable {
        let name: String
        let style: String
    }

    /// Columns, the series on top of each other.
    /// - Parameter number: writes a figure for people.
    init(
        _ title: String, places: [Place], of placeTitle: String, _ series: [Series], showTable: String, none: Phrase,
        number: (Int64) -> String
    ) {
        self.title = title
        self.showTable = showTable
        drawing = SVG.columns(places: places, series, title: title, number: number).source
        legend = series.map { Entry(name: $0.name, style: "key \($0.look.rawValue)") }
        table = Table(
            title, [Table.Column(placeTitle)] + series.map { Table.Column($0.name, isNumber: true) },
            places.indices.map { place in
                Table.Row(
                    [.text(places[place].name)]
                        + series.map { .text(number($0.values.indices.contains(place) ? $0.values[place] : 0)) })
            }, empty: Table.Empty(text: none))
    }

    static let template = """
        <figure class="chart"><figcaption>{{title}}</figcaption>{{{drawing}}}<p class="legend">{{#.legend}}<span class="{{style}}">{{name}}</span> {{/.legend}}</p>\
        <details><summary>{{showTable}}</summary>{{#.table}}\(Table.template){{/.table}}</details></figure>
        """
}

/// A drawing. Nothing of it comes from outside but numbers and escaped texts.
struct SVG: Sendable {
    let source: String

    /// A line of small columns, for a cell of a table.
    static func sparkline(_ values: [Int64]) -> SVG {
        let (width, height) = (4, 20)
        let top = max(values.max() ?? 0, 1)
        var columns = ""
        for (place, value) in values.enumerated() where value > 0 {
            let tall = max(1, scaled(value, to: Int64(height), top: top))
            columns +=
                "<rect x=\"\(place * width)\" y=\"\(Int64(height) - tall)\" width=\"\(width - 1)\" height=\"\(tall)\"/>"
        }
        return SVG(
            source:
                "<svg class=\"spark\" aria-hidden=\"true\" viewBox=\"0 0 \(max(values.count, 1) * width) \(height)\" preserveAspectRatio=\"none\">\(columns)</svg>"
        )
    }

    /// The scale beside, as wide as its figures; and the columns, in hundredths of the width that is left. Downwards all
    /// is in pixels: so words stay as large as they are anywhere.
    static func columns(
        places: [Chart.Place], _ series: [Chart.Series], title: String, number: (Int64) -> String
    ) -> SVG {
        let (above, tall) = (12, 200)
        let below = places.contains { $0.day != nil } ? 40 : 24
        let size = "height=\"\(above + tall + below)\""
        let sums = places.indices.map { place in
            series.reduce(Int64(0)) { sum, one in
                let (more, isTooMuch) = sum.addingReportingOverflow(value(of: one, at: place))
                return isTooMuch ? .max : more
            }
        }
        let top = roundedUp(max(sums.max() ?? 0, 1))
        let figures = [0, top / 2, top].map(number)
        let beside = (figures.map(\.count).max() ?? 0) * 7 + 12
        var (scale, drawing) = ("", "")
        for (line, figure) in figures.enumerated() {
            let y = above + tall - line * tall / 2
            scale += "<text x=\"\(beside - 8)\" y=\"\(y + 4)\" text-anchor=\"end\">\(escaped(figure))</text>"
            drawing += "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"\(y)\" y2=\"\(y)\"/>"
        }
        let step = 100 / Double(max(places.count, 1))
        for place in places.indices {
            let across = "x=\"\(decimal(step * (Double(place) + 0.1)))%\" width=\"\(decimal(max(step * 0.8, 0.2)))%\""
            var base = Int64(above + tall)
            var (said, columns) = ([places[place].name], "")
            for one in series {
                let value = value(of: one, at: place)
                guard value > 0 else { continue }
                let height = max(1, scaled(value, to: Int64(tall), top: top))
                base -= height
                said.append("\(one.name) – \(number(value))")
                columns +=
                    "<rect class=\"\(one.look.rawValue)\" \(across) y=\"\(max(base, 0))\" height=\"\(height)\"/>"
            }
            // The whole height can be pointed at, however low the column is.
            drawing +=
                "<g><title>\(escaped(said.joined(separator: "\n")))</title>"
                + "<rect class=\"touch\" \(across) y=\"\(above)\" height=\"\(tall)\"/>\(columns)</g>"
        }
        drawing += labels(of: places, at: above + tall + 18, step: step)
        return SVG(
            source: "<div class=\"plot\"><svg aria-hidden=\"true\" width=\"\(beside)\" \(size)>\(scale)</svg>"
                + "<svg role=\"img\" aria-label=\"\(escaped(title))\" width=\"100%\" \(size)>\(drawing)</svg></div>"
        )
    }

    /// Below the first column and the last, with their days; between them where there is room.
    private static func labels(of places: [Chart.Place], at y: Int, step: Double) -> String {
        guard let last = places.indices.last else { return "" }
        let between = Set((1...3).map { $0 * last / 4 }).subtracting([0, last]).sorted()
        let ends = last == 0 ? [0] : [0, last]
        var drawing = ""
        for place in ends + between {
            let (x, anchor, look) =
                switch place {
                case 0: ("0", "start", "")
                case last: ("100%", "end", "")
                default: ("\(decimal(step * (Double(place) + 0.5)))%", "middle", " class=\"between\"")
                }
            let at = "<text\(look) x=\"\(x)\" text-anchor=\"\(anchor)\""
            drawing += "\(at) y=\"\(y)\">\(escaped(places[place].label))</text>"
            if ends.contains(place), let day = places[place].day {
                drawing += "\(at) y=\"\(y + 16)\">\(escaped(day))</text>"
            }
        }
        return drawing
    }

    private static func value(of series: Chart.Series, at place: Int) -> Int64 {
        series.values.indices.contains(place) ? max(series.values[place], 0) : 0
    }

    /// The next number that is easily halved and read.
    private static func roundedUp(_ value: Int64) -> Int64 {
        var unit: Int64 = 1
        while unit <= Int64.max / 100, unit * 10 < value { unit *= 10 }
        return [2, 4, 6, 8, 10].map { unit * $0 }.first { $0 >= value } ?? value
    }

    private static func scaled(_ value: Int64, to height: Int64, top: Int64) -> Int64 {
        Int64((Double(value) / Double(top) * Double(height)).rounded())
    }

    /// Two decimals at most: what more there is nobody sees.
    private static func decimal(_ value: Double) -> String {
        let hundredths = Int64((value * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }

    private static func escaped(_ text: String) -> String { PageTemplate.escaped(text) }
}

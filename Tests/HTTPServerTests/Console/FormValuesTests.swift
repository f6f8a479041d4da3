import Domain
import JSON
import Testing

@testable import HTTPServer

/// A form becomes the JSON that a program would send, and nothing of it is lost on the way.
struct FormValuesTests {
    private static let invoice = DataField.all(of: KiikInvoices.input)

    private static func form(_ body: String) throws -> SubmittedForm { try SubmittedForm(Array(body.utf8)) }

    private static func json(_ body: JSONValue) -> String {
        var writer = JSONWriter(capacity: 256)
        writer.value(body)
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    private static func row(_ text: String) throws -> JSONObject {
        let value = try JSONValue.parse(Array(text.utf8))
        return try #require(value.objectValue)
    }

    private static func body(_ form: String, _ fields: [DataField], decimal: Character = ".") throws -> String {
        let values = FormValues(try self.form(form), fields)
        return json(.object(values.body(fields, decimal: decimal).object))
    }

    @Test func numbersAreReadAsPeopleWriteThem() {
        let english = [
            "1500": "1500", "1,500": "1500", "1,500.50": "1500.50", "1 500.5": "1500.5", ".5": "0.5", "5.": "5",
            "0,5": "0.5", "1500,50": "1500.50", "007": "7", "-3": "-3", "1,234,567": "1234567",
        ]
        for (text, number) in english { #expect(FormNumber.read(text, decimal: ".")?.text == number, "\(text)") }
        let french = [
            "1500,5": "1500.5", "1\u{202F}500,50": "1500.50", "1,500": "1.500", "1.5": "1.5", "1.234,5": "1234.5",
            "1.234.567": "1234567",
        ]
        for (text, number) in french { #expect(FormNumber.read(text, decimal: ",")?.text == number, "\(text)") }
    }

    @Test(arguments: [
        "", "abc", "1e5", "1,2,3", "1.2.3", "--1", "1,23,456.0", ".", ",", "٣", "1٠", "NaN", "0x10", "1,5.0,5",
        String(repeating: "9", count: 100),
    ])
    func whatIsNoNumberIsNone(_ text: String) {
        #expect(FormNumber.read(text, decimal: ".") == nil)
        #expect(FormNumber.read(text, decimal: ",") == nil)
    }

    @Test(arguments: [("decimal=,&", "1.125"), ("decimal=.&", "1125"), ("", "1125"), ("decimal=x&", "1125")])
    func aFormIsReadByTheMarkThatItWasShownWith(_ mark: String, _ quantity: String) throws {
        let sent = try Self.form("\(mark)rows.lines=1&lines.0.quantity=1,125")
        let values = FormValues(sent, Self.invoice)
        // The browser asks for English by now.
        let decimal = DataForm.decimal(of: sent) ?? "."
        let form = DataForm(sheet: "invoices", fields: Self.invoice, values: values, decimal: decimal)
        #expect(
            Self.json(.object(values.body(Self.invoice, decimal: decimal).object))
                == #"{"lines":[{"quantity":\#(quantity)}]}"#)
        #expect(form.hiddenDecimal.value == String(decimal))
    }

    @Test func aFormBecomesTheBodyThatAProgramWouldSend() throws {
        let text = try Self.body(
            "customer_id=7&project_id=&description=&due_days=30&rows.lines=3"
                + "&lines.0.description=Work&lines.0.quantity=1,5&lines.0.unit_price=550"
                + "&lines.2.description=Travel&lines.2.unit_price=99.95&lines.2.tax_rate=20", Self.invoice)
        #expect(
            text
                == #"{"customer_id":7,"lines":[{"description":"Work","quantity":1.5,"unit_price":550},{"description":"Travel","unit_price":99.95,"tax_rate":20}],"due_days":30}"#
        )
    }

    @Test func whatIsEmptyIsNotSaid() throws {
        #expect(try Self.body("rows.lines=3", Self.invoice) == "{}")
        #expect(try Self.body("customer_id=%20%20&rows.lines=-7", Self.invoice) == "{}")
    }

    @Test func whatIsNoNumberIsAFaultAtItsField() throws {
        let values = FormValues(
            try Self.form(
                "customer_id=x&rows.lines=5&lines.3.description=Work&lines.3.unit_price=much&due_days=soon"),
            Self.invoice)
        let body = values.body(Self.invoice, decimal: ".")
        var faults: [Fault] = []
        _ = KiikInvoices.input.read(.object(body.object), at: "", &faults)
        let places = faults.map { body.inForm($0).field }
        #expect(Set(places) == ["customer_id", "lines.3.unit_price", "due_days"])
    }

    @Test func aRowThatIsThereSaysOnlyWhatChanges() throws {
        let fields = DataField.all(of: KiikProjects.patch)
        let row = try Self.row(
            #"{"id":1,"name":"Shop","customer_id":7,"description":"Old","daily_rate":550.00,"start_date":"2026-01-01"}"#
        )
        let before = FormValues(row, fields, decimal: ",")
        #expect(before["daily_rate"] == "550,00")
        var now = before
        #expect(Self.json(.object(now.body(fields, from: before, decimal: ",").object)) == "{}")
        now["description"] = ""
        now["daily_rate"] = ""
        now["start_date"] = ""
        now["name"] = "Web shop"
        #expect(
            Self.json(.object(now.body(fields, from: before, decimal: ",").object))
                == #"{"name":"Web shop","description":"","daily_rate":null,"start_date":null}"#)
    }

    @Test func whatIsRequiredIsNotTakenAway() throws {
        let changing = try #require(DataSheet.projects.changing)
        let before = FormValues(["name": "Shop", "customer_id": "7"])
        let body = FormValues(["name": "Shop"]).body(changing.fields, from: before, decimal: ".")
        #expect(body.faults.map(\.field) == ["customer_id"])
    }

    @Test func linesGiveWayToATotal() throws {
        let fields = DataField.all(of: KiikInvoices.patch)
        let row = try Self.row(
            #"{"lines":[{"description":"Work","quantity":1.000,"unit_price":5.00}],"amount":null}"#)
        let before = FormValues(row, fields, decimal: ".")
        var emptied = FormValues()
        #expect(Self.json(.object(emptied.body(fields, from: before, decimal: ".").object)) == #"{"lines":[]}"#)
        emptied["amount"] = "10"
        #expect(Self.json(.object(emptied.body(fields, from: before, decimal: ".").object)) == #"{"amount":10}"#)
    }

    @Test func theDaysOfAMonthAreThoseThatThereAre() throws {
        let fields = DataField.all(of: KiikActivityReports.input)
        #expect(
            try Self.body("project_id=1&month=2026-02&days.2=1&days.28=0.5&days.30=1&days.99=1", fields)
                == #"{"project_id":1,"month":"2026-02","days":[{"date":"2026-02-02","days":1},{"date":"2026-02-28","days":0.5}]}"#
        )
    }

    @Test func theDaysOfWorkAreFilledInAtOnceAndNothingThatWasSaid() throws {
        let fields = DataField.all(of: KiikActivityReports.input)
        var values = FormValues(try Self.form("month=2026-02&days.2=0.5&days.7=1"), fields)
        values.fillWeekdays()
        let filled = (1...31).filter { values["days.\($0)"] == "1" }
        // 1 February 2026 was a Sunday, and the 7th, which somebody worked on, a Saturday.
        #expect(filled == [3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 23, 24, 25, 26, 27])
        #expect(values["days.2"] == "0.5" && values["days.30"].isEmpty)
        var nothing = FormValues(try Self.form("month=rubbish"), fields)
        nothing.fillWeekdays()
        #expect((1...31).allSatisfy { nothing["days.\($0)"].isEmpty })
    }

    @Test func theDaysOfAMonthStayWithIt() throws {
        let fields = DataField.all(of: KiikActivityReports.input)
        var values = FormValues(try Self.form("project_id=1&month=2026-09&days.3=1&days.4=0.5"), fields)
        values.turn(from: "2026-11")
        #expect(values["days.3"].isEmpty && values["days.4"].isEmpty)
        #expect(
            Self.json(.object(values.body(fields, decimal: ".").object))
                == #"{"project_id":1,"month":"2026-09","days":[]}"#)
        #expect(values.keptMonths.map(\.name) == ["kept.2026-11"] && values.keptMonths.first?.value == "3=1 4=0.5")
        // It comes back with its month.
        var back = FormValues(
            try Self.form("project_id=1&month=2026-11&days.7=1&kept.2026-11=3=1+4=0.5+99=1+x"), fields)
        back.turn(from: "2026-09")
        #expect(back["days.3"] == "1" && back["days.4"] == "0.5" && back["days.7"].isEmpty)
        #expect(back.keptMonths.map(\.value) == ["7=1"])
        let hostile = (0..<100).map { "kept.20\($0 + 10)-01=1=1" }.joined(separator: "&") + "&kept.%3Cb%3E=1=1"
        #expect(FormValues(try Self.form(hostile), fields).keptMonths.count <= 24)
    }

    @Test func namesThatNoFieldHasAreNotLookedAt() throws {
        let hostile = "__proto__=1&status=paid&lines=x&lines.0=y&lines.0.description.x=z&rows.=9&customer_id.x=1&id=5"
        #expect(try Self.body(hostile, Self.invoice) == "{}")
        #expect(try Self.body("description=%3Cscript%3E&description=last", Self.invoice) == #"{"description":"last"}"#)
    }

    @Test func noListGrowsBeyondItsBounds() throws {
        let values = FormValues(try Self.form("rows.lines=9999999"), Self.invoice)
        #expect(values.rows["lines"] == FormValues.mostRows)
        #expect(FormValues(try Self.form("rows.lines=99999999999999999999"), Self.invoice).rows["lines"] == 0)
        let parts = (0..<5000).map { "lines.\($0).description=a" }.joined(separator: "&")
        let full = FormValues(
            try Self.form(parts.dropFirst("lines.0.description=a&".count) + "&rows.lines=5000"), Self.invoice)
        #expect(full.body(Self.invoice, decimal: ".").object["lines"]?.arrayValue?.count == FormValues.mostRows - 1)
        var more = full
        more.addRows(to: Self.invoice)
        #expect(more.rows["lines"] == FormValues.mostRows)
    }
}

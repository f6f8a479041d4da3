import Domain
import Testing

@testable import HTTPServer

/// Texts of data are found by wire names: none is missing, in no language.
struct DataTextTests {
    @Test(arguments: [Language.english, .french])
    func everyFieldColumnFilterAndActHasItsWords(_ language: Language) {
        let words = language.texts.data
        check(DataSheet.customers, words)
        check(DataSheet.projects, words)
        check(DataSheet.invoices, words)
        check(DataSheet.creditNotes, words)
        check(DataSheet.estimates, words)
        check(DataSheet.activityReports, words)
        check(DataSheet.workItems, words)
        check(DataSheet.documents, words)
    }

    private func check<Row>(_ sheet: DataSheet<Row>, _ words: Texts.Data) {
        #expect(words.sheets[sheet.name] != nil)
        for column in sheet.columns { label(column.label, sheet.name, words) }
        for filter in sheet.filters {
            label(filter.parameter.name, sheet.name, words)
            if case .choice(let values) = filter.control {
                choices(filter.parameter.name, values, sheet.name, words)
            }
        }
        let forms = [sheet.making?.fields, sheet.changing?.fields].compactMap(\.self) + sheet.acts.map(\.fields)
        for field in forms.joined() {
            label(field.name, sheet.name, words)
            switch field.control {
            case .choice(let values): choices(field.name, values, sheet.name, words)
            case .items(let parts): for part in parts { label(part.name, field.name, words) }
            default: break
            }
        }
        for act in sheet.acts { #expect(words.acts["\(sheet.name).\(act.name)"] != nil, "\(sheet.name).\(act.name)") }
        if !sheet.folded.isEmpty { #expect(words.folds[sheet.name] != nil) }
    }

    private func label(_ name: String, _ sheet: String, _ words: Texts.Data) {
        let found = words.labels["\(sheet).\(name)"] ?? words.labels[name]
        #expect(found != nil, "\(sheet).\(name)")
    }

    private func choices(_ field: String, _ values: [String], _ sheet: String, _ words: Texts.Data) {
        for value in values {
            let found = words.choices["\(sheet).\(field).\(value)"] ?? words.choices["\(field).\(value)"]
            #expect(found != nil, "\(sheet).\(field).\(value)")
        }
    }
}

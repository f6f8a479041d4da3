import Domain
import HTTPTypes

/// The audit as a file, for whoever wants to keep it or to look through it with other tools.
enum AuditExportPage {
    static func ask(_ visit: ConsoleVisit) async throws -> Answer {
        try visit.answer(try await page(visit, try await AuditSelection.read(visit)))
    }

    static func send(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let selection = try await AuditSelection.read(visit, form)
        guard selection.faults.isEmpty, let format = form["format"].flatMap(CredKitAuditExport.Writing.init) else {
            return try visit.answer(try await page(visit, selection))
        }
        return try await CredKitAuditExport.answer(
            visit.call, try visit.authorized(), selection.filter, as: format, asked: selection.json)
    }

    private static func page(_ visit: ConsoleVisit, _ selection: AuditSelection) async throws -> ConsolePage {
        let (words, console) = (visit.texts.audit, visit.texts.console)
        var page = ConsolePage(Phrase(words.exportTitle))
        page.trail = AuditPages.trail(visit)
        page.lead = Phrase(words.exportLead)
        page.isFault = !selection.faults.isEmpty
        if page.isFault { page.status = .unprocessableContent }
        var form = Form(
            to: "/audit/export/", hidden: try visit.hidden(),
            [
                Form.Group([
                    .choices(
                        "format", words.format,
                        [
                            Form.Option("csv", "CSV", hint: words.csvHint, isChosen: true),
                            Form.Option("jsonl", "JSON Lines", hint: words.jsonHint),
                        ], isOne: true)
                ]),
                Form.Group(
                    words.whichEvents, hint: words.whichEventsHint,
                    try await AuditList.fields(visit, selection, isWhole: true)),
            ], [Form.Button(words.download)], cancel: PageLink(console.cancel, selection.address("/audit/")),
            alert: selection.faults.isEmpty ? nil : console.lookBelow)
        form.isDownload = true
        page.blocks = [.form(form)]
        return page
    }
}

import AuthCore
import Domain
import HTTPTypes

/// Handing documents in by a page: one file or several, all of them or none.
enum DocumentUploading {
    /// Files that come together.
    static let most = 10

    static let permission = DocumentActions.upload.operation.permission

    private static let address = "/documents/new/"

    static let endpoints: [Endpoint] = [
        .page(address, "Asks for documents.", needs: permission) { try page($0, nil) },
        .form(address, "Uploads documents.", needs: permission, takesFiles: true) { try await upload($0, $1) },
    ]

    private static func page(_ visit: ConsoleVisit, _ refusal: FormRefusal?, formID: String? = nil) throws -> Answer {
        let words = visit.texts.upload
        var page = ConsolePage(Phrase(words.title))
        page.trail = [PageLink(visit.texts.console.documents, "/documents/")]
        page.lead = Phrase(words.lead)
        page.take(refusal)
        let input = Form.Input(
            type: "file", accept: MediaType.allCases.map(\.rawValue).joined(separator: ","), isMultiple: true)
        page.blocks = [
            .form(
                Form(
                    to: address, hidden: try visit.hidden(("form_id", formID ?? ConsoleVisit.formID())),
                    [
                        Form.Group([
                            .input(
                                "file", words.files, input,
                                hint: words.hint(visit.services.archive.mostBytes, most),
                                fault: refusal.flatMap { refusal in
                                    refusal.faults.isEmpty
                                        ? nil : refusal.faults.map(\.message).joined(separator: " ")
                                }, isRequired: true)
                        ])
                    ], [Form.Button(words.send, busy: words.sending)],
                    cancel: PageLink(visit.texts.console.cancel, "/documents/"), alert: refusal?.alert))
        ]
        return try visit.answer(page)
    }

    private static func upload(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let words = visit.texts.upload
        // A browser sends an empty part where nothing was chosen.
        let sent = form.files.filter { $0.field == "file" && !($0.name.isEmpty && $0.content.isEmpty) }
        func refused(_ faults: [Fault]) throws -> Answer {
            let alert = sent.isEmpty ? visit.texts.console.lookBelow : words.nothingKept
            return try page(
                visit, FormRefusal(alert: alert, faults: faults, status: .unprocessableContent), formID: form["form_id"]
            )
        }
        if sent.isEmpty { return try refused([Fault("file", .required, words.none)]) }
        if sent.count > most { return try refused([Fault("file", .length, words.tooMany(sent.count, most))]) }
        var faults: [Fault] = []
        var files: [(file: UploadedFile, content: [UInt8])] = []
        for file in sent {
            let name = ForeignText(file.name)
            do {
                if file.content.isEmpty { throw Problem.invalid([Fault("file", .length, words.empty(name))]) }
                if MediaType(sniffing: file.content) == nil {
                    throw Problem.invalid([Fault("file", .format, words.kind(name))])
                }
                do {
                    let examined = try await visit.services.archive.examine(
                        file.content, called: file.name, at: visit.now)
                    files.append((examined, file.content))
                } catch Problem.invalid {
                    // Its kind and size are right: what is left is what it is called.
                    throw Problem.invalid([Fault("file", .format, words.name(name))])
                }
            } catch Problem.invalid(let found) {
                faults += found
            }
        }
        if !faults.isEmpty { return try refused(faults) }
        do {
            return visit.seeOther(try await commit(files, visit, form), done: .uploaded)
        } catch Problem.idempotencyMismatch {
            return try page(visit, FormRefusal(alert: visit.texts.data.sentAlready, status: .conflict))
        }
    }

    /// - Returns: where to look at them.
    private static func commit(
        _ files: [(file: UploadedFile, content: [UInt8])], _ visit: ConsoleVisit, _ form: SubmittedForm
    ) async throws -> String {
        let caller = try visit.authorized()
        return try await visit.services.archive.keeping(files, in: caller.tenant) {
            let outcome = try await visit.services.runner.run(
                DocumentActions.uploadAll, files.map(\.file),
                .init(
                    caller: caller, ip: visit.call.head.ip, requestID: visit.call.head.requestID,
                    claim: visit.claim(form))
            ) { decision in
                let ids = decision.output.map(\.document.id)
                return Array((ids.count == 1 ? "/documents/\(ids[0])/" : "/documents/?status=pending").utf8)
            }
            switch outcome {
            case .committed(let place): return (String(decoding: place, as: UTF8.self), true)
            case .replayed(let place), .wouldCommit(let place): return (String(decoding: place, as: UTF8.self), false)
            }
        }
    }
}

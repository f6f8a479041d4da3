import AuthCore
import Domain
import JSON

extension DataSheet<Document> {
    static let documents = DataSheet(
        name: "documents", title: { $0.documents }, repository: { $0.documents },
        reads: DocumentActions.list.permission, rowTitle: { $0.filename },
        filters: [.choice("status", Document.Status.self), .reference("customer_id", .customers)],
        ordering: "-created_at",
        columns: [
            Column("filename") { row, _ in .foreign(row.filename) },
            Column("extracted") { row, _ in .foreign(row.extracted.name) },
            Column("email") { row, _ in .foreign(row.extracted.email) },
            Column("status") { $1.cell("status", choice: $0.status.rawValue) },
            Column("customer_id") { $1.cell(.customers, $0.customerID) },
            Column("created_at", by: "created_at") { .text($1.formats.day(at: $0.createdAt)) },
        ],
        references: { [DataReference(.customers, $0.customerID)] },
        facts: { row, reading in
            [
                reading.fact("status", choice: row.status.rawValue),
                reading.fact("customer_id", .customers, row.customerID),
                reading.fact("media_type", own: row.mediaType.rawValue),
                reading.fact("size", own: reading.words.bytes(reading.formats.number(row.size))),
                reading.fact("name", row.extracted.name), reading.fact("company", row.extracted.company),
                reading.fact("email", row.extracted.email), reading.fact("phone", row.extracted.phone),
                reading.fact("address", row.extracted.address), reading.fact("tax_number", row.extracted.taxNumber),
            ] + reading.times(row)
        },
        links: { row, reading in [PageLink(reading.words.download, "/documents/\(row.id)/file/", .second)] },
        makingElsewhere: DocumentUploading.permission,
        acts: [approve, reject])

    private static let permission = DocumentActions.importCustomer.operation.permission

    /// What was shown is decided about, and nothing that it became since.
    private static func decision(_ id: Int64, of version: Int64) -> Action<
        DocumentActions.Import, DocumentActions.Imported
    > {
        DocumentActions.importCustomer.seeing(id, of: version) { $0.documents }
    }

    /// What is to be otherwise than it was read, or the customer that it is about.
    private static let approval = InputType(
        "DocumentApproval", example: [:], start: DocumentActions.Import.init,
        [.id("customer_id", "The customer that it is about, where there is one already.") { $0.customerID = $1 }]
            + KiikCustomers.patch.fields.filter { $0.name != "status" }.map {
                $0.at(\DocumentActions.Import.fields).of("fields.\($0.name)")
            })

    private static let approve: Act = {
        var act = Act(
            name: "approve", permissions: [permission], look: .button, done: .approved,
            fields: DataField.all(of: approval), isOffered: { $0.status == .pending }
        ) { visit, row, version, json, claim in
            var input = try approval.checked(json)
            (input.documentID, input.verdict) = (row.id, .approve)
            return try await approval.naming {
                try await visit.run(decision(row.id, of: version), input, claim: claim) {
                    "/documents/\($0.document.id)/"
                }
            }
        }
        act.start = { row in
            [
                "name": row.extracted.name, "email": row.extracted.email, "phone": row.extracted.phone,
                "company": row.extracted.company, "address": row.extracted.address,
                "tax_number": row.extracted.taxNumber,
            ]
        }
        act.choices = { row, visit in
            guard visit.sees(.of(.read, .customers)) else { return ["customer_id": []] }
            let alike = try await visit.services.store.customers(
                email: row.extracted.email, taxNumber: row.extracted.taxNumber, in: visit.principal.tenant)
            return ["customer_id": alike.map { (String($0.id), ForeignText($0.name, else: "#\($0.id)").text) }]
        }
        act.evidence = { row, visit in
            let words = visit.texts.data
            let isEmpty = row.extracted == Contact()
            let warning = NoticeBox(.warning, Phrase(words.nothingRead), title: words.nothingReadTitle)
            return (isEmpty ? [.notice(warning)] : []) + (try await content(of: row, visit))
        }
        return act
    }()

    private static let reject: Act = {
        var act = Act(
            name: "reject", permissions: [permission], look: .danger, done: .rejected,
            isOffered: { $0.status == .pending }
        ) { visit, row, version, _, claim in
            var input = DocumentActions.Import()
            (input.documentID, input.verdict) = (row.id, .reject)
            return try await visit.run(decision(row.id, of: version), input, claim: claim) {
                "/documents/\($0.document.id)/"
            }
        }
        act.evidence = { try await content(of: $0, $1) }
        return act
    }()

    /// Of a text, so much is shown on a page.
    private static let mostShown = 4000

    /// The way to the file that is decided about; of a text, what stands in it.
    private static func content(of row: Document, _ visit: ConsoleVisit) async throws -> [Block] {
        guard visit.sees(DocumentActions.file.permission) else { return [] }
        let words = visit.texts.data
        var blocks: [Block] = [
            .heading(Phrase(words.seeFile)),
            .links([PageLink(words.download, "/documents/\(row.id)/file/", .second)]),
        ]
        guard row.mediaType == .vcard || row.mediaType == .text,
            let bytes = try await visit.services.archive.storage.read(row.uuid, in: visit.principal.tenant)
        else { return blocks }
        let isWhole = bytes.count <= mostShown
        let text = String(decoding: bytes.prefix(mostShown), as: UTF8.self).replacing("\r\n", with: "\n")
        blocks.append(
            .code(
                CodeBox(
                    label: isWhole ? words.inFile : words.inFilePart, code: ForeignText(lines: text).text,
                    copy: visit.texts.console.copy, copied: visit.texts.console.copied)))
        return blocks
    }

    /// The file as it was handed in.
    static let file = Endpoint.page(
        "/documents/{id}/file/", "Gives a document's file.", needs: DocumentActions.file.permission
    ) { visit in
        let document = try await documents.find(visit)
        guard let content = try await visit.services.archive.storage.read(document.uuid, in: visit.principal.tenant)
        else { throw Problem.notFound(.documents, id: String(document.id)) }
        return .file(document, content)
    }
}

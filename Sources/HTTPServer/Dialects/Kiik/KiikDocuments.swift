import AuthCore
import Domain
import JSON

/// Documents as Kiik speaks of them: handed in, read, and waiting for somebody's decision.
enum KiikDocuments {
    private static let contact = OutputType<Contact>(
        "ExtractedCustomer",
        [
            .text("name", "Empty where none was found, like the others.") { $0.pointee.name },
            .text("email", "Email address.") { $0.pointee.email },
            .text("phone", "Phone number.") { $0.pointee.phone },
            .text("company", "Company.") { $0.pointee.company },
            .text("address", "Postal address, several lines.") { $0.pointee.address },
            .text("tax_number", "VAT or other tax number.") { $0.pointee.taxNumber },
        ])

    private static let fields: [OutputField<Document>] = [
        .id("id", "The document's id.") { $0.pointee.id },
        .text("filename", "As it was called where it came from.") { $0.pointee.filename },
        .choice("content_type", "What the file is, by its content.") { $0.pointee.mediaType },
        .integer("size", "In bytes.") { $0.pointee.size },
        .text("sha256", "The file's digest, in hexadecimal.") { $0.pointee.digest.description }
            .matching("^[0-9a-f]{64}$"),
        .choice("status", "Whether somebody has decided about it.") { $0.pointee.status },
        .object("extracted", contact, "What it says of a customer.") { $0.pointee.extracted },
        .optionalID("customer_id", "The customer that it was approved for.") { $0.pointee.customerID },
        .timestamp("created_at", "When it was uploaded.") { $0.pointee.createdAt },
        .timestamp("updated_at", "When it was decided.") { $0.pointee.updatedAt },
    ]

    static let output = OutputType<Document>("Document", fields)

    private static let uploaded = OutputType<DocumentActions.Uploaded>(
        "DocumentUpload",
        [
            .object("document", output, "The document; `import-customer` decides about it.") { $0.pointee.document },
            .integers("possible_duplicates", "Customers with the same email or tax number, by id.") {
                $0.pointee.duplicates.map(\.id)
            },
        ])

    private static let imported = OutputType<DocumentActions.Imported>(
        "CustomerImport",
        [
            .object("document", output, "The document as it is now.") { $0.pointee.document },
            .optionalObject(
                "customer", KiikCustomers.output,
                "The customer: told where this made it, or the key may read customers."
            ) {
                $0.pointee.customer
            },
        ])

    private static let decision = InputType(
        "CustomerImportInput",
        example: ["document_id": 1, "decision": "approve", "fields": ["name": "Ada Lovelace"]],
        readOnly: [], alternatives: .init(ways: [["fields"], ["customer_id"]], isRequired: false),
        start: DocumentActions.Import.init,
        [
            .id("document_id", "The document.", required: true) { $0.documentID = $1 },
            .choice("decision", DocumentActions.Verdict.self, "What becomes of it.", required: true) {
                $0.verdict = $1
            },
            .object("fields", KiikCustomers.patch, "What is to be otherwise than it was read.") { $0.fields = $1 },
            .id("customer_id", "The customer that it is about, where there is one already.") { $0.customerID = $1 },
        ])

    static let endpoints: [Endpoint] = [
        .list(
            "/api/ai-actions/context/documents/", DocumentActions.list, output, tag: "documents",
            filters: [
                .choice("status", Document.Status.self, "Documents with this status."),
                .id("customer_id", "Documents that were approved for this customer."),
            ], from: { $0.documents }),
        .show(
            "/api/ai-actions/context/documents/{id}/", DocumentActions.show, output, tag: "documents",
            from: { $0.documents }),
        .download("/api/ai-actions/context/documents/{id}/file/", DocumentActions.file, tag: "documents"),
        .upload("/api/ai-actions/actions/documents/", DocumentActions.upload, uploaded, tag: "documents"),
        .perform(
            "/api/ai-actions/actions/import-customer/", DocumentActions.importCustomer, decision, imported,
            tag: "documents"),
    ]
}

import Domain
import JSON

/// Credit notes as Kiik speaks of them.
enum KiikCreditNotes {
    static let output = OutputType<CreditNote>(
        "CreditNote",
        [
            .id("id", "The credit note's id.") { $0.pointee.id },
            .allotted("credit_note_number", "Gapless for each year, like CN-2026-0001.") { $0.pointee.number },
            .integer("invoice_id", "The invoice that it takes back.") { $0.pointee.invoiceID },
            .integer("customer_id", "Who was to pay.") { $0.pointee.customerID },
            .money("amount", "The net total that it takes back.") { $0.pointee.amount },
            .money("tax", "The tax that it takes back.") { $0.pointee.tax },
            .text("currency", "ISO 4217 code.") { $0.pointee.amount.currency.code }.matching("^[A-Z]{3}$"),
            .text("reason", "Why; may be empty.") { $0.pointee.reason },
            .date("issue_date", "The day it is dated.") { $0.pointee.issueDate },
            .timestamp("created_at", "When it was created.") { $0.pointee.createdAt },
        ])

    static let input = InputType(
        "CreditNoteInput", example: ["reason": "Wrong address"], readOnly: Set(output.fields.map(\.name)),
        start: CreditNoteActions.Input.init,
        [.text("reason", CreditNote.Rule.reason, "Why.") { $0.reason = $1 }])

    private static let credited = OutputType<CreditNoteActions.Credited>(
        "InvoiceCredited",
        [
            .object("credit_note", output, "The credit note that was made.") { $0.pointee.note },
            .object("invoice", KiikInvoices.output, "The invoice as it is now.") { $0.pointee.invoice },
        ])

    static let endpoints: [Endpoint] = [
        .list(
            "/api/ai-actions/context/credit-notes/", CreditNoteActions.list, output, tag: "credit notes",
            filters: [
                .id("customer_id", "Credit notes to this customer."), .id("invoice_id", "Of this invoice."),
                .month("month", of: "issue_date", "Credit notes issued in this month"),
            ], from: { $0.creditNotes }),
        .show(
            "/api/ai-actions/context/credit-notes/{id}/", CreditNoteActions.show, output, tag: "credit notes",
            from: { $0.creditNotes }),
        .perform(
            "/api/ai-actions/actions/invoices/{id}/credit-note/", CreditNoteActions.credit, input, credited,
            tag: "invoices"),
    ]
}

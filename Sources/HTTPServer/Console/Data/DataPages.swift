/// The pages of the business's data.
enum DataPages {
    static let endpoints: [Endpoint] = [
        DataSheet.customers.endpoints,
        DataSheet.projects.endpoints,
        DataSheet.invoices.endpoints, [InvoicePrint.endpoint],
        DataSheet.creditNotes.endpoints, [CreditNotePrint.endpoint],
        DataSheet.estimates.endpoints,
        DataSheet.activityReports.endpoints,
        DataSheet.workItems.endpoints,
        DataSheet.documents.endpoints, DocumentUploading.endpoints, [DataSheet.file],
        RowPicker.endpoints,
    ].flatMap(\.self)
}

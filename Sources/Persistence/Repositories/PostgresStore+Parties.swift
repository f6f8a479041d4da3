package import Domain
import JSON

extension PostgresStore {
    private static let parties: Query = "SELECT parties::text FROM invoices WHERE id = $1 AND parties IS NOT NULL"

    package func parties(ofInvoice id: Int64, in tenant: TenantScope) async throws -> InvoiceParties? {
        try await faults.translated {
            let rows = try await client.read(.bound(to: tenant, [Statement(Self.parties, .int64(id))])).last
            return try rows.decodeFirst { row throws(PostgresError) in try InvoiceParties(json: row.text()) }
        }
    }
}

extension InvoiceParties {
    /// As `kiik_keep_parties` writes them.
    fileprivate init(json: String) throws(PostgresError) {
        guard let value = try? JSONValue.parse(Array(json.utf8)), let seller = value["seller"],
            let recipient = value["recipient"]
        else { throw PostgresError(.decoding) }
        var details = BusinessDetails()
        for part in BusinessDetails.Part.allCases { details[part] = Self.text(part.rawValue, of: seller) }
        self.init(
            seller: Seller(name: Self.text("name", of: seller), details: details),
            recipient: Recipient(
                name: Self.text("name", of: recipient), company: Self.text("company", of: recipient),
                address: Self.text("address", of: recipient), taxNumber: Self.text("tax_number", of: recipient)))
    }

    /// A part that there was not yet when it was written is empty.
    private static func text(_ name: String, of value: JSONValue) -> String { value[name]?.stringValue ?? "" }
}

import Domain
import JSON

/// Parts of a row in a json column: an array of objects.
extension Row {
    mutating func lines() throws(PostgresError) -> [LineItem] {
        try records { record in
            guard let description = record["description"]?.stringValue, let quantity = record["quantity"]?.int64Value,
                let unit = record["unit"]?.stringValue, let unitPrice = record["unit_price"]?.int64Value,
                let taxRate = record["tax_rate"]?.int64Value
            else { return nil }
            return LineItem(
                description: description, quantity: quantity, unit: unit, unitPrice: unitPrice, taxRate: taxRate)
        }
    }

    mutating func days() throws(PostgresError) -> [ActivityReport.Day] {
        try records { record in
            guard let date = record["date"]?.stringValue.flatMap({ LocalDate($0) }),
                let halves = record["halves"]?.int64Value
            else { return nil }
            return ActivityReport.Day(date: date, halves: halves)
        }
    }

    /// Nil for a record that is not what was written.
    private mutating func records<Record>(_ read: (JSONValue) -> Record?) throws(PostgresError) -> [Record] {
        let bytes = try bytes()
        // Most rows have none.
        if bytes.count == 2 { return [] }
        guard case .array(let values)? = try? JSONValue.parse(bytes) else { throw PostgresError(.decoding) }
        var records: [Record] = []
        records.reserveCapacity(values.count)
        for value in values {
            guard let record = read(value) else { throw PostgresError(.decoding) }
            records.append(record)
        }
        return records
    }
}

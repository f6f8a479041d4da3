internal import AuthCore

/// Counts of what a tenant has.
public struct BusinessSummary: Sendable, Hashable {
    public let customers: Int64
    public let invoices: Int64

    public init(customers: Int64, invoices: Int64) {
        self.customers = customers
        self.invoices = invoices
    }

    public static let show = Operation(
        "context.show", "Shows how many customers and invoices there are.", needs: .of(.read, .context), effect: .read)

    /// Lists what the caller may do; anyone who is authenticated may ask.
    public static let catalogName = "actions.list"
}

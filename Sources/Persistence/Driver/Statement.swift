/// A query and the values bound to it.
package struct Statement: Sendable, Hashable {
    package var query: Query
    package var parameters: [Parameter]

    package init(_ query: Query, _ parameters: [Parameter] = []) {
        self.query = query
        self.parameters = parameters
    }

    package init(_ query: Query, _ parameters: Parameter...) {
        self.init(query, parameters)
    }

    package init(_ sql: SQL) { self = sql.statement() }
}

extension Statement: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self.init(Query(text: value)) }
    package init(stringInterpolation: SQL.StringInterpolation) {
        self.init(SQL(stringInterpolation: stringInterpolation))
    }
}

/// Statements up to one Sync: one round trip, one implicit transaction, all or nothing.
package struct Batch: Sendable, Hashable, ExpressibleByArrayLiteral {
    package var statements: [Statement]
    /// Whose share of the connections this counts against; nil is the daemon itself, which is not limited.
    package var tenant: Int64?

    package init(_ statements: [Statement], tenant: Int64? = nil) {
        self.statements = statements
        self.tenant = tenant
    }

    package init(arrayLiteral elements: Statement...) { self.init(elements) }
}

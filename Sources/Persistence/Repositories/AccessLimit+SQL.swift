import Domain

/// What a limit looks like in SQL. The wall is the tables' policy `scope`; what stands here beside it is for the indexes,
/// which a policy that calls a function cannot use.
extension AccessLimit {
    /// As the policy reads it: `{1,2} {7}`.
    var setting: String {
        func array(_ ids: [Int64]) -> String { "{\(ids.map(String.init).joined(separator: ","))}" }
        return "\(array(customers)) \(array(projects))"
    }

    /// A condition that every row of the table meets that the policy shows, in terms of its indexes; nil: there is none.
    /// - Parameters: the texts of two arrays of ids.
    static func condition(on table: String, customers: String, projects: String) -> String? {
        let ofCustomers = "customer_id = ANY (\(customers))"
        let seenProjects = "ARRAY(SELECT id FROM projects WHERE \(ofCustomers) OR id = ANY (\(projects)))"
        switch table {
        case "customers":
            return "id = ANY (\(customers) || ARRAY(SELECT customer_id FROM projects WHERE id = ANY (\(projects))))"
        case "projects": return "(\(ofCustomers) OR id = ANY (\(projects)))"
        case "invoices", "estimates": return "(\(ofCustomers) OR project_id = ANY (\(seenProjects)))"
        case "activity_reports": return "project_id = ANY (\(seenProjects))"
        case "documents", "devices", "work_items": return ofCustomers
        case "credit_notes":
            return """
                id IN (SELECT id FROM credit_notes WHERE \(ofCustomers) UNION ALL
                    SELECT n.id FROM invoices i JOIN credit_notes n ON n.invoice_id = i.id
                    WHERE i.\(ofCustomers) OR i.project_id = ANY (\(seenProjects)))
                """
        case "tasks":
            return """
                id IN (SELECT id FROM tasks WHERE \(ofCustomers) UNION ALL
                    SELECT t.id FROM work_items w JOIN tasks t ON t.work_item_id = w.id WHERE w.\(ofCustomers))
                """
        default: return nil
        }
    }
}

extension PostgresStore {
    /// The summary of what is seen: counted and summed from the rows, because the running sums are of the whole tenant.
    static func statements(of query: RevenueQuery, within limit: AccessLimit) -> [Statement] {
        let chosen: [Parameter] = [.int64Array(limit.customers), .int64Array(limit.projects)]
        func source(_ table: String) -> String {
            let condition = AccessLimit.condition(on: table, customers: "$1", projects: "$2")
            return table + (condition.map { " WHERE \($0)" } ?? "")
        }
        let counted = StoredEntities.all.compactMap { entity -> String? in
            let table = entity.table
            guard AccessLimit.condition(on: table, customers: "$1", projects: "$2") != nil else { return nil }
            return "SELECT '\(entity.resource.rawValue)', count(*) FROM \(source(table))"
        }.joined(separator: " UNION ALL ")
        let months: [Parameter] = [
            .text(query.currency.code), .date((query.months?.lowerBound ?? .earliest).days),
            .date((query.months?.upperBound ?? .latest).days),
        ]
        func revenue(_ more: String) -> Query {
            Query(
                text: """
                    SELECT status, least(sum(amount), 9223372036854775807)::bigint FROM \(source("invoices"))
                        AND currency = $3 AND issue_date >= $4 AND issue_date < $5::date + interval '1 month'\(more)
                    GROUP BY status
                    """, prepared: false)
        }
        // Not prepared: the best plan depends on who was chosen.
        let totals = Statement(Query(text: counted, prepared: false), chosen)
        guard let project = query.project else { return [totals, Statement(revenue(""), chosen + months)] }
        let named: [Parameter] = [.int64(Int64(project)), .text(project)]
        let ofProject =
            " AND project_id IN (SELECT id FROM projects WHERE id = $6 OR folded_name = kiik_fold($7::text))"
        return [totals, Statement(revenue(ofProject), chosen + months + named), Statement(projectIDs, named)]
    }
}

import Domain

/// In memory what the policies of the database do for whoever is limited to some customers and projects.
extension MemoryStore.TenantRows {
    /// What of these is there for them.
    func within(_ limit: AccessLimit) -> Self {
        let (customers, projects) = (Set(limit.customers), Set(limit.projects))
        let owners = Set(self.projects.rows.values.filter { projects.contains($0.id) }.map(\.customerID))
        var seen = MemoryStore.TenantRows()
        (seen.dailyRate, seen.answers, seen.numbers) = (dailyRate, answers, numbers)
        seen.customers = self.customers.only { customers.contains($0.id) || owners.contains($0.id) }
        seen.projects = self.projects.only { customers.contains($0.customerID) || projects.contains($0.id) }
        let ofProject = { [seen] (id: Int64?) in id.map { seen.projects.rows[$0] != nil } ?? false }
        seen.invoices = invoices.only { customers.contains($0.customerID) || ofProject($0.projectID) }
        seen.parties = parties.filter { [seen] in seen.invoices.rows[$0.key] != nil }
        seen.estimates = estimates.only { customers.contains($0.customerID) || ofProject($0.projectID) }
        seen.activityReports = activityReports.only { ofProject($0.projectID) }
        seen.creditNotes = creditNotes.only { [seen] note in
            customers.contains(note.customerID) || seen.invoices.rows[note.invoiceID] != nil
        }
        let ofCustomer = { (id: Int64?) in id.map(customers.contains) ?? false }
        seen.documents = documents.only { ofCustomer($0.customerID) }
        seen.devices = devices.only { ofCustomer($0.customerID) }
        seen.workItems = workItems.only { ofCustomer($0.customerID) }
        seen.tasks = tasks.only { [seen] task in
            ofCustomer(task.customerID) || task.workItemID.map { seen.workItems.rows[$0] != nil } ?? false
        }
        seen.audit = audit.filter { [seen] entry in seen.has(entry.change.resource, entry.change.id) }
        return seen
    }

    /// What stands against a commit after which these are the rows; nil: nothing.
    func refusal(of commit: Commit, within limit: AccessLimit) -> Problem? {
        let seen = within(limit)
        for change in commit.changes {
            for field in change.fields where field.before != field.after {
                guard case .integer(let id) = field.after, let resource = Self.references[field.name] else { continue }
                if !seen.has(resource, id) {
                    return .invalid([Fault(field.name, .reference, "There is no such row.")])
                }
            }
            switch change.row {
            case is Customer where !limit.customers.contains(change.id): return .outsideLimit
            case let key as APIKey:
                let isWithin =
                    AccessLimit(customers: key.customerIDs, projects: key.projectIDs) != nil
                    && Set(key.customerIDs).isSubset(of: limit.customers)
                    && key.projectIDs.allSatisfy { seen.has(.projects, $0) }
                if change.kind == .update || !isWithin { return .outsideLimit }
            default: if !seen.has(change.resource, change.id) { return .outsideLimit }
            }
        }
        return nil
    }

    private static let references: [String: Resource] = [
        "customer_id": .customers, "project_id": .projects, "invoice_id": .invoices, "device_id": .devices,
        "work_item_id": .workItems,
    ]

    private func has(_ resource: Resource, _ id: Int64) -> Bool {
        switch resource {
        case .customers: customers.rows[id] != nil
        case .projects: projects.rows[id] != nil
        case .invoices: invoices.rows[id] != nil
        case .estimates: estimates.rows[id] != nil
        case .cra: activityReports.rows[id] != nil
        case .creditNotes: creditNotes.rows[id] != nil
        case .documents: documents.rows[id] != nil
        case .devices: devices.rows[id] != nil
        case .workItems: workItems.rows[id] != nil
        case .tasks: tasks.rows[id] != nil
        default: false
        }
    }
}

extension MemoryTable {
    fileprivate func only(_ isSeen: (Row) -> Bool) -> MemoryTable {
        MemoryTable(rows: rows.filter { isSeen($0.value) })
    }
}

/// What becomes of the rows that are about somebody who asks to be forgotten.
public enum PersonErasure {
    /// What stands where a name has to stand.
    public static let name = "Erased"

    /// - Parameter isInvoiced: whom an invoice was made out to is part of the books, and stays.
    public static func erased(_ customer: Customer, isInvoiced: Bool, at now: Timestamp) -> Change? {
        change(customer, at: now) { customer in
            customer.email = ""
            customer.phone = ""
            customer.notes = ""
            customer.status = .inactive
            if isInvoiced { return }
            customer.name = name
            customer.company = ""
            customer.address = ""
            customer.taxNumber = ""
        }
    }

    public static func erased(_ document: Document, at now: Timestamp) -> Change? {
        change(document, at: now) { document in
            document.filename = name
            document.extracted = Contact()
            if document.status == .pending { document.status = .rejected }
        }
    }

    /// Before anything else: whoever is in the middle of a login leaves nothing new behind.
    public static func locked(_ user: User, at now: Timestamp) -> Change? {
        change(user, at: now) { $0.lockedAt = $0.lockedAt ?? now }
    }

    /// Nobody logs in as this user any more; the row stays, for what they did.
    public static func erased(_ user: User, at now: Timestamp) -> Change? {
        change(user, at: now) { user in
            user.email = "erased-\(user.id)@erased.invalid"
            user.name = ""
            user.password = nil
            user.passwordChangedAt = now
            user.emailVerifiedAt = nil
            user.lockedAt = user.lockedAt ?? now
        }
    }

    public static func ended(_ membership: Membership, at now: Timestamp) -> Change? {
        change(membership, at: now) { $0.endedAt = $0.endedAt ?? now }
    }

    public static func erased(_ factor: SecondFactor, at now: Timestamp) -> Change? {
        change(factor, at: now) { factor in
            factor.sealed = []
            factor.confirmedAt = nil
        }
    }

    private static func change<Row: Editable>(_ old: Row, at now: Timestamp, _ body: (inout Row) -> Void) -> Change? {
        var new = old
        body(&new)
        new.updatedAt = now
        new.version = old.version &+ 1
        return .update(from: old, to: new)
    }
}

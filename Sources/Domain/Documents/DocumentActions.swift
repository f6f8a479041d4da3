public import AuthCore

/// A file that was looked at, and what was read out of it.
public struct UploadedFile: Sendable {
    public let uuid: UUIDv7
    public let filename: String
    public let mediaType: MediaType
    public let size: Int64
    public let digest: SecretDigest
    public let extracted: Contact
}

/// What can be done with documents.
public enum DocumentActions {
    private static let permission = Permission.of(verb: "import", .documents)

    public static let list = Operation(
        "documents.list", "Lists documents, by page, with filters, search and ordering.", needs: permission,
        effect: .read)

    public static let show = Operation(
        "documents.show", "Shows one document and what was read out of it.", needs: permission, effect: .read)

    public static let file = Operation(
        "documents.file", "Gives a document's file as it was uploaded.", needs: permission, effect: .read)

    /// A document, and the customers that it may be about.
    public struct Uploaded: Sendable {
        public let document: Document
        public let duplicates: [Customer]
    }

    public static let upload = Action<UploadedFile, Uploaded>(
        Operation(
            "documents.upload",
            "Uploads a document (PDF, image, vCard or text); what it says of a customer waits for approval.",
            needs: permission, effect: .create)
    ) { file, context in
        let document = Document(
            id: try await context.newID(for: .documents), uuid: file.uuid, filename: file.filename,
            mediaType: file.mediaType, size: file.size, digest: file.digest, status: .pending,
            extracted: file.extracted, customerID: nil, hasMadeCustomer: false, createdAt: context.now,
            updatedAt: context.now, version: 1)
        let duplicates = try await context.store.customers(
            email: file.extracted.email, taxNumber: file.extracted.taxNumber, in: context.tenant)
        return Decision(changes: [.create(document)], output: Uploaded(document: document, duplicates: duplicates))
    }

    /// Several at once: all of them or none.
    public static let uploadAll = Action<[UploadedFile], [Uploaded]>(upload.operation) { files, context in
        var changes: [Change] = []
        var uploaded: [Uploaded] = []
        for file in files {
            let decision = try await upload.decide(file, context)
            changes += decision.changes
            uploaded.append(decision.output)
        }
        return Decision(changes: changes, output: uploaded)
    }

    public enum Verdict: String, Sendable, CaseIterable {
        case approve, reject
    }

    /// What somebody decides about a document.
    public struct Import: Sendable {
        public var documentID: Int64?
        public var verdict: Verdict?
        /// What is to be otherwise than in the document.
        public var fields = CustomerFields()
        /// The customer that it is about, where there is one already.
        public var customerID: Int64?

        public init() {}
    }

    /// A decided document, and the customer that it was approved for: told to whoever may read customers, and to
    /// whose approval made it.
    public struct Imported: Sendable {
        public let document: Document
        public let customer: Customer?
    }

    /// Deciding the same again changes nothing and has the same answer.
    public static let importCustomer = Action<Import, Imported>(
        Operation(
            "documents.import_customer",
            "Approves what a document says of a customer, which makes the customer or connects an existing one; or rejects it.",
            needs: permission, effect: .create)
    ) { input, context in
        let id = try input.documentID.required("document_id")
        let verdict = try input.verdict.required("decision")
        guard let document = try await context.store.documents.find(id, in: context.tenant) else {
            throw Problem.invalid([Fault("document_id", .reference, "There is no such row.")])
        }
        switch (document.status, verdict) {
        case (.pending, .reject): return decided(document, .rejected, nil, context)
        case (.rejected, .reject): return Decision(changes: [], output: Imported(document: document, customer: nil))
        case (.rejected, .approve): throw Problem.conflict("This document was rejected. Upload it again to import it.")
        case (.approved, .reject): throw Problem.conflict("This document was approved; its customer is there.")
        case (.approved, .approve):
            guard input.customerID == nil || input.customerID == document.customerID else {
                throw Problem.conflict("This document was approved for another customer.")
            }
            let customer = try await customer(document.customerID, context)
            return Decision(changes: [], output: Imported(document: document, customer: context.visible(customer)))
        case (.pending, .approve):
            if let existing = input.customerID {
                guard let customer = try await customer(existing, context) else {
                    throw Problem.invalid([Fault("customer_id", .reference, "There is no such row.")])
                }
                return decided(document, .approved, customer, context)
            }
            return try await approved(document, input.fields, context)
        }
    }

    private static func customer(_ id: Int64?, _ context: ActionContext) async throws -> Customer? {
        guard let id else { return nil }
        return try await context.store.customers.find(id, in: context.tenant)
    }

    private static func approved(_ document: Document, _ fields: CustomerFields, _ context: ActionContext) async throws
        -> Decision<Imported>
    {
        let found = document.extracted
        guard fields.name != nil || !found.name.isEmpty else {
            throw Problem.invalid([Fault("fields.name", .required, "No name was found in the document: give one.")])
        }
        var customer = Customer(
            id: try await context.newID(for: .customers), uuid: context.newUUID(), name: found.name, at: context.now)
        customer.email = found.email
        customer.phone = found.phone
        customer.company = found.company
        customer.address = found.address
        customer.taxNumber = found.taxNumber
        fields.apply(to: &customer)
        let duplicates = try await context.store.customers(
            email: customer.email, taxNumber: customer.taxNumber, in: context.tenant)
        guard duplicates.isEmpty else {
            let ids = duplicates.map { String($0.id) }.joined(separator: ", ")
            throw Problem.conflict(
                "There is a customer with this email or tax number already: \(ids). "
                    + "Send customer_id to connect the document with one of them, or reject it.")
        }
        return decided(document, .approved, customer, context, isNew: true)
    }

    private static func decided(
        _ old: Document, _ status: Document.Status, _ customer: Customer?, _ context: ActionContext, isNew: Bool = false
    ) -> Decision<Imported> {
        var document = old
        document.status = status
        document.customerID = customer?.id
        document.hasMadeCustomer = isNew
        document.updatedAt = context.now
        document.version = old.version &+ 1
        var changes: [Change] = []
        if isNew, let customer { changes.append(.create(customer)) }
        if let change = Change.update(from: old, to: document) { changes.append(change) }
        return Decision(
            changes: changes,
            output: Imported(document: document, customer: isNew ? customer : context.visible(customer)))
    }
}

extension ActionContext {
    fileprivate func visible(_ customer: Customer?) -> Customer? {
        (try? require(.of(.read, .customers))) == nil ? nil : customer
    }
}

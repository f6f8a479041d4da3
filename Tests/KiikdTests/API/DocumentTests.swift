import Foundation
import JSON
import Testing

@Suite struct `Documents over HTTP` {
    private static let card = """
        BEGIN:VCARD\r
        VERSION:4.0\r
        FN:Ada Lovelace\r
        ORG:Analytical Engines\r
        EMAIL:ada@engines.example\r
        END:VCARD\r

        """

    @Test func `an uploaded vCard waits for approval, and its approval makes the customer once`() async throws {
        let office = try await Office.open(scopes: "documents:import,customers:read")
        let uploaded = try await office.upload(Self.card, "ada.vcf")
        try #require(uploaded.status == 201, "\(uploaded.text)")
        let document = try #require(try uploaded.json["document"])
        #expect(document["status"] == "pending")
        #expect(document["content_type"] == "text/vcard")
        #expect(document["filename"] == "ada.vcf")
        #expect(document["extracted"]?["name"] == "Ada Lovelace")
        #expect(document["extracted"]?["email"] == "ada@engines.example")
        #expect(try uploaded.json["possible_duplicates"] == [])
        #expect(try await office.client.get(Path.customerList).json == [])

        let id = try #require(document["id"]?.int64Value)
        let approval = #"{"document_id": \#(id), "decision": "approve", "fields": {"phone": "+44 20"}}"#
        let approved = try await office.client.post(Path.importCustomer, approval)
        try #require(approved.status == 200, "\(approved.text)")
        let customer = try #require(try approved.json["customer"])
        #expect(customer["name"] == "Ada Lovelace")
        #expect(customer["company"] == "Analytical Engines")
        #expect(customer["phone"] == "+44 20")
        #expect(try approved.json["document"]?["customer_id"] == customer["id"])

        let again = try await office.client.post(Path.importCustomer, approval)
        #expect(again.status == 200)
        #expect(try again.json["customer"] == customer)
        #expect(try await office.client.get(Path.customerList).json == .array([customer]))
        #expect(try await office.client.get("\(Path.documentList)\(id)/").json["status"] == "approved")
        #expect(try await office.client.get("\(Path.documentList)?status=approved").rows.count == 1)
        #expect(try await office.client.get("\(Path.documentList)?search=lovelace").rows.count == 1)
        let rejected = try await office.client.post(
            Path.importCustomer, #"{"document_id": \#(id), "decision": "reject"}"#)
        #expect(rejected.status == 409)
    }

    @Test func `of two documents about one customer, approved at once, one makes it and the other offers it`()
        async throws
    {
        let office = try await Office.open()
        var ids: [Int64] = []
        for _ in 0..<8 { ids.append(try await office.document(Self.card)) }
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for id in ids {
                group.addTask {
                    try await office.client.post(
                        Path.importCustomer, #"{"document_id": \#(id), "decision": "approve"}"#
                    ).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 200 } == 1)
        #expect(statuses.count { $0 == 409 } == 7)
        let customers = try await office.client.get(Path.customerList).rows
        #expect(customers.count == 1)

        let customer = try #require(customers.first?["id"]?.int64Value)
        let pending = try #require(
            try await office.client.get("\(Path.documentList)?status=pending").rows.first?["id"]?.int64Value)
        let refused = try await office.client.post(
            Path.importCustomer, #"{"document_id": \#(pending), "decision": "approve"}"#)
        #expect(try refused.json["detail"]?.stringValue?.contains(": \(customer).") == true)
        let connected = try await office.client.post(
            Path.importCustomer, #"{"document_id": \#(pending), "decision": "approve", "customer_id": \#(customer)}"#)
        #expect(connected.status == 200)
        #expect(try connected.json["customer"]?["id"]?.int64Value == customer)
        #expect(try await office.client.get(Path.customerList).rows.count == 1)
    }

    @Test func `duplicates are found by email in any case and by tax number in any spacing`() async throws {
        let office = try await Office.open()
        let first = try await office.customer("One", #", "email": "ADA@Engines.example""#)
        let second = try await office.customer("Two", #", "tax_number": "FR 40.303.265.045""#)
        let uploaded = try await office.upload("ada@engines.example\nFR40303265045", "a.txt")
        // Ids are drawn ahead, in blocks: a later row may have a smaller one.
        #expect(try uploaded.json["possible_duplicates"] == .array([first, second].sorted().map(JSONValue.int)))
    }

    @Test func `a document is rejected once and for all, and needs a name to be approved`() async throws {
        let office = try await Office.open()
        let id = try await office.document("nobody@nowhere.example")
        let nameless = try await office.client.post(
            Path.importCustomer, #"{"document_id": \#(id), "decision": "approve"}"#)
        #expect(nameless.status == 400)
        #expect(try nameless.json["fields.name"] != nil)
        for _ in 0..<2 {
            let answer = try await office.client.post(
                Path.importCustomer, #"{"document_id": \#(id), "decision": "reject"}"#)
            #expect(answer.status == 200)
            #expect(try answer.json["document"]?["status"] == "rejected")
            #expect(try answer.json["customer"] == .null)
        }
        let late = try await office.client.post(
            Path.importCustomer, #"{"document_id": \#(id), "decision": "approve", "fields": {"name": "A"}}"#)
        #expect(late.status == 409)
    }

    @Test func `a key that may not read customers is not told of one by connecting or repeating`() async throws {
        let office = try await Office.open()
        let known = try await office.customer("Secret Co")
        let importer = office.client.with(key: try await office.issueKey("--scopes", "documents:import").secret)
        let ids = [try await office.document("Name: Ada"), try await office.document("Name: Grace")]
        let connect = #"{"document_id": \#(ids[0]), "decision": "approve", "customer_id": \#(known)}"#
        for target in ["\(Path.importCustomer)?dry_run=true", Path.importCustomer, Path.importCustomer] {
            let answer = try await importer.post(target, connect)
            #expect(answer.status == 200)
            #expect(try answer.json["customer"] == .null)
            #expect(!answer.text.contains("Secret"))
        }
        let made = try await importer.post(Path.importCustomer, #"{"document_id": \#(ids[1]), "decision": "approve"}"#)
        #expect(try made.json["customer"]?["name"] == "Grace")
    }

    @Test func `idle uploads of one tenant leave room for the others`() async throws {
        let office = try await Office.open()
        let other = try await Office.open()
        var idle: [RawConnection] = []
        // The small upload takes of the share too while it is under way, so that one of the idle may find it full.
        _ = try await eventually("the tenant's share to be taken") {
            let connection = try RawConnection(port: office.daemon.port)
            try connection.send(
                Array(
                    ("POST \(Path.documents) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(office.key.secret)\r\n"
                        + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 10485760\r\n\r\n").utf8))
            idle.append(connection)
            return try await office.upload("x", "a.txt").status == 503 ? true : nil
        }
        #expect(try await other.upload("x", "a.txt").status == 201)
        idle.removeAll()
        _ = try await eventually("the room to be given back") {
            try await office.upload("x", "a.txt").status == 201 ? true : nil
        }
    }

    @Test func `faults of a decision come all at once`() async throws {
        let office = try await Office.open()
        let answer = try await office.client.post(
            Path.importCustomer,
            #"{"decision": "maybe", "fields": {"email": "x", "nam": "y"}, "customer_id": 1, "more": 2}"#)
        #expect(answer.status == 400)
        let fields = try #require(answer.json.objectValue).names
        #expect(
            Set(fields) == ["document_id", "decision", "fields.email", "fields.nam", "customer_id", "more"])
        let unknown = try await office.client.post(
            Path.importCustomer, #"{"document_id": 9999999, "decision": "reject"}"#)
        #expect(unknown.status == 400)
        #expect(try unknown.json["document_id"] == ["There is no such row."])
    }

    @Test func `the file comes back byte for byte, as a download, to its tenant alone`() async throws {
        let office = try await Office.open()
        let other = try await Office.open()
        let id = try await office.document("Société\n", "relevé.txt")
        let file = try await office.client.get("\(Path.documentList)\(id)/file/")
        #expect(file.status == 200)
        #expect(file.text == "Société\n")
        #expect(file["content-type"] == "text/plain")
        #expect(file["content-disposition"] == "attachment; filename=\"relev_.txt\"; filename*=UTF-8''relev%C3%A9.txt")
        #expect(file["x-content-type-options"] == "nosniff")
        #expect(try await other.client.get("\(Path.documentList)\(id)/file/").status == 404)
        #expect(try await other.client.get("\(Path.documentList)\(id)/").status == 404)
        let taken = try await other.client.post(
            Path.importCustomer, #"{"document_id": \#(id), "decision": "reject"}"#)
        #expect(taken.status == 400)
    }

    @Test func `what is no document is refused and nothing is kept`() async throws {
        let office = try await Office.open()
        #expect(try await office.upload("MZ\u{0}\u{1}", "a.pdf").json["file"] != nil)
        #expect(try await office.upload("", "a.txt").json["file"] == ["The submitted file is empty."])
        #expect(try await office.upload("x", "").status == 400)
        #expect(try await office.client.post(Path.documents, "{}").status == 415)
        let other = try await office.upload("x", "a.txt", field: "document")
        #expect(try other.json["document"] == ["Unknown field."])
        #expect(try other.json["file"] == ["No file was submitted."])
        #expect(try await office.client.get(Path.documentList).json == [])
        #expect(try office.storedFiles() == [])
    }

    @Test func `a dry run keeps nothing, and a repeated upload keeps one file`() async throws {
        let office = try await Office.open()
        let dry = try await office.upload(Self.card, "a.vcf", query: "?dry_run=true")
        #expect(dry.status == 200)
        #expect(try dry.json["dry_run"] == true)
        #expect(try office.storedFiles() == [])
        let key = ["Idempotency-Key": UUID().uuidString]
        let first = try await office.upload(Self.card, "a.vcf", headers: key)
        let second = try await office.upload(Self.card, "a.vcf", headers: key)
        #expect(first.status == 201)
        #expect(second["idempotent-replayed"] == "true")
        #expect(first.body == second.body)
        #expect(try await office.upload("Name: B", "a.vcf", headers: key).status == 422)
        #expect(try office.storedFiles().count == 1)
        #expect(try await office.client.get(Path.documentList).rows.count == 1)
    }

    @Test func `an upload needs its scope, and is bounded`() async throws {
        let office = try await Office.open(scopes: "customers:write")
        let refused = try await office.upload(Self.card, "a.vcf")
        #expect(refused.status == 403)
        #expect(try refused.json["detail"]?.stringValue?.contains("documents:import") == true)
        let able = try await Office.open(scopes: "documents:import")
        let large = String(repeating: "x", count: 2 << 20)
        #expect(try await able.upload(large, "large.txt").status == 201)
        #expect(try await able.upload(String(repeating: "x", count: 10 << 20), "larger.txt").status == 413)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/pdftotext"), "pdftotext is missing"))
    func `a PDF is read, and one that is broken is kept unread`() async throws {
        let office = try await Office.open()
        let text = "BT /F1 12 Tf 72 720 Td (Email: ada@engines.example) Tj 0 -20 Td (Company: Engines) Tj ET"
        let pdf = """
            %PDF-1.4
            1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
            2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
            3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
            4 0 obj<</Length \(text.utf8.count)>>stream
            \(text)
            endstream endobj
            5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
            trailer<</Root 1 0 R>>
            """
        let read = try await office.upload(pdf, "a.pdf").json["document"]
        #expect(read?["content_type"] == "application/pdf")
        #expect(read?["extracted"]?["email"] == "ada@engines.example")
        #expect(read?["extracted"]?["company"] == "Engines")
        let broken = try await office.upload("%PDF-1.4 nothing", "b.pdf")
        #expect(broken.status == 201)
        #expect(try broken.json["document"]?["extracted"]?["email"] == "")
    }
}

extension Office {
    func upload(
        _ content: String, _ name: String, field: String = "file", query: String = "", headers: [String: String] = [:]
    ) async throws -> HTTPAnswer {
        let boundary = "b\(UUID().uuidString)"
        var headers = headers
        headers["Content-Type"] = "multipart/form-data; boundary=\(boundary)"
        return try await client.post(
            Path.documents + query,
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(name)\"\r\n\r\n"
                + "\(content)\r\n--\(boundary)--\r\n", headers: headers)
    }

    @discardableResult
    func document(_ content: String = "Name: Ada", _ name: String = "a.txt") async throws -> Int64 {
        let answer = try await upload(content, name)
        try #require(answer.status == 201, "\(answer.text)")
        return try #require(try answer.json["document"]?["id"]?.int64Value)
    }

    /// The names of the files that are kept for this tenant.
    func storedFiles() throws -> [String] {
        let folder = "\(daemon.databaseOwner.data)/documents/\(id)"
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder)
    }
}

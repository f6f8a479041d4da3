import Foundation
import JSON
import Testing

@Suite struct `Lists` {
    /// Follows `Link` to the end.
    private func walk(_ client: HTTPClient, _ target: String) async throws -> [JSONValue] {
        var rows: [JSONValue] = []
        var next: String? = target
        var pages = 0
        while let target = next, pages < 100 {
            let answer = try await client.get(target)
            try #require(answer.status == 200, "\(answer.text)")
            rows += try answer.rows
            next = answer.next
            pages += 1
        }
        return rows
    }

    @Test func `following Link shows every row once, and X-Total-Count says how many there are`() async throws {
        let office = try await Office.open()
        // Equal names: only the id tells these rows apart.
        for number in 0..<23 { try await office.customer("Name \(number % 4)") }
        for ordering in ["id", "-id", "name", "-name", "created_at", "-created_at"] {
            let rows = try await walk(office.client, "\(Path.customerList)?limit=5&ordering=\(ordering)")
            let ids = rows.compactMap { $0["id"]?.int64Value }
            #expect(ids.count == 23, "\(ordering)")
            #expect(Set(ids).count == 23, "\(ordering)")
            if ordering.hasSuffix("id") { #expect(ids == (ordering == "id" ? ids.sorted() : ids.sorted(by: >))) }
            if ordering.hasSuffix("name") {
                let names = rows.compactMap { $0["name"]?.stringValue }
                #expect(names == (ordering == "name" ? names.sorted() : names.sorted(by: >)))
            }
        }
        let page = try await office.client.get(Path.customerList + "?limit=5")
        #expect(page["x-total-count"] == "23")
        #expect(try page.rows.count == 5)
        let last = try await office.client.get(Path.customerList + "?limit=200")
        #expect(last["link"] == nil)
    }

    @Test func `a row that is added while the list is read is neither skipped nor makes another appear twice`()
        async throws
    {
        let office = try await Office.open()
        for number in 0..<6 { try await office.customer("C\(number)") }
        let first = try await office.client.get(Path.customerList + "?limit=3&ordering=-created_at")
        try await office.customer("Latecomer")
        let rest = try await walk(office.client, try #require(first.next))
        #expect((try first.rows + rest).compactMap { $0["name"]?.stringValue } == ["C5", "C4", "C3", "C2", "C1", "C0"])
    }

    @Test func `invoices are filtered by status, customer and dates, and ordered by amount both ways`() async throws {
        let office = try await Office.open()
        let (one, other) = (try await office.customer("One"), try await office.customer("Other"))
        for amount in ["30", "10", "20"] { try await office.invoice(one, amount: amount) }
        let sent = try await office.invoice(other, amount: "5", description: "Été à Győr")
        let id = try #require(sent["id"]?.int64Value)
        #expect(try await office.client.patch("\(Path.invoices)\(id)/", #"{"status": "sent"}"#).status == 200)

        func amounts(_ query: String) async throws -> [Int64] {
            let answer = try await office.client.get("\(Path.invoiceList)?\(query)")
            try #require(answer.status == 200, "\(answer.text)")
            return try answer.rows.compactMap { $0["amount"]?.numberValue?.double.map { Int64($0) } }
        }
        #expect(try await amounts("ordering=amount") == [5, 10, 20, 30])
        #expect(try await amounts("ordering=-amount") == [30, 20, 10, 5])
        #expect(try await amounts("status=sent") == [5])
        #expect(try await amounts("customer_id=\(one)&ordering=amount") == [10, 20, 30])
        #expect(try await amounts("search=gyor") == [5])
        let today = try #require(sent["issue_date"]?.stringValue)
        #expect(try await amounts("issue_date_after=\(today)&issue_date_before=\(today)").count == 4)
        #expect(try await amounts("issue_date_after=2999-01-01").isEmpty)
        #expect(try await amounts("due_date_before=2000-01-01").isEmpty)
        #expect(try await walk(office.client, "\(Path.invoiceList)?ordering=-amount&limit=1").count == 4)
    }

    @Test func `every wrong parameter is named at once`() async throws {
        let office = try await Office.open()
        let answer = try await office.client.get(
            Path.invoiceList
                + "?limit=0&ordering=color&status=lost&customer_id=x&issue_date_after=soon&page=2&count=all")
        #expect(answer.status == 400)
        #expect(
            Set(try #require(try answer.json.objectValue).names)
                == ["limit", "ordering", "status", "customer_id", "issue_date_after", "page", "count"])
        #expect(try await office.client.get(Path.customerList + "?limit=201").status == 400)
        #expect(try await office.client.get(Path.customerList + "?limit=5&limit=6").status == 400)
        #expect(try await office.client.get(Path.customerList + "?search=%FF").status == 400)
    }

    @Test func `a cursor of another ordering, or no cursor at all, is refused`() async throws {
        let office = try await Office.open()
        for number in 0..<3 { try await office.customer("C\(number)") }
        let page = try await office.client.get(Path.customerList + "?limit=1&ordering=name")
        let cursor = try #require(
            page.next?.split(separator: "&").first { $0.contains("cursor=") }?.split(separator: "=").last)
        #expect(try await office.client.get("\(Path.customerList)?limit=1&cursor=\(cursor)").status == 400)
        #expect(try await office.client.get("\(Path.customerList)?cursor=rubbish").status == 400)
        #expect(
            try await office.client.get("\(Path.customerList)?cursor=\(String(repeating: "A", count: 8000))").status
                == 400)
    }

    @Test func `wildcards in a search are letters like others, full-width ones too`() async throws {
        let office = try await Office.open()
        for name in ["plain", "half % price", "back\\\\slash", "under_score"] { try await office.customer(name) }
        for (search, found) in [("%25", 1), ("%EF%BC%85", 1), ("_", 1), ("%EF%BC%BF", 1), ("%5C", 1), ("%EF%BC%BC", 1)]
        {
            let rows = try await office.client.get("\(Path.customerList)?search=\(search)").rows
            #expect(rows.count == found, "\(search)")
        }
    }

    @Test func `a cursor that nobody was given is refused, whatever it says`() async throws {
        let office = try await Office.open()
        for value in ["-1000000000000000000", "9223372036854775807"] {
            let cursor = Data(#"["created_at",\#(value),1]"#.utf8).base64EncodedString().prefix { $0 != "=" }
            let answer = try await office.client.get("\(Path.customerList)?ordering=created_at&cursor=\(cursor)")
            #expect(answer.status == 400, "\(value)")
        }
    }
}

import Domain
import JSON
import Logging
import Testing

@testable import HTTPServer
@testable import Persistence

@Suite struct `The service desk over HTTP` {
    private func item(_ office: Office, _ more: String = "") async throws -> Int64 {
        let customer = try await office.customer()
        return try await office.row(
            Path.workItems, #"{"customer": \#(customer), "type": "repair", "description": "Screen"\#(more)}"#)
    }

    @Test func `the guide's requests work as they stand there`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer()
        let created = try await office.client.post(
            Path.workItems,
            """
            {
                "customer": \(customer),
                "type": "repair",
                "description": "Screen replacement",
                "intake_method": "walkin"
              }
            """)
        #expect(created.status == 201, "\(created.text)")
        let item = try created.json
        #expect(
            try Array(#require(item.objectValue).names) == [
                "id", "customer", "device", "type", "description", "intake_method", "status", "priority", "notes",
                "assigned_to", "due_date", "created_at", "updated_at",
            ])
        #expect(item["customer"] == .int(customer) && item["device"] == .null && item["status"] == "intake")
        let id = try #require(item["id"]?.int64Value)
        #expect(try await office.client.get(Path.workItems).json == .array([item]))
        #expect(try await office.client.get("\(Path.workItems)\(id)/").json == item)
        // Without a slash at the end, as the Python example's variations have it.
        #expect(try await office.client.get("/api/work-items").json == .array([item]))
        let details = try await office.client.get("\(Path.workItems)\(id)/?include=customerDetails,deviceDetails")
        #expect(details.status == 200, "\(details.text)")
        #expect(try details.json["customer"] == .int(customer))
        #expect(try details.json["customerDetails"]?["name"] == "Acme")
        #expect(try details.json["deviceDetails"] == .null)
        let changed = try await office.client.patch(
            "\(Path.workItems)\(id)/", #"{ "status": "in_progress", "notes": "Started repair process" }"#)
        #expect(changed.status == 200, "\(changed.text)")
        #expect(try changed.json["status"] == "in_progress" && changed.json["notes"] == "Started repair process")
        let short = try await office.client.post(
            Path.workItems, #"{"customer": \#(customer), "type": "repair", "description": "Screen replacement"}"#)
        #expect(short.status == 201)
        #expect(try short.json["intake_method"] == "walkin")
    }

    @Test func `a status moves only where it can, and a refusal says where`() async throws {
        let office = try await Office.open()
        let path = "\(Path.workItems)\(try await item(office))/"
        let refused = try await office.client.patch(path, #"{"status": "done"}"#)
        #expect(refused.status == 409)
        #expect(
            try refused.json["detail"]
                == "A work item that is intake cannot become done; it can become: cancelled, in_progress, waiting.")
        for status in ["in_progress", "waiting", "ready", "done"] {
            #expect(try await office.client.patch(path, #"{"status": "\#(status)"}"#).status == 200, "\(status)")
        }
        #expect(try await office.client.patch(path, #"{"status": "in_progress"}"#).status == 409)
        let unknown = try await office.client.patch(path, #"{"status": "lost"}"#)
        #expect(unknown.status == 400)
    }

    @Test func `PUT says a row anew: what must be given is asked for, and what is not given is gone`() async throws {
        let office = try await Office.open()
        let id = try await item(office, #", "notes": "Old", "priority": "urgent", "due_date": "2026-12-01""#)
        let path = "\(Path.workItems)\(id)/"
        let lacking = try await office.client.put(path, #"{"notes": "New"}"#)
        #expect(lacking.status == 400)
        #expect(Set(try #require(try lacking.json.objectValue).names) == ["customer", "type", "description"])
        let customer = try #require(try await office.client.get(path).json["customer"]?.int64Value)
        let body = #"{"customer": \#(customer), "type": "repair", "description": "Battery"}"#
        let dry = try await office.client.put(path + "?dry_run=true", body)
        #expect(dry.status == 200)
        #expect(try dry.json["changes"]?[0]?["fields"]?["notes"]?["before"] == "Old")
        let new = try await office.client.put(path, body)
        #expect(new.status == 200, "\(new.text)")
        let json = try new.json
        #expect(json["id"] == .int(id) && json["description"] == "Battery" && json["notes"] == "")
        #expect(json["priority"] == "medium" && json["due_date"] == .null)
        #expect(try await office.client.put("\(Path.workItems)999999999/", body).status == 404)
        // The same for the other three.
        for (path, body) in [
            ("/api/customers/", #"{"name": "Ada"}"#), (Path.tasks, #"{"title": "Call"}"#),
            (Path.devices, #"{"customer": \#(customer), "type": "phone"}"#),
        ] {
            let id = try await office.row(path, body)
            #expect(try await office.client.put("\(path)\(id)/", body).status == 200)
            #expect(try await office.client.put("\(path)\(id)/", "{}").status == 400)
            #expect(try await office.client.patch("\(path)\(id)/", "{}").status == 200)
            #expect(try await office.client.get("\(path)\(id)/").status == 200)
            #expect(try await office.client.get(path).rows.contains { $0["id"] == .int(id) })
        }
    }

    @Test func `a reference to nothing, or to another tenant's row, is the fault of the field as it is called here`()
        async throws
    {
        let (office, stranger) = (try await Office.open(), try await Office.open())
        let theirs = try await item(stranger)
        let customer = try await office.customer()
        let foreign = try await stranger.customer()
        for (path, body, field) in [
            (Path.workItems, #"{"customer": \#(foreign), "type": "repair", "description": "x"}"#, "customer"),
            (
                Path.workItems, #"{"customer": \#(customer), "device": 999999, "type": "repair", "description": "x"}"#,
                "device"
            ),
            (Path.devices, #"{"customer": \#(foreign), "type": "phone"}"#, "customer"),
            (Path.tasks, #"{"title": "x", "customer": \#(foreign)}"#, "customer"),
            (Path.tasks, #"{"title": "x", "work_item": \#(theirs)}"#, "work_item"),
        ] {
            for target in [path, path + "?dry_run=true"] {
                let answer = try await office.client.post(target, body)
                #expect(answer.status == 400, "\(answer.text)")
                #expect(try answer.json == .object(JSONObject([(field, .array(["There is no such row."]))])))
            }
        }
    }

    @Test func `details stand beside the references, in lists too, and null where there is no reference`() async throws
    {
        let office = try await Office.open()
        let customer = try await office.customer("Ada")
        let device = try await office.row(Path.devices, #"{"customer": \#(customer), "type": "phone", "brand": "F"}"#)
        let body = #""customer": \#(customer), "type": "repair", "description": "x""#
        let first = try await office.row(Path.workItems, #"{\#(body), "device": \#(device)}"#)
        let second = try await office.row(Path.workItems, "{\(body)}")
        for title in ["one", "two"] {
            try await office.row(Path.tasks, #"{"title": "\#(title)", "work_item": \#(first)}"#)
        }
        let found = try await office.client.get("\(Path.workItems)?include=tasks,deviceDetails,customerDetails").rows
        // Ids are drawn ahead, in blocks: a later row may have a smaller one.
        #expect(found.compactMap { $0["id"]?.int64Value } == [first, second].sorted())
        let rows = [first, second].compactMap { id in found.first { $0["id"] == .int(id) } }
        try #require(rows.count == 2)
        #expect(rows.allSatisfy { $0["customer"] == .int(customer) && $0["customerDetails"]?["name"] == "Ada" })
        #expect(rows[0]["device"] == .int(device) && rows[0]["deviceDetails"]?["brand"] == "F")
        #expect(Set(rows[0]["tasks"]?.arrayValue?.compactMap { $0["title"]?.stringValue } ?? []) == ["one", "two"])
        #expect(rows[1]["deviceDetails"] == .null && rows[1]["tasks"] == [])
        #expect(try await office.client.get("/api/customers/\(customer)/").json == rows[0]["customerDetails"])
        // Only what is asked for, and the next page asks for the same.
        let page = try await office.client.get("\(Path.workItems)?include=tasks&limit=1")
        #expect(try page.rows[0]["customerDetails"] == nil)
        #expect(try await office.client.get(try #require(page.next)).rows[0]["tasks"]?.arrayValue != nil)
        let tasks = try await office.client.get("\(Path.tasks)?include=customerDetails&work_item=\(first)").rows
        #expect(tasks.count == 2 && tasks.allSatisfy { $0["customerDetails"] == .null })
        #expect(
            try await office.client.get("\(Path.devices)\(device)/?include=customerDetails").json["customerDetails"]?[
                "name"] == "Ada")
        for wrong in [Path.workItems, "\(Path.workItems)\(first)/"] {
            let answer = try await office.client.get("\(wrong)?include=customerDetails,color")
            #expect(answer.status == 400)
            #expect(try answer.json["include"] != nil)
            #expect(try await office.client.get("\(wrong)?include=").status == 400)
        }
        #expect(try await office.client.get("/api/customers/?include=customerDetails").status == 400)
    }

    @Test func `an include needs the scope to read it, and all that are lacking are named at once`() async throws {
        let office = try await Office.open()
        let id = try await item(office)
        let key = try await office.issueKey("--scopes", "work_items:read,customers:read")
        let client = office.client.with(key: key.secret)
        for path in [Path.workItems, "\(Path.workItems)\(id)/"] {
            #expect(try await client.get("\(path)?include=customerDetails").status == 200)
            let refused = try await client.get("\(path)?include=customerDetails,deviceDetails,tasks")
            #expect(refused.status == 403)
            #expect(refused["www-authenticate"]?.contains(#"scope="tasks:read devices:read""#) == true)
            #expect(refused.text.contains("tasks:read") && refused.text.contains("devices:read"))
        }
    }

    @Test func `a page of fifty rows with everything included takes as many reads as a page of one`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer()
        var titles: [Int64: JSONValue] = [:]
        for number in 0..<50 {
            let device = try await office.row(Path.devices, #"{"customer": \#(customer), "type": "phone"}"#)
            let id = try await office.row(
                Path.workItems,
                #"{"customer": \#(customer), "device": \#(device), "type": "repair", "description": "x"}"#)
            try await office.row(Path.tasks, #"{"title": "Task \#(number)", "work_item": \#(id)}"#)
            titles[id] = .string("Task \(number)")
        }
        let url = office.daemon.databaseURL(user: "kiik_app")
        let client = PostgresClient(configuration: try PostgresConfiguration(url: url), logger: .init(label: "tests"))
        client.start()
        let store = PostgresStore(client: client, logger: .init(label: "tests"))
        let tenant = TenantScope(id: office.id)
        func reads(_ limit: Int) async throws -> UInt64 {
            var query = ListQuery<WorkItem>()
            query.limit = limit
            let before = client.statistics.requests
            let page = try await store.workItems.list(query, in: tenant)
            #expect(page.rows.count == limit)
            for include in DeskWorkItems.output.includes { _ = try await include.load(page.rows, store, tenant) }
            return client.statistics.requests - before
        }
        let (one, fifty) = (try await reads(1), try await reads(50))
        await client.shutdown()
        // The page and its total are one; then the customers, the devices, the tasks.
        #expect(one == 4 && fifty == 4)
        let rows = try await office.client.get("\(Path.workItems)?include=customerDetails,deviceDetails,tasks").rows
        #expect(rows.count == 50)
        for row in rows {
            #expect(row["deviceDetails"]?["id"] == row["device"])
            #expect(row["tasks"]?.arrayValue?.map { $0["title"] } == [titles[row["id"]?.int64Value ?? 0]])
        }
    }

    @Test func `the history says who changed what, when and in which request, the newest first, by page`() async throws
    {
        let office = try await Office.open()
        let device = try await office.row(
            Path.devices, #"{"customer": \#(try await office.customer("Owner")), "type": "phone"}"#)
        let id = try await item(office)
        let path = "\(Path.workItems)\(id)/"
        let changed = try await office.client.patch(path, #"{"status": "in_progress", "notes": "Begun"}"#)
        _ = try await office.client.patch(path, #"{"device": \#(device), "due_date": "2026-12-01"}"#)
        _ = try await office.client.patch(path, #"{"notes": "Begun"}"#)
        let history = try await office.client.get("\(path)history/").rows
        #expect(
            history.map { $0["action"] } == ["work_items.update", "work_items.update", "work_items.create"])
        #expect(history.allSatisfy { $0["actor"] == .string("key:\(office.key.id)") })
        #expect(history[1]["request_id"]?.stringValue == changed["x-request-id"])
        #expect(history[1]["at"] == (try changed.json["updated_at"]))
        #expect(
            history[1]["fields"] == [
                "status": ["before": "intake", "after": "in_progress"], "notes": ["before": "", "after": "Begun"],
            ])
        // By the names that they have here.
        #expect(history[0]["fields"]?["device"] == ["before": .null, "after": .int(device)])
        #expect(history[0]["fields"]?["due_date"] == ["before": .null, "after": "2026-12-01"])
        #expect(history[2]["fields"]?["customer"]?["before"] == .null)
        #expect(history[2]["fields"]?["customer_id"] == nil)

        var walked: [JSONValue] = []
        var next: String? = "\(path)history/?limit=1"
        while let target = next, walked.count < 5 {
            let page = try await office.client.get(target)
            walked += try page.rows
            next = page.next
        }
        #expect(walked == history)
        for wrong in ["limit=0", "limit=201", "cursor=rubbish", "cursor=W10", "color=red"] {
            #expect(try await office.client.get("\(path)history/?\(wrong)").status == 400, "\(wrong)")
        }
        #expect(try await office.client.get("\(Path.workItems)999999999/history/").status == 404)
        let stranger = try await Office.open()
        #expect(try await stranger.client.get("\(path)history/").status == 404)
        let narrow = try await office.issueKey("--scopes", "tasks:read")
        #expect(try await office.client.with(key: narrow.secret).get("\(path)history/").status == 403)
    }

    @Test func `lists are filtered by what they say, and ordered by due date with the undated last`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer()
        func made(_ more: String) async throws -> Int64 {
            try await office.row(
                Path.workItems, #"{"customer": \#(customer), "type": "repair", "description": "x"\#(more)}"#)
        }
        let undated = try await made("")
        let user = try await office.run(
            "users", "create", "--tenant", office.subdomain, "--email", "u-\(office.subdomain)@acme.example", "--role",
            "Support")
        let worker = try #require(user["id"]?.int64Value)
        let late = try await made(#", "due_date": "2026-12-24", "priority": "high", "assigned_to": \#(worker)"#)
        let early = try await made(#", "due_date": "2026-12-01", "status": "waiting", "intake_method": "mail_in""#)
        func ids(_ query: String) async throws -> [Int64] {
            let answer = try await office.client.get("\(Path.workItems)?\(query)")
            try #require(answer.status == 200, "\(query): \(answer.text)")
            return try answer.rows.compactMap { $0["id"]?.int64Value }
        }
        #expect(try await ids("status=waiting") == [early])
        #expect(try await ids("priority=high&assigned_to=\(worker)&customer=\(customer)") == [late])
        #expect(try await ids("intake_method=mail_in") == [early])
        #expect(try await ids("type=repair&device=1").isEmpty)
        #expect(try await ids("due_date_after=2026-12-02&due_date_before=2026-12-31") == [late])
        #expect(try await ids("due_date_before=9999-12-31") == [late, early].sorted())
        #expect(try await ids("ordering=due_date") == [early, late, undated])
        #expect(try await ids("ordering=-due_date") == [undated, late, early])
        var walked: [Int64] = []
        var next: String? = "\(Path.workItems)?ordering=due_date&limit=1"
        while let target = next, walked.count < 5 {
            let page = try await office.client.get(target)
            walked += try page.rows.compactMap { $0["id"]?.int64Value }
            next = page.next
        }
        #expect(walked == [early, late, undated])
        #expect(try await office.client.get("\(Path.workItems)?customer_id=\(customer)").status == 400)

        // Work is given to members, in the test environment to the live tenant's.
        let stranger = try await office.client.post(Path.tasks, #"{"title": "x", "assigned_to": 999999999}"#)
        #expect(stranger.status == 400)
        #expect(try stranger.json["assigned_to"] == ["There is no such row."])
        let tester = try await office.issueKey("--environment", "test", "--scopes", "*:*")
        let task = try await office.client.with(key: tester.secret).post(
            Path.tasks, #"{"title": "x", "assigned_to": \#(worker)}"#)
        #expect(task.status == 201, "\(task.text)")
        #expect(
            try await office.client.get("\(Path.workItems)?type=\(String(repeating: "x", count: 51))").status == 400)
    }

    @Test func `a key with the service desk's own permission names does what they say`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer()
        let key = try await office.issueKey("--scopes", "view_all_workitems,tasks.add_workitem")
        let client = office.client.with(key: key.secret)
        let made = try await client.post(
            Path.workItems, #"{"customer": \#(customer), "type": "repair", "description": "x"}"#)
        #expect(made.status == 201, "\(made.text)")
        let id = try #require(try made.json["id"]?.int64Value)
        #expect(try await client.get(Path.workItems).rows.count == 1)
        #expect(try await client.patch("\(Path.workItems)\(id)/", #"{"status": "in_progress"}"#).status == 403)
        #expect(try await client.get("/api/customers/").status == 403)
    }

    @Test func `a customer is one and the same in both dialects, and errors look alike`() async throws {
        let office = try await Office.open()
        let id = try await office.customer("Shared")
        #expect(
            try await office.client.get("/api/customers/\(id)/").json
                == (try await office.client.get("\(Path.customerList)\(id)/").json))
        #expect(try await office.client.get("/api/work-items/x/").text == #"{"detail":"Not found."}"#)
        let method = try await office.client.send("DELETE", "\(Path.tasks)1/")
        #expect(method.status == 405)
        #expect(method["allow"] == "GET, PATCH, PUT, HEAD, OPTIONS")
    }
}

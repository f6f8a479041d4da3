import Testing

@testable import AuthCore

@Suite struct `Permission catalogue` {
    let catalog = PermissionCatalog(
        resources: ["customers", "work_items", "tasks", "documents"],
        verbs: [("documents", "import"), ("tasks", "import")],
        aliases: PermissionCatalog.djangoAliases(app: "tasks", model: "workitem", resource: "work_items")
            .merging(
                PermissionCatalog.djangoAliases(app: "customers", model: "customer", resource: "customers")
            ) { one, _ in one }
            .merging(["desk": "tasks:write work_items:read"]) { one, _ in one }
    )

    func parse(_ scopes: String...) throws -> Set<String> {
        Set(try catalog.parse(scopes).permissions.compactMap(catalog.name(of:)))
    }

    @Test func `a scope is one action on one resource`() throws {
        #expect(try parse("customers:read") == ["customers:read"])
        #expect(try parse("customers:create", "tasks:delete") == ["customers:create", "tasks:delete"])
        #expect(try parse("documents:import") == ["documents:import"])
        #expect(try parse() == [])
    }

    @Test func `write is create and update, not read and not delete`() throws {
        #expect(try parse("tasks:write") == ["tasks:create", "tasks:update"])
    }

    @Test func `a star stands for every action, every resource, or both`() throws {
        #expect(try parse("customers:*").count == 4)
        #expect(
            try parse("documents:*")
                == [
                    "documents:create", "documents:read", "documents:update", "documents:delete", "documents:import",
                ])
        #expect(
            try parse("*:read") == ["customers:read", "work_items:read", "tasks:read", "documents:read"])
        #expect(try parse("*:write").count == 8)
        #expect(try parse("*:import") == ["documents:import", "tasks:import"])
        #expect(try catalog.parse(["*"]) == catalog.all)
        #expect(try catalog.parse(["*:*"]) == catalog.all)
        #expect(catalog.all.count == 18)
    }

    @Test func `a read scope allows no action but reading`() throws {
        let granted = try catalog.parse(["*:read"])
        for (index, _) in catalog.resources.enumerated() {
            for action in PermissionAction.allCases {
                #expect(granted.contains(catalog[resource: index, action]) == (action == .read))
            }
        }
    }

    @Test func `Django's names are accepted`() throws {
        #expect(try parse("view_all_workitems") == ["work_items:read"])
        #expect(try parse("tasks.add_workitem") == ["work_items:create"])
        #expect(try parse("tasks.change_workitem") == ["work_items:update"])
        #expect(try parse("tasks.delete_workitem") == ["work_items:delete"])
        #expect(try parse("view_all_customers", "customers.add_customer") == ["customers:read", "customers:create"])
        #expect(try parse("desk") == ["tasks:create", "tasks:update", "work_items:read"])
    }

    @Test func `all unknown scopes are named at once, each once`() {
        let error = #expect(throws: PermissionError.self) {
            try catalog.parse(["nope:read", "customers:read", "customers:fly", "nope:read", "", ":", "customers:"])
        }
        #expect(error?.unknown == ["nope:read", "customers:fly", "", ":", "customers:"])
        #expect(error?.description.contains(#""nope:read", "customers:fly""#) == true)
    }

    @Test func `spelling is exact`() {
        for scope in [
            "Customers:read", "customers:READ", " customers:read", "customers:read ", "customers:read\n",
            "customers: read", "customers:read:read", "**", "*:", ":*", "customers", "read",
            "customers:read,tasks:read",
            "customers:\u{0}read", "cu\u{200B}stomers:read", "*:fly", "customers:import",
        ] {
            #expect(throws: PermissionError.self, "\(scope)") { try catalog.parse([scope]) }
        }
    }

    @Test func `an OAuth scope is separated by spaces`() throws {
        #expect(try catalog.parse(scope: "customers:read tasks:write").count == 3)
        #expect(try catalog.parse(scope: "") == .none)
        #expect(throws: PermissionError(unknown: ["a", "b"])) { try catalog.parse(scope: "a b") }
    }

    @Test func `the message of an error shows little of what was sent`() {
        let error = PermissionError(unknown: (0..<1_000).map { "\"x\($0)\r\n" + String(repeating: "y", count: 5_000) })
        #expect(error.description.utf8.count < 1_000)
        #expect(!error.description.contains("\n"))
        #expect(error.description.hasSuffix("and 990 more"))
    }

    @Test func `names written out mean the same set`() throws {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<500 {
            let set = PermissionSet(catalog.all.permissions.filter { _ in Bool.random(using: &generator) })
            let names = catalog.names(of: set)
            #expect(try catalog.parse(names) == set)
            #expect(Set(names).count == names.count)
            #expect(!names.contains { $0.contains("*") })
        }
        #expect(
            catalog.names(of: try catalog.parse(["tasks:*"])) == [
                "tasks:read", "tasks:write", "tasks:delete", "tasks:import",
            ])
        #expect(catalog.names(of: .none).isEmpty)
    }

    @Test func `permissions are found by name and by place`() {
        #expect(catalog.permission("tasks", .update) == catalog[resource: 2, .update])
        #expect(catalog.permission("nope", .update) == nil)
        #expect(catalog.permission("tasks", verb: "import").flatMap(catalog.name(of:)) == "tasks:import")
        #expect(catalog.permission("customers", verb: "import") == nil)
        #expect(catalog.name(of: Permission(bit: 255)) == nil)
    }

    @Test func `the largest catalogue has 256 permissions`() throws {
        let full = PermissionCatalog(resources: (0..<64).map { "r\($0)" })
        #expect(full.all.count == 256)
        #expect(try full.parse(["r63:delete"]).permissions == [Permission(bit: 255)])
    }
}

import AuthCore
import Testing

@testable import Domain

@Suite struct `The least that a key needs` {
    private let permissions: [String: Permission] = [
        "invoices.create": .of(.create, .invoices), "invoices.update": .of(.update, .invoices),
        "invoices.list": .of(.read, .invoices), "customers.list": .of(.read, .customers),
        "customers.delete": .of(.delete, .customers),
    ]

    private func proposal(_ scopes: [String], _ actions: [String]) -> LeastPrivilege {
        LeastPrivilege(scopes: scopes, actions: actions, permissions: permissions)
    }

    @Test func `what was used stays and nothing else, in canonical names`() {
        let one = proposal(["*:*"], ["invoices.create", "invoices.list", "actions.list", "unknown"])
        #expect(one.scopes == ["invoices:read", "invoices:create"])
        #expect(one.isWorthwhile && one.unused.contains("invoices:update") && !one.unused.contains("invoices:read"))
        let both = proposal(["invoices:*", "customers:read"], ["invoices.create", "invoices.update"])
        #expect(both.scopes == ["invoices:write"])
        #expect(both.unused == ["customers:read", "invoices:read", "invoices:delete"])
    }

    @Test func `a key that uses all it has is left alone`() {
        let used = proposal(["invoices:write"], ["invoices.create", "invoices.update"])
        #expect(used.scopes == ["invoices:write"] && used.unused.isEmpty && !used.isWorthwhile)
    }

    @Test func `nothing is proposed that the scopes do not give, and unknown scopes give nothing`() {
        let less = proposal(["invoices:read", "no:such"], ["customers.delete", "invoices.list"])
        #expect(less.scopes == ["invoices:read"] && less.unused.isEmpty)
        let idle = proposal(["invoices:read"], [])
        #expect(idle.scopes.isEmpty && idle.unused == ["invoices:read"] && !idle.isWorthwhile)
    }
}

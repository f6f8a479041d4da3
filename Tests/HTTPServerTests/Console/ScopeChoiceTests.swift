import AuthCore
import Domain
import Testing

@testable import HTTPServer

@Suite struct `What people choose among for keys and roles` {
    private static func set(_ scopes: [String]) throws -> PermissionSet { try Permission.catalog.parse(scopes) }

    @Test(arguments: [
        (ScopeChoices.all, ActionPermissions.ofPrograms),
        (ScopeChoices.people, ActionPermissions.ofPrograms.union(ActionPermissions.ofPages)),
    ])
    func `all that something asks for is offered, and nothing that nothing asks for`(
        scopes: [String], needed: Set<Permission>
    ) throws {
        #expect(PermissionSet(needed).subtracting(try Self.set(scopes)).isEmpty)
        for scope in scopes {
            let allowed = try Self.set([scope])
            #expect(needed.contains { allowed.contains($0) }, "\(scope)")
        }
        #expect(Set(scopes).count == scopes.count)
    }

    @Test func `every page, every operation and every tool can be given by a role`() throws {
        let offered = try Self.set(ScopeChoices.people)
        for endpoint in Console.endpoints {
            #expect(PermissionSet(endpoint.needs).subtracting(offered).isEmpty, "\(endpoint.path)")
        }
        for tool in MCPCatalog(publicURL: "").tools {
            #expect(PermissionSet(tool.permissions).subtracting(offered).isEmpty, "\(tool.name)")
        }
        // Taking back a document's change asks for what no endpoint declares.
        #expect(ScopeChoices.people.contains("documents:write"))
        #expect(ScopeChoices.people.contains("roles:delete"))
        #expect(!ScopeChoices.people.contains { $0.hasPrefix("webhooks:") })
    }
}

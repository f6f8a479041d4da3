import AuthCore
import Domain
import Foundation
import JSON
import Testing

@testable import HTTPServer
@testable import Domain
@testable import Persistence
@testable import kiikd

@Suite struct `The audit behind the pages` {
    @Test func `a person takes back what a key did, first as a preview, and the audit names the person`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer("Kept")
        let bad = try await office.issueKey("--scopes", "*:*")
        let client = office.daemon.client.with(key: bad.secret)
        _ = try await client.patch("\(Path.customers)\(customer)/", #"{"name": "Spoilt"}"#)
        let fake = try #require(try await client.post(Path.customers, #"{"name": "Fake"}"#).json["id"]?.int64Value)
        let owner = try await office.hire()
        try await Inside.with(office.daemon) { inside in
            let caller = try await inside.authorization(owner, .update, .audit)
            var filter = AuditFilter()
            filter.actor = "key:\(bad.id)"
            func undo(isDryRun: Bool) async throws -> [Int64: UndoOutcome.Kind] {
                let outcomes = try await inside.database.undo(atMost: 100).undo(
                    filter, by: caller, ip: "127.0.0.1", requestID: "req_undo", isDryRun: isDryRun)
                return Dictionary(uniqueKeysWithValues: outcomes.map { ($0.id, $0.kind) })
            }
            #expect(try await undo(isDryRun: true) == [customer: .restored, fake: .retired])
            #expect(try await inside.events("audit.undo", of: office).isEmpty)
            #expect(try await undo(isDryRun: false) == [customer: .restored, fake: .retired])
            let events = try await inside.events("audit.undo", of: office)
            #expect(events.count == 2)
            #expect(events.allSatisfy { $0.actor == "user:\(owner.id)" && $0.requestID == "req_undo" })
            await #expect(throws: Problem.self) {
                _ = try await inside.database.undo(atMost: 1).undo(
                    filter, by: caller, ip: "", requestID: "", isDryRun: true)
            }
        }
        #expect(try await office.client.get("\(Path.customerList)\(customer)/").json["name"] == "Kept")
    }

    @Test func `whoever may not change such rows takes none of them back, and without audit:update nobody does`()
        async throws
    {
        let office = try await Office.open()
        let customer = try await office.customer("Kept")
        let project = try await office.project(customer)
        let auditor = try await office.hire(permissions: "audit:read,audit:update,projects:read,projects:update")
        let reader = try await office.hire(permissions: "audit:read,customers:update")
        try await Inside.with(office.daemon) { inside in
            var filter = AuditFilter()
            filter.actor = "key:\(office.key.id)"
            let undo = inside.database.undo(atMost: 100)
            let caller = try await inside.authorization(auditor, .update, .audit)
            let outcomes = try await undo.undo(filter, by: caller, ip: "", requestID: "", isDryRun: false)
            #expect(outcomes.map(\.id) == [project, customer])
            #expect(outcomes.map(\.kind) == [.retired, .forbidden])
            #expect(outcomes.last?.detail.contains("customers:update") == true)
            let weak = try await inside.authorization(reader, .read, .audit)
            await #expect(throws: Problem.forbidden(needed: ["audit:update"])) {
                _ = try await undo.undo(filter, by: weak, ip: "", requestID: "", isDryRun: true)
            }
        }
        let kept = try await office.client.get("\(Path.customerList)\(customer)/").json
        #expect(kept["status"] == "active")
    }

    @Test func `actors are called by their names, inside the tenant alone`() async throws {
        let (office, other) = try await (Office.open(), Office.open())
        let person = try await office.hire()
        let app = try await OAuthApp.create(on: office.daemon, ["--tenant", other.subdomain])
        let robot = try await OAuthApp.register(on: office.daemon)
        func row(_ app: OAuthApp) async throws -> Int {
            try await office.daemon.sqlInt("SELECT id FROM oauth_clients WHERE client_id = '\(app.clientID)'")
        }
        let (foreign, known) = (try await row(app), try await row(robot))
        let asked: Set = [
            "key:\(office.key.id)", "user:\(person.id)", "cli", "", "app:\(known)", "app:\(foreign)",
            "key:\(other.key.id)", "key:x",
        ]
        try await Inside.with(office.daemon) { inside in
            let names = try await inside.services.audit.names(of: asked, in: office.scope)
            #expect(Set(names.keys) == asked)
            #expect(names["key:\(office.key.id)"]?.name == "Test")
            #expect(names["user:\(person.id)"]?.name == person.email)
            #expect(names["app:\(known)"]?.name == "Robot" && names["app:\(foreign)"]?.name == "")
            #expect(names["key:\(other.key.id)"]?.name == "")
            #expect(names["cli"]?.kind == .command && names[""]?.kind == .command && names["key:x"]?.kind == .command)
        }
    }

    @Test func `a row names the app, the key or the person that made it`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        let byKey = try await office.customer("By key")
        let app = try await OAuthApp.register(on: office.daemon)
        let tokens = try await app.connect(person, ["scope": "customers:read customers:write"])
        let assistant = office.daemon.client.with(key: tokens.access)
        let byApp = try #require(
            try await assistant.post(Path.customers, #"{"name": "By app"}"#).json["id"]?.int64Value)
        let login = office.daemon.client.with(key: try await person.login().access)
        let byPerson = try #require(try await login.post(Path.customers, #"{"name": "By me"}"#).json["id"]?.int64Value)
        _ = try await assistant.patch("\(Path.customers)\(byKey)/", #"{"name": "Changed"}"#)
        try await Inside.with(office.daemon) { inside in
            let makers = try await inside.services.audit.makers(
                of: .customers, ids: [byKey, byApp, byPerson, 999_999_999], in: office.scope)
            #expect(makers.count == 3)
            #expect(makers[byKey]?.actor.kind == .key && makers[byKey]?.actor.name == "Test")
            #expect(makers[byApp]?.actor.kind == .app && makers[byApp]?.actor.name == "Robot")
            #expect(makers[byApp]?.person?.name == person.email)
            #expect(makers[byPerson]?.actor.kind == .person && makers[byPerson]?.person == nil)
            #expect(makers[byApp]?.action == "customers.create")
            #expect(try await inside.services.audit.makers(of: .projects, ids: [byKey], in: office.scope).isEmpty)
            let limited = TenantScope(id: office.id, limit: AccessLimit(customers: [byKey], projects: []))
            await #expect(throws: Problem.outsideLimit) {
                _ = try await inside.services.audit.makers(of: .customers, ids: [byKey], in: limited)
            }
        }
    }

    @Test func `the chain's state says what is sealed and signed, of this tenant alone`() async throws {
        let office = try await Office.open()
        for name in ["Ada", "Grace"] { try await office.customer(name) }
        try await Inside.with(office.daemon) { inside in
            let state = try await eventually("the seal") {
                let state = try await inside.services.audit.chainState(of: office.scope)
                return state.unsealed == 0 ? state : nil
            }
            // The tenant, its key and the customers.
            #expect(state.lastLink == 4 && state.lastCheckpoint == 4 && state.oldestUnsealed == nil)
            #expect(state.lastSealedEventAt != nil && state.lastCheckpointAt != nil && state.epoch == 1)
            let nobody = try await inside.services.audit.chainState(of: TenantScope(id: 999_999_999))
            #expect(nobody.lastLink == 0 && nobody.lastCheckpointAt == nil)
        }
    }

    @Test func `pages follow each other by the last event, within every filter`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer("0")
        for name in 1...4 {
            _ = try await office.client.patch("\(Path.customers)\(customer)/", #"{"name": "\#(name)"}"#)
        }
        try await office.customer("Other")
        try await Inside.with(office.daemon) { inside in
            var filter = AuditFilter()
            (filter.resource, filter.resourceID, filter.actor) = ("customers", customer, "key:\(office.key.id)")
            var seen: [String] = []
            while true {
                let page = try await inside.services.audit.page(filter, limit: 2, of: office.scope)
                seen += page.events.map(\.action)
                guard let next = page.next else { break }
                filter.after = next
            }
            #expect(seen == Array(repeating: "customers.update", count: 4) + ["customers.create"])
        }
    }
}

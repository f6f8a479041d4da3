import Domain
import Foundation
import JSON
import Testing

@testable import HTTPServer

@Suite struct `A row that a form names` {
    private struct Scene {
        let office: Office
        let desk: Desk

        static func open(_ names: String...) async throws -> (scene: Scene, ids: [Int64]) {
            let office = try await Office.open()
            var ids: [Int64] = []
            for name in names { ids.append(try await office.customer(name)) }
            return (Scene(office: office, desk: try await Desk(try await office.hire())), ids)
        }

        func found(_ words: String) async throws -> JSONValue {
            let answer = try await desk.get("/find/customers/?words=\(words)")
            #expect(answer.status == 200 && answer["content-type"] == "application/json")
            #expect(answer["cache-control"] == "no-store")
            return try answer.json
        }

        func make(_ project: String, for customer: String, _ more: [String: String] = [:]) async throws -> HTTPAnswer {
            let path = "/projects/new/"
            let entries = try Desk.entries(try await desk.get(path), path)
            let typed = ["name": project, "find.customer_id": customer].merging(more) { $1 }
            return try await desk.post(path, entries.typing(typed))
        }
    }

    @Test func `is offered by a part of its name, by name and a few at a time, and never another business's`()
        async throws
    {
        let (scene, ids) = try await Scene.open("Zeta", "Éta", "Beta <b>")
        _ = try await Scene.open("Eta of somebody else")
        let found = try await scene.found("ETA")
        #expect(found["more"] == false)
        #expect(
            found["rows"]?.arrayValue?.compactMap { $0["label"]?.stringValue }.sorted() == ["Beta <b>", "Zeta", "Éta"])
        let only = try await scene.found("zet")["rows"]?.arrayValue ?? []
        #expect(only.map { $0["value"] } == [.string("\(ids[0])")])
        #expect(try await scene.found("nobody")["rows"] == .array([]))
        #expect(try await scene.found("%25")["rows"] == .array([]))
        for number in 0..<12 { try await scene.office.customer("Eta \(number)") }
        let some = try await scene.found("eta+")
        #expect(some["more"] == true && some["rows"]?.arrayValue?.count == 10)
        // Without words the newest, which are what somebody is at work with.
        #expect(try await scene.found("")["rows"]?[0]?["label"] == "Eta 11")
    }

    @Test func `is taken by its whole name, and looked for where that is not clear`() async throws {
        let (scene, ids) = try await Scene.open("Zeta & Sons", "Zeta & Sons Ltd", "Twin", "Twin")
        let made = try await scene.make("Shop", for: " zeta & sons ")
        #expect(made.status == 303, "\(made.text)")
        let project = try await scene.office.client.get("\(Path.projectList)?search=Shop").rows.first
        #expect(project?["customer_id"]?.int64Value == ids[0])
        for (words, isFound) in [("zeta", true), ("twin", true), ("nobody", false)] {
            let answer = try await scene.make("Other", for: words)
            #expect(answer.status == 200)
            let said = Language.english.texts.data
            #expect(answer.text.contains(isFound ? said.foundHint : said.noneFound), "\(words)")
            #expect(answer.text.contains("<select id=\"customer_id\" name=\"customer_id\" autofocus"), "\(words)")
        }
        #expect(try await scene.office.client.get("\(Path.projectList)?search=Other").rows.isEmpty)
        // What was chosen is taken, whatever was typed beside it.
        let chosen = try await scene.make("Third", for: "twin", ["customer_id": "\(ids[1])"])
        #expect(chosen.status == 303)
    }

    @Test func `filters a list by its name, once it is clear which it is`() async throws {
        let (scene, ids) = try await Scene.open("Zeta & Sons", "Twin", "Twin")
        for id in ids { try await scene.office.invoice(id) }
        let answer = try await scene.desk.get("/invoices/?search=work&customer_id=&find.customer_id=zeta&status=draft")
        #expect(answer.status == 303)
        #expect(answer["location"] == "/invoices/?search=work&status=draft&customer_id=\(ids[0])")
        let several = try await scene.desk.get("/invoices/?find.customer_id=twin")
        #expect(several.status == 200 && several.text.contains("value=\"\(ids[2])\""))
        #expect(!several.text.contains("<option value=\"\(ids[0])\""))
    }
}

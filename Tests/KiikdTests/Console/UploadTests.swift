import Domain
import Foundation
import JSON
import Testing

@testable import HTTPServer
@testable import kiikd

@Suite struct `Documents handed in by a page` {
    private static let path = "/documents/new/"
    private static let words = Language.english.texts.upload

    private struct Scene {
        let office: Office
        let desk: Desk

        static func open(role: String = "Owner", on daemon: RunningDaemon? = nil) async throws -> Scene {
            let office = try await Office.open(on: daemon)
            return Scene(office: office, desk: try await Desk(try await office.hire(role: role)))
        }

        func entries() async throws -> [(String, String)] { try Desk.entries(try await desk.get(path), path) }

        func upload(_ files: (name: String, content: String)...) async throws -> HTTPAnswer {
            try await desk.upload(
                path, try await entries(), files.map { Desk.File(name: $0.name, content: $0.content) })
        }

        func documents() async throws -> Int { try await office.client.get(Path.documentList).rows.count }
    }

    @Test func `a file is read, kept once and shown, and its act is the one of programs`() async throws {
        let scene = try await Scene.open(role: "Support")
        let entries = try await scene.entries()
        let file = Desk.File(name: "ada \u{E9}.txt", content: "Name: Ada Lovelace\r\nEmail: ada@engines.example")
        let sent = try await scene.desk.upload(Self.path, entries, [file])
        try #require(sent.status == 303, "\(sent.text.prefix(2000))")
        let place = try #require(sent["location"])
        #expect(place.wholeMatch(of: /\/documents\/\d+\//) != nil)
        let page = try await scene.desk.get(place)
        #expect(page.text.contains("Ada Lovelace") && page.text.contains("ada \u{E9}.txt"))
        let audit = try await scene.office.daemon.sql(
            "SELECT action || ' ' || split_part(actor, ':', 1) FROM audit_events WHERE tenant_id = \(scene.office.id) AND resource = 'documents'"
        )
        #expect(audit == "documents.upload user")
        // Sent twice, it is there once; with another file in it, it is another wish.
        let again = try await scene.desk.upload(Self.path, entries, [file])
        #expect(again.status == 303 && again["location"] == place)
        let other = try await scene.desk.upload(Self.path, entries, [Desk.File(name: "b.txt", content: "Name: Bob")])
        #expect(other.status == 409)
        #expect(try await scene.documents() == 1)
        #expect(try scene.office.storedFiles().count == 1)
    }

    @Test func `several files are all taken or none, and each that is not is named with its reason`() async throws {
        let scene = try await Scene.open()
        let bad = try await scene.upload(
            ("good.txt", "Name: Ada"), ("none.bin", "\u{1}\u{2}"), ("void.txt", ""), ("\u{202E}fdp.txt", "Name: Bob"))
        #expect(bad.status == 422)
        for said in [
            "none.bin is none of the kinds", "void.txt is empty", "The name of fdp.txt cannot be kept",
            Self.words.nothingKept,
        ] {
            #expect(bad.text.contains(said), "\(said)")
        }
        #expect(!bad.text.contains("good.txt"))
        #expect(try await scene.documents() == 0)
        #expect(try scene.office.storedFiles().isEmpty)
        let good = try await scene.upload(("a.txt", "Name: Ada"), ("b.txt", "Name: Bob"))
        #expect(good.status == 303 && good["location"] == "/documents/?status=pending")
        #expect(try await scene.documents() == 2)
        #expect(try scene.office.storedFiles().count == 2)
    }

    @Test func `no file, too many files and a part that is no file are told`() async throws {
        let scene = try await Scene.open()
        // What a browser sends where nothing was chosen.
        for answer in [
            try await scene.upload(("", "")), try await scene.upload(),
            try await scene.desk.upload(Self.path, try await scene.entries() + [("file", "Name: Ada")], []),
        ] {
            #expect(answer.status == 422 && answer.text.contains(Self.words.none))
        }
        let many = (0...DocumentUploading.most).map { Desk.File(name: "\($0).txt", content: "Name: Ada") }
        let answer = try await scene.desk.upload(Self.path, try await scene.entries(), many)
        #expect(answer.status == 422)
        #expect(answer.text.contains(Self.words.tooMany(many.count, DocumentUploading.most)))
        #expect(try await scene.documents() == 0)
    }

    @Test func `a form with files needs its proof of origin and its permission, wherever the proof stands`()
        async throws
    {
        let scene = try await Scene.open()
        // Somebody else's page cannot know what proves that a form was this person's.
        let entries = try await scene.entries().without("form_of")
        let files = [Desk.File(name: "a.txt", content: "Name: Ada")]
        let other = try await Desk(try await scene.office.hire())
        for wrong in [
            entries.without("token"), entries.typing(["token": "rubbish"]),
            entries.typing(["token": other.browser.csrf]),
        ] {
            #expect(try await scene.desk.upload(Self.path, wrong, files).status == 400)
        }
        #expect(try await scene.desk.post(Self.path, entries).status == 400)
        #expect(try await scene.desk.upload(Self.path, entries.typing(["on_data": "test"]), files).status == 409)
        let reader = try await Desk(try await scene.office.hire(role: "Read-only"))
        #expect(try await reader.get(Self.path).status == 403)
        let body = String(repeating: "x", count: 300_000)
        let refused = try await reader.upload(
            Self.path, [("token", reader.browser.csrf), ("on_data", "live")], [Desk.File(name: "a.txt", content: body)])
        #expect(refused.status == 403)
        #expect(try await scene.documents() == 0)
        #expect(try scene.office.storedFiles().isEmpty)
        // No field has to stand before another.
        let late = try await scene.desk.upload(Self.path, entries.reversed(), files)
        #expect(late.status == 303)
    }

    @Test func `what is larger than the limit is refused in words, and the form names the limit`() async throws {
        let daemon = try await RunningDaemon.start(environment: ["KIIK_UPLOAD_LIMIT": "65536"])
        let scene = try await Scene.open(on: daemon)
        #expect(try await scene.desk.get(Self.path).text.contains("64\u{A0}KB"))
        let answer = try await scene.upload(("big.txt", String(repeating: "a", count: 70_000)))
        #expect(answer.status == 413)
        #expect(answer["content-type"] == "text/html; charset=utf-8" && answer.text.contains("64\u{A0}KB"))
        #expect(try await scene.documents() == 0)
        #expect(try await daemon.stop() == 0)
    }
}

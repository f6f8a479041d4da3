import AuthCore
import Domain
import Testing

@testable import HTTPServer

@Suite struct `Connecting, as pages say it` {
    @Test(arguments: [
        ("https://kiik.example", true), ("https://kiik.example:8443/base", true), ("http://kiik.example", false),
        ("https://localhost:8100", false), ("https://127.0.0.1", false), ("https://[::1]:8100", false),
        ("https://localhost.example", true),
    ])
    func `an address that services on the internet cannot reach is known`(address: String, isReachable: Bool) {
        #expect(ConnectGuide.isReachable(address) == isReachable)
    }

    @Test(arguments: ConnectGuide.allCases)
    func `both languages lead the same way`(guide: ConnectGuide) {
        let (english, french) = (
            Language.english.texts.connect.steps(guide), Language.french.texts.connect.steps(guide)
        )
        #expect(!english.isEmpty)
        #expect(english.map(\.code) == french.map(\.code))
        #expect(english.map { $0.link == nil } == french.map { $0.link == nil })
        #expect(zip(english, french).allSatisfy { $0.title != $1.title && $0.text != $1.text })
        #expect(!guide.tests.isEmpty)
    }

    @Test func `every test is started from a guide`() {
        #expect(Set(ConnectGuide.allCases.flatMap(\.tests)) == Set(TestedClient.allCases))
    }

    @Test func `codes name this server's own addresses`() {
        let codes = ConnectGuide.Code.allCases.map { $0.text(at: "https://kiik.example", Language.english.texts) }
        #expect(codes.contains("https://kiik.example/mcp"))
        #expect(codes.contains("https://kiik.example/api/schema/"))
        #expect(Set(codes).count == codes.count)
    }

    private func said(_ step: StepList.Step) -> [String] {
        step.found.map { found in
            found.sentences.map { $0.english ?? $0.parts.map(\.text).joined() }.joined(separator: " ")
        }
    }

    @Test func `a failed step says what broke, and what to do in the reader's language`() {
        let fault = ConnectionTestStep.Fault(
            id: "answer", rule: "The server answers.", detail: "no route \u{202E}<b>", source: "RFC 9110, 3.4",
            isStopping: true)
        let step = ConnectionTestStep(
            name: .server, outcome: .failed, detail: "no route", faults: [fault], advice: "Look at the proxy.")
        let english = ConnectionTestPage.shown(step, Language.english.texts)
        #expect(english.title == "The public address" && english.badge == Badge("Failed", .bad))
        #expect(english.found.map(\.name) == ["Expected:", "Found:"])
        #expect(said(english) == ["The server answers.", "no route <b>"])
        // Whoever connects a program is not told in the words of those who run the server.
        #expect(english.text == "")
        #expect(english.fold?.text == "Look at the proxy." && english.fold?.sources == ["RFC 9110, 3.4"])
        let french = ConnectionTestPage.shown(step, Language.french.texts)
        #expect(french.title == "L’adresse publique")
        // What nobody has translated is marked as what it is.
        #expect(french.found.flatMap(\.sentences).map { $0.english != nil } == [false, true])
        #expect(french.fold?.text?.contains("KIIK_PUBLIC_URL") == true)
        let passed = ConnectionTestPage.shown(
            ConnectionTestStep(name: .tools, outcome: .passed, detail: "42 tools"), Language.french.texts)
        #expect(passed.text == "" && said(passed) == ["42 outils"] && passed.fold == nil)
    }

    @Test func `what passed and breaks a rule says what was expected, and is not all green`() {
        let fault = ConnectionTestStep.Fault(
            id: "https", rule: "The address begins with https://.", detail: "", source: "RFC 6750", isStopping: false)
        let step = ConnectionTestStep(name: .challenge, outcome: .passed, detail: "401", faults: [fault])
        let shown = ConnectionTestPage.shown(step, Language.english.texts)
        #expect(shown.badge == Badge("Passed, but…", .warning))
        #expect(said(shown) == ["401", "The address begins with https://.", "It is not so."])
    }

    @Test func `what the person can do is said openly`() {
        let fault = ConnectionTestStep.Fault(
            id: "consent", rule: "There is a button.", detail: "None.", source: "RFC 6749", isStopping: true)
        let step = ConnectionTestStep(
            name: .login, outcome: .failed, detail: "", faults: [fault], advice: "Repeat the test.")
        let shown = ConnectionTestPage.shown(step, Language.english.texts)
        #expect(shown.text == "Repeat the test." && shown.fold?.text == nil)
    }

    @Test func `a verdict names the step where it would fail`() {
        let words = Language.english.texts.connect
        let bad = ConnectionTestPage.notice(.init(failedAt: .token, sentence: ""), .chatgpt, isReachable: true, words)
        #expect(bad.role == "alert" && bad.text.plain.contains("Tokens") && bad.link?.address == "#step-token")
        let well = ConnectionTestVerdict(failedAt: nil, sentence: "")
        let good = ConnectionTestPage.notice(well, .claude, isReachable: true, words)
        #expect(good.style == "good" && good.role == "status" && good.text.plain.contains("Claude"))
        // Nothing is green that cannot work.
        let alone = ConnectionTestPage.notice(well, .chatgpt, isReachable: false, words)
        #expect(alone.style == "warning" && alone.text.plain.contains("do not reach"))
        #expect(ConnectionTestPage.notice(well, .key, isReachable: false, words).style == "good")
    }

    @Test func `the parts of a streamed page parse`() {
        #expect(StreamedPage.beginning != nil)
        #expect(StreamedPage.blocks != nil)
        #expect(StreamedPage.step != nil)
    }

    @Test(arguments: [Language.english, .french])
    func `a streamed page is a whole one, and what is sent is text`(language: Language) async throws {
        let shell = Shell(
            skip: "Skip", menu: "Menu", navigation: "Places", business: "acme", switching: "Switch", environment: nil,
            person: "Ada",
            profile: "Profile", groups: [], logout: .init(label: "Log out", action: "/logout/", hidden: []))
        let page = ConsolePage("A test")
        let answer = StreamedPage(page: page, shell: shell, language: language).answer { stream in
            try await stream.beginSteps(waiting: [.notice(NoticeBox(.info, "Wait."))], "Steps")
            try await stream.step(
                .init(
                    title: "<i>one</i>",
                    found: [.init(sentences: [.init("<script>alert(1)</script>", Language.english.texts)])]))
            try await stream.endSteps([.notice(NoticeBox(.good, "It went well."))])
            try await stream.blocks([.text("That is all.")])
        }
        let produce = try #require(answer.producer)
        let pieces = Pieces()
        try await produce { await pieces.add($0) }
        let text = await pieces.text
        #expect(text.hasPrefix("<!doctype html>"))
        #expect(text.contains("<html lang=\"\(language.rawValue)\">"))
        #expect(text.contains("<ol class=\"steps\">"))
        #expect(text.contains("&lt;i&gt;one") && text.contains("&lt;script&gt;alert"))
        #expect(text.contains("It went well.") && text.contains("That is all."))
        #expect(text.components(of: "<div") == text.components(of: "</div>"))
        #expect(text.trimmingWhitespace.hasSuffix("</body></html>"))
        #expect(text.components(of: "<main") == 1 && text.components(of: "</main>") == 1)
    }
}

@Suite struct `A redirect URI, while it is typed` {
    @Test func `every fault has its sentence in both languages`() {
        let addresses = [
            "", "app.example", "https://app.example/#here", "javascript:alert(1)", "https://ada@app.example/",
            "http://app.example/callback",
        ]
        for words in [Language.english.texts.clients, Language.french.texts.clients] {
            let sentences = addresses.map { ApplicationEditing.sentence(of: $0, words) }
            #expect(Set(sentences).count == addresses.count)
            #expect(!sentences.contains(words.redirectGood))
            #expect(ApplicationEditing.sentence(of: "https://app.example/callback", words) == words.redirectGood)
            #expect(ApplicationEditing.sentence(of: "http://127.0.0.1/callback", words) == words.redirectNative)
            #expect(ApplicationEditing.sentence(of: "com.example.app:/callback", words) == words.redirectNative)
        }
    }
}

private actor Pieces {
    private var bytes: [UInt8] = []
    var text: String { String(decoding: bytes, as: UTF8.self) }
    func add(_ piece: [UInt8]) { bytes += piece }
}

extension String {
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}

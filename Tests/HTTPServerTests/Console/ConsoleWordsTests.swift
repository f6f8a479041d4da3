import Domain
import Testing

@testable import HTTPServer

/// Sentences that depend on what they are about.
struct ConsoleWordsTests {
    @Test func aNameAndItsValueAreJoinedAsTheLanguageDoes() {
        #expect(Language.english.texts.formats.pair("Role", "Owner") == "Role: Owner")
        #expect(Language.french.texts.formats.pair("Rôle", "Owner") == "Rôle\u{A0}: Owner")
    }

    @Test func countsHaveTheirNumber() {
        let (english, french) = (Language.english.texts.home, Language.french.texts.home)
        #expect(english.errorsText(1, "1") == "1 call was refused or failed")
        #expect(english.errorsText(0, "0") == "0 calls were refused or failed")
        #expect(english.pendingText(1, "1") == "1 document to decide on")
        #expect(english.pendingText(2, "2") == "2 documents to decide on")
        #expect(french.errorsText(0, "0") == "0 appel refusé ou en échec")
        #expect(french.errorsText(2000, "2\u{202F}000") == "2\u{202F}000 appels refusés ou en échec")
    }

    @Test func oneActIsToldByTheRowsThatCanBeOpened() {
        func event(_ resource: String, _ request: String, _ action: String = "members.invite") -> AuditEvent {
            AuditEvent(
                id: UUIDv7(high: 0, low: 0), transaction: 0, occurredAt: Timestamp(microseconds: 0), actor: "user:1",
                onBehalfOf: "", ip: "",
                requestID: request, action: action, resource: resource, resourceID: 1, before: nil, after: nil)
        }
        let events = [
            event("messages", "b"), event("memberships", "b"), event("links", "b"), event("links", "a"),
            event("messages", "a"), event("messages", "a", "sessions.login"), event("links", ""), event("links", ""),
            event("keys", "c"), event("keys", "c"),
        ]
        let told = HomeGlance.acts(events) { ["memberships", "keys"].contains($0.resource) }
        #expect(told.map(\.resource) == ["memberships", "links", "messages", "links", "links", "keys", "keys"])
        #expect(told.map(\.requestID) == ["b", "a", "a", "", "", "c", "c"])
    }

    @Test func anEmptyListIsNotCountedToo() {
        func total(_ rows: [Table.Row], first: PageLink? = nil) -> String? {
            let empty = Table.Empty(text: "Nothing")
            return Table("List", [Table.Column("Name")], rows, empty: empty, first: first, total: "0 in all").total
        }
        #expect(total([]) == nil && total([Table.Row([.text("One")])]) != nil)
        #expect(total([], first: PageLink("First page", "/")) != nil)
    }

    @Test func anAddressAndAnAmountAreNotBroken() {
        func style(_ cell: Table.Cell) -> String? { cell.child(named: "style") as? String }
        #expect(style(.foreign("accounts@acme.example")) == "whole")
        #expect(style(.foreign("Acme")) == nil)
        #expect(style(.foreign("a" + String(repeating: "b", count: 100) + "@acme.example")) == nil)
        let cell = Table.Cell.foreign(ForeignText("INV-1\u{A0}x"), and: " (75,00\u{A0}€)")
        #expect(cell.child(named: "text") as? String == "INV-1 x (75,00\u{A0}€)")
    }

    @Test func aShareOfErrorsHasItsColour() {
        let formats = Formats(texts: Language.english.texts.formats, zone: .utc)
        func share(_ failures: Int64, of calls: Int64) -> Badge? {
            HomeGlance.share(UsageTotals(byStatus: [200: calls - failures, 403: failures]), formats)
        }
        #expect(share(0, of: 506) == nil && share(0, of: 0) == nil)
        #expect(share(1, of: 1000) == Badge("0.1%", .plain))
        #expect(share(25, of: 500) == Badge("5%", .warning))
        #expect(share(91, of: 506) == Badge("18%", .bad))
    }

    @Test func whatIsDoneFirstIsOneLineOnceItIsDone() {
        let words = Language.english.texts.home
        func step(_ isDone: Bool) -> HomeChecklist.Step {
            .init(card: CardGrid.Card(title: "One", text: ""), isDone: isDone)
        }
        let open = HomeChecklist.blocks([step(true), step(false)], words)
        #expect(open.first.count == 2 && open.last.isEmpty)
        let done = HomeChecklist.blocks([step(true), step(true)], words)
        #expect(done.first.isEmpty && done.last.first?.fold?.badge == Badge(words.isDone, .good))
        #expect(HomeChecklist.blocks([], words).first.isEmpty && HomeChecklist.blocks([], words).last.isEmpty)
    }

    @Test func anEndBeforeItsBeginningIsNoNumberOutOfRange() {
        let french = Language.french.texts.faults
        let order = french.sentence(
            of: Fault("end_date", .range, "A project cannot end before it starts."), in: .french)
        #expect(order == "La fin est avant le début.")
        let range = french.sentence(of: Fault("amount", .range, "Ensure this amount is not negative."), in: .french)
        #expect(range == "Cette valeur est hors limites.")
    }

    @Test func aYoungKeyIsSpokenOfSinceItWasMade() {
        for language in [Language.english, .french] {
            let words = language.texts.usage
            #expect(words.privilegesText("TODAY").contains("TODAY") && !words.privilegesText("TODAY").contains("30"))
            #expect(words.privilegesText(nil).contains("30"))
        }
    }

    @Test func tabsUnderOneTitleAreToldApartByTheWindow() throws {
        var page = ConsolePage(Phrase("Usage"))
        let shell = Shell(
            skip: "", menu: "", navigation: "", business: "", switching: "", environment: nil, person: "", profile: "",
            groups: [], logout: Shell.Logout(label: "", action: "/", hidden: []))
        page.tabs = [
            .init(label: "Overview", address: "/usage/"), .init(label: "Log", address: "/usage/log/", isHere: true),
        ]
        #expect(page.document(in: shell, .english).windowTitle == "Log · Usage · kiik")
        page.isFault = true
        #expect(page.document(in: shell, .english).windowTitle == "Error: Log · Usage · kiik")
        page.tabs = [.init(label: "Usage", address: "/usage/", isHere: true)]
        page.isFault = false
        #expect(page.document(in: shell, .english).windowTitle == "Usage · kiik")
    }

    @Test func aPageThatIsCalledLikeItsTabIsToldApartByItsPlace() {
        let entries = [Shell.Entry(label: "Settings", address: "/settings/", isHere: true)]
        let shell = Shell(
            skip: "", menu: "", navigation: "", business: "", switching: "", environment: nil, person: "", profile: "",
            groups: [Shell.Group(title: nil, entries: entries)],
            logout: Shell.Logout(label: "", action: "/", hidden: []))
        var page = ConsolePage(Phrase("Security"))
        page.tabs = [.init(label: "Security", address: "/settings/security/", isHere: true)]
        let document = page.document(in: shell, .english)
        #expect(document.windowTitle == "Security · Settings · kiik")
        #expect(document.page.tabs?.label == "Settings")
    }
}

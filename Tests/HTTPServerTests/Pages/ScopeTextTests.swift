import AuthCore
import Domain
import Testing

@testable import HTTPServer

@Suite struct `Scopes in words` {
    private static let catalog = Permission.catalog

    /// Every spelling of the grammar.
    private static let scopes =
        (catalog.resources + ["*"]).flatMap { resource in
            ["create", "read", "update", "delete", "write", "*"].map { "\(resource):\($0)" }
        } + ["documents:import", "*:import", "*", "openid", "profile", "email", "offline_access"]

    @Test(arguments: Language.allCases)
    func `every scope there is has a sentence of its own`(language: Language) throws {
        let texts = language.texts.scopes
        let single = catalog(of: Self.catalog.all)
        #expect(Set(single).isSubset(of: Self.scopes))
        var sentences: [String: String] = [:]
        for scope in Self.scopes where scope != "*" {
            let meaning = try #require(texts.meaning(of: scope), "\(scope)")
            #expect(!meaning.title.isEmpty && meaning.sentence != scope && !meaning.sentence.contains(":"), "\(scope)")
            #expect(sentences[meaning.sentence] == nil || scope == "*:import", "\(scope) is said as another one is")
            sentences[meaning.sentence] = scope
        }
    }

    private func catalog(of set: PermissionSet) -> [String] {
        set.permissions.compactMap(Self.catalog.name(of:))
    }

    @Test(arguments: Language.allCases)
    func `what changes something is marked, and nothing else`(language: Language) throws {
        let texts = language.texts.scopes
        for scope in Self.scopes {
            let isWrite = try #require(texts.meaning(of: scope)).isWrite
            let allowed = try? Self.catalog.parse([scope])
            let writes = allowed.map { catalog(of: $0).contains { !$0.hasSuffix(":read") } } ?? false
            #expect(isWrite == writes, "\(scope)")
        }
    }

    @Test func `other systems' names are said as what they mean`() throws {
        let texts = Language.english.texts.scopes
        #expect(texts.meaning(of: "tasks.add_workitem") == texts.meaning(of: "work_items:create"))
        #expect(texts.meaning(of: "customers.view_customer")?.sentence == "See customers")
        #expect(try #require(texts.meaning(of: "customers.delete_customer")).isWrite)
    }

    @Test(arguments: [
        "", ":", "customers", "customers:", ":read", "customers:read:x", "Customers:read", "x:*", "*:x",
        "customers:import",
    ])
    func `what is no scope has no sentence`(scope: String) {
        for language in Language.allCases { #expect(language.texts.scopes.meaning(of: scope) == nil) }
    }

    @Test func `languages say different things`() {
        for scope in Self.scopes {
            #expect(
                Language.english.texts.scopes.meaning(of: scope)?.sentence
                    != Language.french.texts.scopes.meaning(of: scope)?.sentence, "\(scope)")
        }
    }
}

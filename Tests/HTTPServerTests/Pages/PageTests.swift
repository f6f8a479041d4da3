import AuthCore
import Foundation
import Testing

@testable import HTTPServer

@Suite struct Pages {
    private func html(_ page: any WebPage, _ language: Language = .english) -> String {
        String(decoding: page.render(in: language), as: UTF8.self)
    }

    @Test(arguments: Language.allCases)
    func `every page renders in every language, with nothing left of its template`(language: Language) {
        for (name, page) in SamplePages.all {
            let html = html(page, language)
            #expect(html.hasPrefix("<!doctype html>\n<html lang=\"\(language.rawValue)\">"), "\(name)")
            #expect(html.hasSuffix("</main></body></html>\n") && !html.contains("{{"), "\(name)")
            #expect(!html.contains("Phrase") && !html.contains("Optional("), "\(name)")
        }
    }

    @Test func `S28 what an app or a person is called is shown as text, set apart, and turns nothing around`() {
        for (name, page) in SamplePages.all {
            let html = html(page)
            #expect(!html.contains("<script") && !html.contains("<b>") && !html.contains("\u{202E}"), "\(name)")
        }
        let consent = html(SamplePages.consent(app: SamplePages.hostile))
        #expect(consent.contains("<h1><bdi>&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;moc.tpgtahc "))
        #expect(html(SamplePages.consent(app: "\u{202E}")).contains("<bdi>An app without a name</bdi>"))
        for mark in ["\"", "<", ">", "&", "'"] {
            let login = html(LoginPage(app: "a\(mark)\u{301}", email: "e\(mark)\u{301}", action: "/"))
            #expect(!login.contains(mark + "\u{301}"), "\(mark)")
        }
    }

    @Test func `S28 consent names the app, where it leads, the tenant, and warns of who is not verified`() {
        let page = html(SamplePages.consent(host: "evil.example"))
        #expect(page.contains("<dt>Takes you back to</dt><dd><bdi>evil.example</bdi></dd>"))
        #expect(page.contains("<dt>Business</dt><dd><bdi>Société Générale &amp; Fils</bdi></dd>"))
        #expect(page.contains("This app is not verified") && page.contains("ada@acme.example"))
        #expect(!html(SamplePages.consent(isVerified: true)).contains("not verified"))
        #expect(html(SamplePages.consent(), .french).contains("Cette application n’est pas vérifiée"))
    }

    @Test func `consent brings back what is ticked, and Authorize comes before Cancel`() throws {
        let page = html(SamplePages.consent())
        #expect(page.contains("<input type=\"checkbox\" name=\"scope\" value=\"customers:read\" checked>"))
        #expect(page.contains("<input type=\"checkbox\" name=\"scope\" value=\"customers:write\">"))
        #expect(page.contains("<input type=\"hidden\" name=\"tenant\" value=\"t1\">"))
        #expect(page.contains("<input type=\"hidden\" name=\"request\" value=\"r_&quot;&#39;&lt;&amp;&gt;\">"))
        #expect(page.contains("<input type=\"radio\" name=\"reach\" value=\"all\" checked>"))
        #expect(page.contains("<input type=\"checkbox\" name=\"customer\" value=\"2\" checked>"))
        #expect(page.contains("<input type=\"checkbox\" name=\"project\" value=\"9\">"))
        let allow = try #require(
            page.range(of: "<button type=\"submit\" name=\"decision\" value=\"allow\">Authorize</button>"))
        let deny = try #require(page.range(of: "name=\"decision\" value=\"deny\" class=\"second\">Cancel</button>"))
        #expect(allow.lowerBound < deny.lowerBound)
        #expect(html(SamplePages.consent(), .french).contains("value=\"allow\">Autoriser</button>"))
        let several = html(SamplePages.consent(tenants: 3))
        #expect(several.contains("<option value=\"t2\" selected>Tenant 2</option>"))
        #expect(!several.contains("type=\"hidden\" name=\"tenant\""))
        let small = html(SamplePages.consent(isSmall: true))
        #expect(!small.contains("name=\"reach\"") && !small.contains("name=\"customer\""))
    }

    @Test func `scopes of one resource stand together, what changes something or is new is marked`() {
        let page = html(SamplePages.consent(isNew: true))
        #expect(page.components(separatedBy: "<legend>Customers</legend>").count == 3)  // the scopes and the limits
        #expect(page.contains("Add and change customers <span class=\"badge writes\">Makes changes</span>"))
        #expect(page.contains("<span>See customers</span>"))
        #expect(page.contains("Makes customers") == false && page.contains("Make customers out of documents"))
        #expect(page.contains("<span class=\"badge new\">New</span>") && page.contains("in addition"))
        #expect(!html(SamplePages.consent()).contains("badge new\">"))
        // Unknown here, so it is shown as it is, and as dangerous.
        #expect(page.contains("&quot;&gt;&lt;b&gt;unknown <span class=\"badge writes\">"))
    }

    @Test func `a login keeps what was typed, never the password, and asks for a code when one is needed`() {
        let plain = html(LoginPage(action: "/oauth/login/"))
        #expect(plain.contains("type=\"email\" autocomplete=\"username\" required autofocus"))
        #expect(plain.contains("type=\"password\" autocomplete=\"current-password\" required aria-"))
        #expect(!plain.contains("name=\"code\"") && !plain.contains("role=\"alert\""))
        let wrong = html(LoginPage(email: "ada@acme.example", fault: .wrongCredentials, action: "/oauth/login/"))
        #expect(wrong.contains("required value=\"ada@acme.example\" aria-"))
        let fault = html(LoginPage(asksForCode: true, fault: .wrongCode, action: "/oauth/login/"))
        #expect(fault.contains("<title>Error: Log in</title>") && fault.contains("role=\"alert\">The code is wrong"))
        #expect(fault.contains("name=\"code\" type=\"text\" autocomplete=\"one-time-code\" required"))
        #expect(!fault.contains("name=\"email\"") && !fault.contains("name=\"password\""))
        let wait = html(LoginPage(fault: .tooManyTries(seconds: 250), action: "/"), .french)
        #expect(
            wait.contains("Réessayez dans 5 minutes.") && wait.contains("<title>Erreur\u{A0}: Se connecter</title>"))
        let needed = html(LoginPage(asksForCode: true, fault: .codeNeeded, action: "/"))
        #expect(needed.contains("<title>Log in</title>") && needed.contains("name=\"code\""))
        #expect(needed.contains("role=\"status\">The password is right.") && !needed.contains("role=\"alert\""))
    }

    @Test func `apps are listed with what they may do, each with its own button`() {
        let page = html(AuthorizedAppsPage(email: "a@b.example", apps: []))
        #expect(page.contains("No app has access") && !page.contains("<button"))
        let apps = SamplePages.all.filter { $0.name == "apps" }.map { html($0.page, .french) }.joined()
        #expect(apps.contains("<li>Voir les clients</li>") && apps.contains("18 novembre 2026"))
        #expect(apps.contains("<dd>1er janvier 1970</dd>") && apps.contains("Pas encore utilisée"))
        #expect(apps.contains("aria-label=\"Retirer l’accès de \u{2068}ChatGPT\u{2069}\">Retirer l’accès</button>"))
        #expect(apps.contains("Limitée à certains clients ou projets"))
    }

    @Test(arguments: Language.allCases)
    func `S25 S32 no page is shown in a frame, run as a script, kept or told to others`(language: Language) {
        for (name, page) in SamplePages.all {
            let answer = page.answer(in: language)
            #expect(
                answer.headers[.contentSecurityPolicy]
                    == "default-src 'none'; style-src 'sha256-\(PageStyle.digest)'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
                "\(name)")
            #expect(answer.headers[.referrerPolicy] == "no-referrer" && answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
            #expect(answer.headers[.contentLanguage] == language.rawValue)
            #expect(answer.headers[.vary] == "Accept-Language")
        }
        let toApp = SamplePages.consent().answer(in: language, formsLead: .anApp).headers[.contentSecurityPolicy] ?? ""
        #expect(toApp.contains("default-src 'none'") && !toApp.contains("form-action"))
    }

    @Test func `the policy knows the style by its digest`() throws {
        let page = html(MessagePage { $0.account.emailIsConfirmed })
        let style = try #require(page.firstMatch(of: /<style>([\s\S]*)<\/style>/)).output.1
        let digest = try #require(Data(base64Encoded: PageStyle.digest))
        #expect(Array(digest) == SecretDigest(hashing: String(style)).bytes)
    }
}

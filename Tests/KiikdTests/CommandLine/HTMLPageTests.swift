import AuthCore
import Testing

@testable import kiikd

@Suite struct `A page without script` {
    @Test func `its forms are read as a browser sends them`() throws {
        let page = HTMLPage(
            """
            <!DOCTYPE html><title> Log
             in &amp; go </title><p>First <b>words</b><!-- <form><input name=x></form> -->
            <script>document.write("<form><input name=y>")</script><input name=outside>
            <form action='/a?b=1&amp;c=2' METHOD=Post>
            <input name=text value="&lt;&#39;&#x41;&unknown;&quot;"><input type=hidden name=empty>
            <INPUT TYPE=CHECKBOX NAME=on CHECKED><input type=checkbox name=off><input type=radio name=r value=1>
            <input type=radio name=r value=2 checked/><input name=dead disabled><textarea name=area>a <b> c</textarea>
            <select name=s><option value=1>One<option selected>Two &amp; more</select><input type=submit name=go value=Go>
            <button name=d value=deny>Don’t <i>allow</i></button><button type=button name=no>No</button></form>
            <form><button>Search</button></form>
            """)
        #expect(page.title == "Log in & go" && page.lead.hasPrefix("First words") && page.forms.count == 2)
        let form = try #require(page.forms.first)
        #expect(form.action == "/a?b=1&c=2" && form.method == "post")
        #expect(form.buttons.map(\.label) == ["Go", "Don’t allow"])
        let entries = form.entries(pressing: form.buttons.last).map { "\($0.0)=\($0.1)" }
        #expect(
            entries == [
                "text=<'A&unknown;\"", "empty=", "on=on", "r=2", "area=a c", "s=Two & more", "d=deny",
            ])
    }

    @Test func `an allowing button is told from a denying one`() {
        func allowed(_ labels: String...) -> String? {
            let buttons = labels.map { "<button>\($0)</button>" }.joined()
            return ConnectionWalk.allowing(HTMLPage("<form method=post>\(buttons)</form>"))?.1.label
        }
        #expect(allowed("Deny", "Allow") == "Allow")
        #expect(allowed("Refuser", "Autoriser l'accès") == "Autoriser l'accès")
        #expect(allowed("Don't allow", "Not you?") == nil)
        #expect(allowed("Do not authorize") == nil)
    }

    @Test func `a challenge's parameters are read, quoted or not`() {
        let challenge = ChallengeParameters(
            #"Bearer realm="a, \"b\" scope=no", Resource_Metadata = "https://kiik.example/x", scope=one, error="""#)
        #expect(challenge["realm"] == #"a, "b" scope=no"# && challenge["scope"] == "one" && challenge["error"] == "")
        #expect(challenge["resource_metadata"] == "https://kiik.example/x")
    }

    @Test func `a form goes as text that is read back`() {
        let text = PercentEncoding.encode([("a b", "ü&=+%"), ("c", "")])
        #expect(text == "a%20b=%C3%BC%26%3D%2B%25&c=")
        #expect(FormEncoding.decode(text) == ["a b": "ü&=+%", "c": ""])
        #expect(FormEncoding.decode("a=%4&b=1+2&a=3&&=x") == ["a": "%4", "b": "1 2", "": "x"])
    }

    @Test func `random text never traps`() {
        var generator = SystemRandomNumberGenerator()
        let pieces = [
            "<", ">", "/", "=", "\"", "'", "&", ";", "#x", "!--", "-->", "form", "input", "select", "option", "button",
            "textarea", "title", "script", " ", "name", "value", "é", "p", "%", "+",
        ]
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 0...40, using: &generator)).compactMap { _ in
                pieces.randomElement(using: &generator)
            }.joined()
            let page = HTMLPage(text)
            for form in page.forms { _ = PercentEncoding.encode(form.entries(pressing: form.buttons.first)) }
            _ = ChallengeParameters(text)
            _ = FormEncoding.decode(text)
        }
    }
}

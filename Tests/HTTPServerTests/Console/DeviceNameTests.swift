import Testing

@testable import HTTPServer

@Suite struct DeviceNames {
    @Test(arguments: [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0",
            "Edge", "Windows"
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/604.1",
            "Safari", "iPhone"
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox", "Linux"),
    ])
    func `a browser is called what people call it`(agent: String, browser: String, system: String) {
        #expect(DeviceName(agent).browser == browser)
        #expect(DeviceName(agent).system == system)
    }

    @Test func `what nobody knows has no name`() {
        #expect(DeviceName("").browser == nil && DeviceName("").system == nil)
        #expect(DeviceName("<script>alert(1)</script>").browser == nil)
    }
}

@Suite struct SetupPageTests {
    @Test(arguments: Language.allCases)
    func `S28 what was typed is shown as text, and nothing is left of the template`(language: Language) {
        let page = SetupPage(language, token: "\"><b>", existing: "<script>alert(1)</script>")
        let html = String(decoding: page.render(in: language), as: UTF8.self)
        #expect(html.hasSuffix("</main></body></html>\n") && !html.contains("{{"))
        // Its own script, which the policy knows by its digest, and no other.
        #expect(html.ranges(of: "<script").count == 1 && !html.contains("<script>alert"))
        #expect(!html.contains("<b>"))
        #expect(html.contains("name=\"place\" value=\"all\" checked"))
    }
}

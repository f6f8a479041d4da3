import Testing

@testable import HTTPServer

@Suite struct `Where a login leads` {
    @Test(arguments: [
        "/", "/keys", "/keys/", "/keys/12/logs/", "/usage?from=2026-01-01&to=2026-02-01&key=a%20b",
        "/audit/?cursor=x-_~.y",
        "/keys?next=//evil.example", "/login-history", "/apis", "/account/", "/oauth/authorized", "/oauth/authorized/",
    ])
    func `a page of ours is gone on to as it was asked for`(address: String) {
        #expect(NextPage(address).address == address)
    }

    static let nasty = [
        "", " ", "keys", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\\/evil.example",
        "https://evil.example", "http:evil.example", "https:/evil.example", "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x", "/\t/evil.example", "\t//evil.example", " //evil.example", "/ /evil.example",
        "/\n/evil.example", "/\r\nLocation: https://evil.example", "/keys\r\nSet-Cookie: a=b", "/keys\u{0}",
        "/keys\u{7F}", "/keys\u{85}", "/kéys", "/\u{2215}evil.example", "/\u{FF0F}evil.example", "/keys#x",
        "/keys?a=b#//evil.example", "/keys?a=\\evil", "/keys?a=<b>", "/.//evil.example", "/..//evil.example",
        "/a/..//evil.example", "/a//evil.example", "/./api/keys/", "/../api/keys/", "/a/../api/keys/",
        "/%2f/evil.example",
        "/%5cevil.example", "/%09/evil.example", "/%2e%2e/api/keys", "/%61pi/keys/", "/@evil.example", "/:80",
        "/;@evil.example", "//", "/?a b", "@evil.example", ".evil.example", "?next=/", "*",
        "/api", "/api/", "/api/keys/", "/API/keys/", "/api?x", "/mcp", "/verify", "/token", "/oauth/token/",
        "/oauth/authorize/?client_id=x", "/oauth/authorized/x", "/.well-known/jwks.json", "/login",
        "/login?next=/login",
        "/logout/", "/" + String(repeating: "a", count: 2048),
    ]

    @Test(arguments: nasty) func `S3 anything else leads home`(address: String) {
        #expect(NextPage(address).address == "/")
    }

    @Test func `nothing said leads home, and a login's address says where it leads`() {
        #expect(NextPage(nil) == .home)
        #expect(NextPage.home.login == "/login")
        #expect(NextPage("/usage?a=b&c=d").login == "/login?next=%2Fusage%3Fa%3Db%26c%3Dd")
        #expect(NextPage("//evil.example").login == "/login")
    }
}

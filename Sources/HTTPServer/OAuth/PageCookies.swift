import AuthCore
import Domain

/// The cookies of pages. Over https they are `Secure` and this host's alone; where kiikd is reached by http, which is a
/// developer's own machine, no program would send such ones back.
struct PageCookies: Sendable {
    private let isSecure: Bool

    /// As contracts have them, whose clients are told to keep to https.
    static let secure = PageCookies(isSecure: true)

    init(issuer: String) { self.init(isSecure: issuer.hasPrefix("https://")) }

    private init(isSecure: Bool) { self.isSecure = isSecure }

    private var prefix: String { isSecure ? "__Host-" : "" }
    private var attributes: String { "Path=/; \(isSecure ? "Secure; " : "")HttpOnly; SameSite=Lax" }

    /// With the prefix browsers take it only with `Secure`, for this host alone and for all its paths.
    var session: String { "\(prefix)kiik-session" }
    private var browser: String { "\(prefix)kiik-browser" }
    private var environment: String { "\(prefix)kiik-environment" }
    private var done: String { "\(prefix)kiik-done" }

    func setting(session secret: Secret) -> String { "\(session)=\(secret.exposed); \(attributes)" }
    func setting(browser secret: String) -> String { "\(browser)=\(secret); \(attributes)" }
    /// Nothing secret: on which data the console's pages work in this browser.
    func setting(isOnTestData: Bool) -> String {
        isOnTestData ? "\(environment)=test; \(attributes)" : "\(environment)=; \(attributes); Max-Age=0"
    }
    /// What was just done, until the page that says it: a minute, at most.
    func setting(done text: String) -> String { "\(done)=\(text); \(attributes); Max-Age=60" }
    var clearingDone: String { "\(done)=; \(attributes); Max-Age=0" }
    var clearingSession: String { "\(session)=; \(attributes); Max-Age=0" }

    /// 128 random bits.
    static func newBrowser() -> String {
        var random = SecureRandom()
        return (0..<2).map { _ in String(random.next(), radix: 36) }.joined()
    }

    /// What the session's cookie holds; nil where there is none. Of two, nobody knows whose is the caller's.
    func session(in head: RequestHead) -> String? { one(session, in: head) }

    /// What tells this browser from others where nobody is logged in.
    func browser(in head: RequestHead) -> String? { one(browser, in: head) }

    func done(in head: RequestHead) -> String? { one(done, in: head) }

    func isOnTestData(_ head: RequestHead) -> Bool { one(environment, in: head) == "test" }

    private func one(_ name: String, in head: RequestHead) -> String? {
        let values = head.cookies(name)
        return values.count == 1 ? values.first.map(String.init) : nil
    }
}

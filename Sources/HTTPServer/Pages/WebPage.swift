import HTTPTypes
import Mustache

/// A page for people. It works without any script.
protocol WebPage: Sendable {
    /// What the template shows.
    associatedtype Content

    static var template: MustacheTemplate? { get }

    /// True where it says that something went wrong: the window's title begins with that.
    var isFault: Bool { get }

    /// What it can do better with a script, and does without; nil: there is none.
    static var script: String? { get }

    func heading(in texts: Texts) -> Phrase
    func content(in texts: Texts) -> Content
}

extension WebPage {
    static var script: String? { nil }
}

extension WebPage {
    func render(in language: Language) -> [UInt8] {
        let texts = language.texts
        let heading = heading(in: texts)
        let document = Document(
            language: language.rawValue, title: isFault ? texts.layout.fault(heading.plain) : heading.plain,
            heading: heading, texts: texts, page: content(in: texts))
        // Templates are constants, and parse in a test.
        return Array((Self.template?.render(document) ?? "").utf8)
    }

    func answer(
        in language: Language, _ status: HTTPResponse.Status = .ok, _ more: AnswerHeaders = [:],
        formsLead place: FormPlace = .here
    ) -> Answer {
        var headers = PageHeaders.make(
            in: language, style: PageStyle.digest, script: Self.script.map(PageStyle.digest(of:)), formsLead: place)
        for (name, value) in more.fields { headers[name] = value }
        return Answer(status, headers, body: render(in: language))
    }
}

/// What a template sees.
private struct Document<Content> {
    let language: String
    let title: String
    let heading: Phrase
    let texts: Texts
    let page: Content
}

/// Where the answer to a page's form may take the browser.
enum FormPlace: Sendable {
    /// To pages of ours.
    case here
    /// To an app. Chromium and Safari hold every redirect after a form to `form-action`, those of the app's own pages
    /// too, which lead to other hosts and schemes (`claude://`): what is named there could not be complete.
    case anApp
}

enum PageHeaders {
    /// No picture, no style and no script but the named, nothing from elsewhere; never in a frame; the address is told to
    /// nobody.
    /// - Parameters:
    ///   - style: its digest.
    ///   - script: its digest; nil: there is none. It may ask for pages of ours.
    static func make(in language: Language, style: String, script: String? = nil, formsLead place: FormPlace)
        -> AnswerHeaders
    {
        var policy =
            "default-src 'none'; style-src 'sha256-\(style)'; base-uri 'none'; frame-ancestors 'none'"
        if let script { policy += "; script-src 'sha256-\(script)'; connect-src 'self'" }
        if place == .here { policy += "; form-action 'self'" }
        return [
            .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: policy,
            .referrerPolicy: "no-referrer", .cacheControl: "no-store", .contentLanguage: language.rawValue,
            .vary: "Accept-Language",
        ]
    }
}

/// A form that is a button and no more.
struct ButtonForm: Sendable {
    let action: String
    var hidden: [HiddenField] = []
}

/// What a form brings back as it went out.
struct HiddenField: Sendable {
    let name: String
    let value: String
}

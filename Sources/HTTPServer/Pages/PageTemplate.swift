import Mustache

/// What all pages have around them, and the pieces that several have in them.
enum PageTemplate {
    /// Nil where it does not parse.
    static func make(_ content: String) -> MustacheTemplate? {
        whole(
            """
            <!doctype html>
            <html lang="{{language}}"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1"><title>{{title}}</title>
            <style>\(PageStyle.source)</style></head><body><main>
            <h1>\(phrase("heading"))</h1>
            {{#page}}
            \(content)
            {{/page}}
            </main></body></html>

            """)
    }

    /// Nil where it does not parse.
    static func whole(_ page: String) -> MustacheTemplate? {
        MustacheContentTypes.register(EscapedBytes(), named: "BYTES")
        return try? MustacheTemplate(string: "{{% CONTENT_TYPE:BYTES}}\n\(page)")
    }

    /// A ``Phrase``, foreign text set apart.
    static func phrase(_ name: String) -> String {
        "{{#\(name).parts}}{{#isForeign}}<bdi>{{text}}</bdi>{{/isForeign}}{{^isForeign}}{{text}}{{/isForeign}}{{/\(name).parts}}"
    }

    /// What went wrong, read out at once.
    static let alert = "{{#alert}}<p class=\"notice fault\" role=\"alert\">\(phrase("alert"))</p>{{/alert}}"

    static let hidden = "{{#hidden}}<input type=\"hidden\" name=\"{{name}}\" value=\"{{value}}\">{{/hidden}}"

    /// Escapes by bytes: the library does by what a person sees as a character, and `"` with an accent is another one.
    private struct EscapedBytes: MustacheContentType {
        func escapeText(_ text: String) -> String { PageTemplate.escaped(text) }
    }

    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: isSpecial) else { return text }
        var escaped: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): escaped += "&amp;".utf8
            case UInt8(ascii: "<"): escaped += "&lt;".utf8
            case UInt8(ascii: ">"): escaped += "&gt;".utf8
            case UInt8(ascii: "\""): escaped += "&quot;".utf8
            case UInt8(ascii: "'"): escaped += "&#39;".utf8
            default: escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: false
        }
    }
}

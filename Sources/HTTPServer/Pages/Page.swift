import HTTPTypes
import Mustache

/// A page for people: a title, what is said, and at most one form. It works without any script.
struct Page: Sendable {
    struct Field: Sendable {
        let name: String
        let label: String
        let type: String
        /// For password managers.
        let autocomplete: String
        /// What was wrong with it; empty: nothing.
        var fault = ""
    }

    struct Form: Sendable {
        let action: String
        /// Goes back as it came.
        let token: String
        var fields: [Field] = []
        let button: String
    }

    let title: String
    /// True where something went wrong: it is read out at once.
    var isAlert = false
    let text: String
    var form: Form?

    /// No script, no picture, nothing from elsewhere; never in a frame; the token in the address is told to nobody.
    private static let headers: AnswerHeaders = [
        .contentType: "text/html; charset=utf-8",
        .contentSecurityPolicy:
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        .referrerPolicy: "no-referrer", .cacheControl: "no-store",
    ]

    func answer(_ status: HTTPResponse.Status = .ok, _ more: AnswerHeaders = [:]) -> Answer {
        var headers = Self.headers
        for (name, value) in more.fields { headers[name] = value }
        // The template is a constant, and parses in a test.
        return Answer(status, headers, body: Array((Self.template?.render(self) ?? text).utf8))
    }

    static let template = {
        MustacheContentTypes.register(EscapedBytes(), named: "BYTES")
        return try? MustacheTemplate(string: source)
    }()

    /// Escapes by bytes: the library does by what a person sees as a character, and `"` with an accent is another one.
    private struct EscapedBytes: MustacheContentType {
        func escapeText(_ text: String) -> String {
            var escaped: [UInt8] = []
            for byte in text.utf8 {
                switch byte {
                case UInt8(ascii: "&"): escaped += Array("&amp;".utf8)
                case UInt8(ascii: "<"): escaped += Array("&lt;".utf8)
                case UInt8(ascii: ">"): escaped += Array("&gt;".utf8)
                case UInt8(ascii: "\""): escaped += Array("&quot;".utf8)
                case UInt8(ascii: "'"): escaped += Array("&#39;".utf8)
                default: escaped.append(byte)
                }
            }
            return String(decoding: escaped, as: UTF8.self)
        }
    }

    private static let source = """
        {{% CONTENT_TYPE:BYTES}}
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1"><title>{{title}}</title>
        <style>
        :root { color-scheme: light dark }
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 28rem; margin: 4rem auto; padding: 0 1rem }
        label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit }
        input, button { padding: .6rem; margin: .3rem 0 1rem }
        .fault { color: light-dark(#a40000, #ff9c9c); margin: 0 }
        </style></head><body><main>
        <h1>{{title}}</h1>
        <p{{#isAlert}} role="alert"{{/isAlert}}>{{text}}</p>
        {{#form}}
        <form method="post" action="{{action}}">
        <input type="hidden" name="token" value="{{token}}">
        {{#fields}}
        <label for="{{name}}">{{label}}</label>
        {{#fault}}<p class="fault" id="{{name}}-fault">{{fault}}</p>{{/fault}}
        <input id="{{name}}" name="{{name}}" type="{{type}}" autocomplete="{{autocomplete}}" required\
        {{#fault}} aria-invalid="true" aria-describedby="{{name}}-fault"{{/fault}}>
        {{/fields}}
        <button type="submit">{{button}}</button>
        </form>
        {{/form}}
        </main></body></html>

        """
}

import AuthCore
import Domain

/// A new secret, shown this once, with what to paste it into.
enum KeySecret {
    static func answer(_ made: Once<KeyManagement.Issued>, _ visit: ConsoleVisit) throws -> Answer {
        switch made {
        case .made(let issued): try answer(issued, visit)
        case .already(let id): try visit.madeAlready("/keys/\(id)/", trail: KeyPages.trail(visit))
        }
    }

    static func answer(_ issued: KeyManagement.Issued, _ visit: ConsoleVisit) throws -> Answer {
        let (words, console) = (visit.texts.keys, visit.texts.console)
        guard let secret = issued.secret else { throw Problem.internal }
        let (customers, anything) = ("context/customers/", "actions/")
        let allowed = try? Permission.catalog.parse(issued.listing.key.scopes)
        let isOfCustomers = allowed?.contains(.of(.read, .customers)) == true
        // What every key may ask for is what it may ask for.
        let url = "\(visit.services.oauth.issuer)/api/ai-actions/\(isOfCustomers ? customers : anything)"
        func box(_ label: String, _ code: String) -> CodeBox {
            CodeBox(label: label, code: code, copy: console.copy, copied: console.copied)
        }
        var page = ConsolePage(Phrase(words.secretTitle))
        page.trail = KeyPages.trail(visit, to: issued.listing)
        page.notice = NoticeBox(.warning, Phrase(words.secretOnce))
        page.blocks = [
            .code(box(words.secret, secret)),
            .links([
                PageLink(words.doneCopying, "/keys/\(issued.listing.id)/", .button),
                PageLink(words.apiReference, "/api/docs/", .second),
            ]),
            .heading(Phrase(words.curl)),
            .code(box("curl", "curl -H \"Authorization: Bearer \(secret)\" \(url)")),
            .heading(Phrase(words.python)),
            .code(
                box(
                    "Python",
                    """
                    import requests

                    answer = requests.get(
                        "\(url)",
                        headers={"Authorization": "Bearer \(secret)"},
                    )
                    answer.raise_for_status()
                    print(answer.json())
                    """)),
            .heading(Phrase(words.n8n)),
            .text(Phrase(words.n8nText)),
            .code(
                box(
                    "n8n",
                    """
                    {
                      "nodes": [
                        {
                          "name": "kiik",
                          "type": "n8n-nodes-base.httpRequest",
                          "typeVersion": 4.2,
                          "position": [0, 0],
                          "parameters": {
                            "url": "\(url)",
                            "sendHeaders": true,
                            "headerParameters": {
                              "parameters": [
                                { "name": "Authorization", "value": "Bearer \(secret)" }
                              ]
                            }
                          }
                        }
                      ],
                      "connections": {}
                    }
                    """)),
        ]
        return try visit.answer(page)
    }
}

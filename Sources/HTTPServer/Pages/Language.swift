/// The languages of pages. Another one is a case here, and a file of texts.
enum Language: String, Sendable, CaseIterable {
    case english = "en"
    case french = "fr"

    /// The first of `ui_locales` that there is (OpenID Connect Core, 3.1.2.1), else what the browser likes best, else English.
    init(uiLocales: String? = nil, acceptLanguage: String?) {
        let asked = (uiLocales ?? "").split(separator: " ").lazy.compactMap { Self(tag: $0) }.first
        self = asked ?? Self.liked(in: acceptLanguage ?? "") ?? .english
    }

    var texts: Texts { Texts(language: self) }

    /// `fr-CA` and `FR` are French.
    private init?(tag: some StringProtocol) {
        guard let primary = tag.split(separator: "-", omittingEmptySubsequences: false).first else { return nil }
        self.init(rawValue: primary.lowercased())
    }

    private static func liked(in header: String) -> Language? {
        var weights: [Language: Int] = [:]
        var rest = 0
        var order: [Language] = []
        for range in header.split(separator: ",").prefix(50) {
            let parts = range.split(separator: ";", omittingEmptySubsequences: false).map {
                String($0).trimmingASCIISpaces
            }
            guard let tag = parts.first, let weight = weight(parts.dropFirst()) else { continue }
            if let language = Language(tag: tag) {
                if weights[language] == nil { order.append(language) }
                weights[language] = max(weight, weights[language] ?? 0)
            } else if tag == "*" {
                rest = weight
            }
        }
        // Of equals, the one that was named first.
        var best: (language: Language, weight: Int)?
        for language in order + allCases.filter({ weights[$0] == nil }) {
            let weight = weights[language] ?? rest
            if weight > (best?.weight ?? 0) { best = (language, weight) }
        }
        return best?.language
    }

    /// Thousandths: 1 unless a `q` says otherwise (RFC 9110, 12.4.2); nil where it is none.
    private static func weight(_ parameters: ArraySlice<String>) -> Int? {
        guard let text = parameters.first(where: { $0.lowercased().hasPrefix("q=") })?.dropFirst(2) else { return 1000 }
        guard text.wholeMatch(of: /0(\.[0-9]{0,3})?|1(\.0{0,3})?/) != nil else { return nil }
        let decimals = text.dropFirst(2)
        let thousandths = Int(decimals + String(repeating: "0", count: 3 - decimals.count)) ?? 0
        return text.hasPrefix("1") ? 1000 : thousandths
    }
}

extension Call {
    /// The language of the page that answers it.
    func language(uiLocales: String? = nil) -> Language {
        Language(uiLocales: uiLocales, acceptLanguage: head.header("Accept-Language"))
    }
}

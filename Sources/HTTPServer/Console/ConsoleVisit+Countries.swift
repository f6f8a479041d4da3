import Domain
import Foundation

extension ConsoleVisit {
    /// The country that an address is in, as its reader calls it; nil where nobody knows.
    func country(of ip: String) -> String? {
        services.countries?.country(of: ip).map { CountryNames.name(of: $0, in: language) }
    }

    /// An address on one line: `192.0.2.1 (France)`.
    func place(_ ip: String) -> String { country(of: ip).map { "\(ip) (\($0))" } ?? ip }

    /// An address in a table, its country below it.
    func placeCell(_ ip: String) -> Table.Cell { .text(ip, hint: country(of: ip)) }
}

/// What countries are called, by Unicode's tables (CLDR), which Foundation has.
enum CountryNames {
    private static let locales = Dictionary(
        uniqueKeysWithValues: Language.allCases.map { ($0, Locale(identifier: $0.rawValue)) })

    static func name(of country: Country, in language: Language) -> String {
        locales[language]?.localizedString(forRegionCode: country.code) ?? country.code
    }
}

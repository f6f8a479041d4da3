import Foundation
import Places

extension Settings {
    /// Opens the database of countries that is named, or the usual one where it is there.
    /// - Returns: what is wrong with the one that is named.
    mutating func readCountries(_ name: String) -> [String] {
        let path = name.isEmpty ? LocationDatabase.usualPath : name
        guard name != "none", !name.isEmpty || FileManager.default.fileExists(atPath: path) else { return [] }
        do {
            countries = try LocationDatabase(path: path)
            return []
        } catch  where name.isEmpty {
            countriesFault = "Addresses have no countries: \(error)"
            return []
        } catch {
            return ["KIIK_COUNTRIES: \(error) Name a database of libloc, or write none."]
        }
    }
}

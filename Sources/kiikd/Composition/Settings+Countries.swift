import Foundation
import Logging
import Places

extension Settings {
    /// Opens the database of countries that is named, or the usual one where it is there.
    /// - Returns: what is wrong with the one that is named.
    mutating func readCountries(_ name: String) -> [String] {
        let usual = LocationDatabase.usualPaths.first { FileManager.default.fileExists(atPath: $0) }
        guard name != "none", let path = name.isEmpty ? usual : name else { return [] }
        do {
            countries = try LocationDatabase(path: path) { [logLevel] in Logger.kiikd(logLevel).warning("\($0)") }
            return []
        } catch  where name.isEmpty {
            countriesFault = "Addresses have no countries: \(error)"
            return []
        } catch {
            return ["KIIK_COUNTRIES: \(error) Name a database of libloc, or write none."]
        }
    }
}

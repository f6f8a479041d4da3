import AuthCore
import Domain
import Foundation
import Outgoing

extension Settings {
    /// What is wrong with them, a sentence each.
    mutating func readFetch(allowed: String, authorities path: String) -> [String] {
        var faults: [String] = []
        for text in allowed.split(separator: ",").map(String.init) {
            if let block = CIDR(text) {
                fetchAllowed.append(block)
            } else {
                faults.append("KIIK_FETCH_ALLOWED: \"\(text)\" is not an address or a block like 10.0.0.0/8.")
            }
        }
        guard !path.isEmpty else { return faults }
        let file = FileManager.default.contents(atPath: path).map(Array.init) ?? []
        if String(decoding: file, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") {
            fetchAuthorities = file
        } else {
            faults.append("KIIK_FETCH_CA_FILE: \"\(path)\" is not a file of certificates in PEM that can be read.")
        }
        return faults
    }

    /// For addresses that somebody outside has named.
    var documentFetcher: any DocumentFetcher {
        var configuration = GuardedFetch.Configuration()
        configuration.allowed = fetchAllowed
        configuration.authorities = fetchAuthorities
        return GuardedFetch(configuration)
    }
}

public import AuthCore

/// A country, by the two letters that ISO 3166-1 gives it.
public struct Country: Sendable, Hashable {
    public let code: String

    /// Nil for what is not two capital letters of ASCII.
    public init?(_ code: String) {
        guard code.utf8.count == 2, code.utf8.allSatisfy({ (65...90).contains($0) }) else { return nil }
        self.code = code
    }
}

/// In which countries addresses are, as far as anybody knows.
public protocol Countries: Sendable {
    /// Nil where nobody knows.
    func country(of address: IPAddress) -> Country?
}

extension Countries {
    /// As an address is written. What is not one machine's on the public internet is in no country.
    public func country(of address: String) -> Country? {
        guard let address = IPAddress(address), address.isPubliclyRoutable else { return nil }
        return country(of: address)
    }
}

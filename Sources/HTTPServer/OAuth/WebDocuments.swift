package import AuthCore
package import Domain

/// Clients' documents on the web, as they are written.
package struct WebDocuments: ClientDocuments {
    /// Bytes that a document may have.
    private static let limit = 16_384

    private let fetcher: any DocumentFetcher

    package init(fetcher: any DocumentFetcher) {
        self.fetcher = fetcher
    }

    package func metadata(at url: String) async throws(ClientDocumentFault) -> (
        metadata: ClientMetadata, freshFor: Int64?
    ) {
        let document = try await document(at: url)
        do {
            return (try ClientMetadata(json: document.body), document.freshFor)
        } catch {
            throw ClientDocumentFault(error.description)
        }
    }

    package func keySet(at url: String) async throws(ClientDocumentFault) -> JSONWebKeySet {
        let document = try await document(at: url)
        do {
            return try JSONWebKeySet(foreign: document.body)
        } catch {
            throw ClientDocumentFault("It is no set of sound public keys (ES256, EdDSA or RS256).")
        }
    }

    private func document(at url: String) async throws(ClientDocumentFault) -> FetchedDocument {
        do {
            return try await fetcher.fetch(
                url, accepting: ["application/json", "application/jwk-set+json", "application/cimd+json"],
                limit: Self.limit)
        } catch {
            throw ClientDocumentFault("\(error)")
        }
    }
}

import Domain
import HTTPTypes

extension Answer {
    /// A file that was uploaded, as it was: saved, and never shown as a page of this server, for it is somebody else's.
    static func file(_ document: Document, _ content: [UInt8]) -> Answer {
        Answer(
            .ok,
            [
                .contentType: document.mediaType.rawValue,
                .contentDisposition: ContentDisposition.attachment(document.filename),
                .contentSecurityPolicy: "default-src 'none'; sandbox",
            ], body: content)
    }
}

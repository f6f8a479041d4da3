internal import AuthCore

/// Where the files of documents are kept, each under an id of its own, apart for each tenant.
public protocol DocumentStorage: Sendable {
    /// Once this returns, the file outlives a loss of power.
    func store(_ bytes: [UInt8], as id: UUIDv7, in tenant: TenantScope) async throws
    /// Nil where there is none.
    func read(_ id: UUIDv7, in tenant: TenantScope) async throws -> [UInt8]?
    func remove(_ id: UUIDv7, in tenant: TenantScope) async throws
}

/// What finds the text in a file. Nil: there is none to be found.
public protocol TextExtractor: Sendable {
    func text(in bytes: [UInt8], of type: MediaType) async -> String?
}

/// Takes files in: looks at what they are, keeps them, and reads what they say of a customer.
public struct DocumentArchive: Sendable {
    public let storage: any DocumentStorage
    /// What files that come together may have.
    public let mostBytes: Int
    private let extractor: any TextExtractor
    /// Reading a file takes a processor, and of a PDF a process: a few at once, on no thread that serves requests.
    private let turnstile = Turnstile(width: 2, mostWaiting: 64)

    public init(storage: any DocumentStorage, extractor: any TextExtractor, mostBytes: Int) {
        self.storage = storage
        self.mostBytes = mostBytes
        self.extractor = extractor
    }

    /// What an upload is, before anything is kept.
    public func examine(_ bytes: [UInt8], called filename: String, at now: Timestamp) async throws -> UploadedFile {
        try await turnstile.pass {
            try await Task.detached { try await look(at: bytes, called: filename, now) }.value
        }
    }

    private func look(at bytes: [UInt8], called filename: String, _ now: Timestamp) async throws(Problem)
        -> UploadedFile
    {
        var faults: [Fault] = []
        if let fault = Document.Rule.filename.fault(in: filename) {
            faults.append(Fault("file", fault.code, "The file's name: \(fault.message)"))
        }
        if filename.unicodeScalars.contains(where: \.properties.isBidiControl) {
            faults.append(
                Fault("file", .format, "The file's name: characters that change its direction are not allowed."))
        }
        let type = MediaType(sniffing: bytes)
        if bytes.isEmpty {
            faults.append(Fault("file", .length, "The submitted file is empty."))
        } else if type == nil {
            let names = MediaType.allCases.map(\.rawValue).joined(separator: ", ")
            faults.append(Fault("file", .format, "This is none of: \(names) (in UTF-8). Its content decides."))
        }
        guard faults.isEmpty, let type else { throw .invalid(faults) }
        var random = SystemRandomNumberGenerator()
        let text = await extractor.text(in: bytes, of: type)
        return UploadedFile(
            uuid: UUIDv7(at: now, using: &random), filename: filename, mediaType: type, size: Int64(bytes.count),
            digest: .init(hashing: bytes), extracted: text.map(ContactReader.read) ?? Contact())
    }
}

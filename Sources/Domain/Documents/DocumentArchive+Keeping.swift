extension DocumentArchive {
    /// Keeps files while what names them is committed, and removes them where it is certain that nothing was.
    public func keeping<Value: Sendable>(
        _ files: [(file: UploadedFile, content: [UInt8])], in tenant: TenantScope,
        commit: () async throws -> (value: Value, isCommitted: Bool)
    ) async throws -> Value {
        func remove(_ files: some Sequence<(file: UploadedFile, content: [UInt8])>) async throws {
            for (file, _) in files { try await storage.remove(file.uuid, in: tenant) }
        }
        for (place, (file, content)) in files.enumerated() {
            do {
                try await storage.store(content, as: file.uuid, in: tenant)
            } catch {
                try? await remove(files.prefix(place))
                throw error
            }
        }
        do {
            let (value, isCommitted) = try await commit()
            if !isCommitted { try await remove(files) }
            return value
        } catch let problem as Problem where problem.isCertain {
            try await remove(files)
            throw problem
        }
    }
}

extension Problem {
    /// False where it is not known whether the change was committed.
    fileprivate var isCertain: Bool {
        switch self {
        case .unavailable, .internal: false
        default: true
        }
    }
}

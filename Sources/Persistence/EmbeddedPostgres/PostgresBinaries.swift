import Glibc

/// An installed PostgreSQL: the folder of its programs and its major version.
package struct PostgresBinaries: Equatable, Sendable {
    package let directory: String
    package let majorVersion: Int

    /// The oldest major version whose SQL kiikd's schema can use.
    package static let oldestMajor = 15

    /// Where Debian, Ubuntu and Red Hat's packages put one folder per major version.
    private static let versionedRoots = [
        (folder: "/usr/lib/postgresql", prefix: ""), (folder: "/usr", prefix: "pgsql-"),
    ]

    package init(directory: String, majorVersion: Int) {
        self.directory = directory
        self.majorVersion = majorVersion
    }

    func program(_ name: String) -> String { "\(directory)/\(name)" }

    /// The newest PostgreSQL of version 15 or later, or the one of exactly `major`.
    ///
    /// `KIIK_POSTGRES_BIN` names a folder and is then the only one looked at; otherwise the packages' folders
    /// are, and then those in `PATH`.
    package static func locate(
        directory: String? = environmentValue("KIIK_POSTGRES_BIN"), major: Int? = nil
    ) throws(EmbeddedPostgresError) -> PostgresBinaries {
        if let directory {
            guard let found = PostgresBinaries(examining: directory) else {
                throw .binariesMissing(searched: [directory])
            }
            guard found.majorVersion >= oldestMajor else {
                throw .binariesTooOld(directory: directory, major: found.majorVersion)
            }
            if let major, found.majorVersion != major {
                throw .binariesMissing(searched: [directory])
            }
            return found
        }
        let candidates = packaged()
        let fits = { (found: PostgresBinaries) in major.map { $0 == found.majorVersion } ?? true }
        if let found = candidates.filter(fits).max(by: { $0.majorVersion < $1.majorVersion }) { return found }
        let path = (environmentValue("PATH") ?? "").split(separator: ":").map(String.init)
        for folder in path where folder.hasPrefix("/") {
            if let found = PostgresBinaries(examining: folder), found.majorVersion >= oldestMajor, fits(found) {
                return found
            }
        }
        throw .binariesMissing(searched: versionedRoots.map { "\($0.folder)/\($0.prefix)N" } + ["PATH"])
    }

    /// Asks the folder's `postgres` for its version; nil when the folder holds no server.
    private init?(examining directory: String) {
        let program = "\(directory)/postgres"
        guard FileSystem.isExecutableFile(program), FileSystem.isExecutableFile("\(directory)/initdb"),
            let answer = try? ChildProcess.run([program, "--version"]), answer.status == 0
        else { return nil }
        // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
        let words = answer.output.split(whereSeparator: \.isWhitespace)
        guard words.count > 2, let major = Int(words[2].prefix(while: \.isNumber)) else { return nil }
        self.init(directory: directory, majorVersion: major)
    }

    private static func packaged() -> [PostgresBinaries] {
        versionedRoots.flatMap { root in
            names(in: root.folder).compactMap { name -> PostgresBinaries? in
                guard name.hasPrefix(root.prefix), let major = Int(name.dropFirst(root.prefix.count)),
                    major >= oldestMajor
                else { return nil }
                let directory = "\(root.folder)/\(name)/bin"
                guard FileSystem.isExecutableFile("\(directory)/postgres"),
                    FileSystem.isExecutableFile("\(directory)/initdb")
                else { return nil }
                return PostgresBinaries(directory: directory, majorVersion: major)
            }
        }
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: field.pointee)) {
                    String(cString: $0)
                }
            }
            names.append(name)
        }
        return names
    }
}

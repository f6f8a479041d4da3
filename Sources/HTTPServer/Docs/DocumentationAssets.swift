import Foundation

/// The files of Swagger UI and ReDoc, read once at the start. They are fetched at set-up and are no part of kiikd.
package struct DocumentationAssets: Sendable {
    struct File: Sendable {
        let type: String
        let bytes: [UInt8]
    }

    let files: [String: File]

    private static let types = [
        "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "png": "image/png",
        "svg": "image/svg+xml", "html": "text/html; charset=utf-8",
    ]

    /// Every file below a directory whose kind is known, by its name; nil where there is none.
    package init?(directory: String) {
        guard let walk = FileManager.default.enumerator(atPath: directory) else { return nil }
        var files: [String: File] = [:]
        for case let path as String in walk {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            guard let type = Self.types[name.split(separator: ".").last.map(String.init) ?? ""],
                let data = FileManager.default.contents(atPath: "\(directory)/\(path)")
            else { continue }
            files[name] = File(type: type, bytes: [UInt8](data))
        }
        guard !files.isEmpty else { return nil }
        self.files = files
    }
}

import Foundation

/// The published vectors of C2SP/wycheproof, read from the folder `KIIK_VECTORS` or from `../shared/vectors` beside
/// the package.
enum Wycheproof {
    static let folder: URL = {
        if let named = ProcessInfo.processInfo.environment["KIIK_VECTORS"] { return URL(fileURLWithPath: named) }
        let package = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { path, _ in path.deletingLastPathComponent() }
        return package.appendingPathComponent("../shared/vectors").standardized
    }()

    static let isPresent = FileManager.default.fileExists(
        atPath: folder.appendingPathComponent("json_web_signature_test.json").path)

    struct Group {
        /// All that is not `tests`.
        let fields: [String: Any]
        let cases: [Case]

        func string(_ name: String) -> String { fields[name] as? String ?? "" }
        func int(_ name: String) -> Int { fields[name] as? Int ?? -1 }

        /// A member that is a JSON object, as JSON again.
        func json(_ name: String) -> [UInt8]? {
            guard let object = fields[name] as? [String: Any],
                let data = try? JSONSerialization.data(withJSONObject: object)
            else { return nil }
            return Array(data)
        }
    }

    struct Case {
        enum Result: String { case valid, invalid, acceptable }

        let fields: [String: Any]
        let result: Result
        /// For the message of an expectation that failed.
        let label: String

        func string(_ name: String) -> String? { fields[name] as? String }
        func bytes(_ name: String) -> [UInt8] { [UInt8](hex: string(name) ?? "") ?? [] }
    }

    struct Unreadable: Error { let file: String }

    static func groups(_ file: String) throws -> [Group] {
        let data = try Data(contentsOf: folder.appendingPathComponent(file))
        guard let root = try JSONSerialization.jsonObject(with: data) as? [String: Any],
            let groups = root["testGroups"] as? [[String: Any]]
        else { throw Unreadable(file: file) }
        return try groups.map { group in
            let cases = try (group["tests"] as? [[String: Any]] ?? []).map { test in
                guard let result = (test["result"] as? String).flatMap(Case.Result.init) else {
                    throw Unreadable(file: file)
                }
                let label = "\(file) \(test["tcId"] as? Int ?? 0): \(test["comment"] as? String ?? "")"
                return Case(fields: test, result: result, label: label)
            }
            return Group(fields: group.filter { $0.key != "tests" }, cases: cases)
        }
    }
}

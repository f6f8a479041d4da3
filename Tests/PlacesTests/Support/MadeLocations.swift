import AuthCore
import Foundation
import Testing

/// A database of libloc that says what a test wants.
struct MadeLocations {
    private var codes: [String] = []
    private var nodes: [(children: [UInt32], network: UInt32)] = [([0, 0], .max)]
    var madeAt: UInt64 = 1_700_000_000

    /// A block like `8.8.0.0/16`.
    mutating func add(_ block: String, _ code: String) throws {
        let parts = block.split(separator: "/")
        let address = try #require(IPAddress(String(parts[0])))
        let length = try #require(Int(parts[1])) + (address.isV4 ? 96 : 0)
        let bytes = (address.isV4 ? Array(repeating: 0, count: 10) + [0xFF, 0xFF] : []) + address.bytes
        var node = 0
        for place in 0..<length {
            let bit = Int(bytes[place / 8] >> UInt8(7 - place % 8) & 1)
            if nodes[node].children[bit] == 0 {
                nodes[node].children[bit] = UInt32(nodes.count)
                nodes.append(([0, 0], .max))
            }
            node = Int(nodes[node].children[bit])
        }
        nodes[node].network = UInt32(codes.count)
        codes.append(code)
    }

    var bytes: [UInt8] {
        func big(_ number: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: number.bigEndian, Array.init) }
        let tree = nodes.flatMap { node in node.children.flatMap { big($0) } + big(node.network) }
        let networks = codes.flatMap { Array($0.utf8.prefix(2)) + [UInt8](repeating: 0, count: 10) }
        let header = 4200
        var bytes = Array("LOCDBXX".utf8) + [1] + big(madeAt) + [UInt8](repeating: 0, count: 20)
        bytes += big(UInt32(header)) + big(UInt32(networks.count))
        bytes += big(UInt32(header + networks.count)) + big(UInt32(tree.count))
        return bytes + [UInt8](repeating: 0, count: header - bytes.count) + networks + tree
    }

    static func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).db").path
        try Data(bytes).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }
}

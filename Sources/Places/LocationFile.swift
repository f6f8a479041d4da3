import AuthCore
import Domain
import Glibc

/// A database of libloc, IPFire's, in its first format: networks, and a tree of bits that leads to them. All numbers are in
/// network order. Whatever the file says, nothing outside of it is read.
struct LocationFile: Sendable {
    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    private static let magic: UInt64 = 0x4C4F_4344_4258_5801  // LOCDBXX, 1
    /// Where the header has the moment it was made at, and each part's place and length.
    private static let (madeAt, networkPart, treePart) = (8, 36, 44)
    private static let (networkSize, nodeSize) = (12, 12)

    private let file: OpenFile
    private let networks: Range<Int>
    private let nodes: Range<Int>
    /// Where IPv4 begins: the tree is of IPv6, and has it as `::ffff:a.b.c.d`.
    private let (root, mapped): (Place, Place)
    let madeAt: Timestamp

    init(path: String) throws(Unreadable) {
        guard let file = OpenFile(path: path) else {
            throw Unreadable(description: "\(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        func part(at place: Int) -> Range<Int>? {
            guard let begin = file.number(UInt32.self, at: place), let length = file.number(UInt32.self, at: place + 4)
            else { return nil }
            let end = Int(begin) + Int(length)
            return end <= file.count ? Int(begin)..<end : nil
        }
        guard file.number(UInt64.self, at: 0) == Self.magic else {
            throw Unreadable(description: "\(path) is no database of libloc (version 1).")
        }
        guard let seconds = file.number(UInt64.self, at: Self.madeAt), let networks = part(at: Self.networkPart),
            let nodes = part(at: Self.treePart), nodes.count >= Self.nodeSize
        else { throw Unreadable(description: "\(path) is damaged: it ends before its parts do.") }
        guard let top = file.value(Node.self, at: nodes.lowerBound) else {
            throw Unreadable(description: "\(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        self.file = file
        self.networks = networks
        self.nodes = nodes
        madeAt = Timestamp(microseconds: 0).adding(seconds: Int64(clamping: seconds))
        root = Place(node: top)
        let beginning = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
        mapped = Self.walk(beginning, from: root) { Self.node($0, of: nodes, in: file) }
    }

    /// Of the smallest network that has the address.
    func country(of address: IPAddress) -> Country? {
        let place = Self.walk(address.bytes, from: address.isV4 ? mapped : root) { Self.node($0, of: nodes, in: file) }
        return place.network == .max ? nil : country(ofNetwork: Int(place.network))
    }

    /// Where a bit of 0 and one of 1 lead, 0 for nowhere; and the network that ends here, if one does.
    private struct Node: BitwiseCopyable {
        private let (zeroInOrder, oneInOrder, networkInOrder): (UInt32, UInt32, UInt32)

        var zero: UInt32 { UInt32(bigEndian: zeroInOrder) }
        var one: UInt32 { UInt32(bigEndian: oneInOrder) }
        var network: UInt32 { UInt32(bigEndian: networkInOrder) }
    }

    /// A node on the way down, and the last network on it.
    private struct Place {
        var node: Node
        var network = UInt32.max
        var isAtEnd = false
    }

    private static func walk(_ bytes: [UInt8], from start: Place, _ node: (UInt32) -> Node?) -> Place {
        var place = start
        for byte in bytes {
            var bit: UInt8 = 0x80
            while bit != 0, !place.isAtEnd {
                let next = byte & bit == 0 ? place.node.zero : place.node.one
                if next != 0, let node = node(next) {
                    place.node = node
                    if node.network != .max { place.network = node.network }
                } else {
                    place.isAtEnd = true
                }
                bit >>= 1
            }
        }
        return place
    }

    /// Codes of what registries gave to a part of the world and to no country.
    private static let regions: Set = ["AP", "EU"]

    private static func node(_ number: UInt32, of nodes: Range<Int>, in file: OpenFile) -> Node? {
        let place = Int(number) * nodeSize
        guard place + nodeSize <= nodes.count else { return nil }
        return file.value(Node.self, at: nodes.lowerBound + place)
    }

    private func country(ofNetwork network: Int) -> Country? {
        let place = network * Self.networkSize
        guard place + Self.networkSize <= networks.count,
            let letters = file.number(UInt16.self, at: networks.lowerBound + place)
        else { return nil }
        let code = String(decoding: [UInt8(letters >> 8), UInt8(truncatingIfNeeded: letters)], as: UTF8.self)
        return Self.regions.contains(code) ? nil : Country(code)
    }
}

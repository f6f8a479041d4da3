import AuthCore
import Domain

/// The parameters after `?`, decoded; a name that comes twice is a fault.
struct QueryParameters: Sendable {
    private(set) var pairs: [(name: String, value: String)] = []
    private(set) var faults: [Fault] = []

    private static let most = 100

    init(_ query: Substring?) {
        guard let query, !query.isEmpty else { return }
        for part in query.utf8.split(separator: UInt8(ascii: "&")) {
            guard pairs.count + faults.count < Self.most else {
                faults.append(Fault("", .length, "There are more than \(Self.most) parameters."))
                return
            }
            let middle = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            guard let name = Self.decoded(part[..<middle]), let value = Self.decoded(part[middle...].dropFirst())
            else {
                faults.append(Fault("", .format, "The query string is not valid percent-encoded UTF-8."))
                continue
            }
            if pairs.contains(where: { $0.name == name }) {
                faults.append(Fault(name, .duplicate, "This parameter was given more than once."))
            } else {
                pairs.append((name, value))
            }
        }
    }

    subscript(name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    /// The same query with one parameter replaced, percent-encoded.
    func replacing(_ name: String, with value: String) -> String {
        (pairs.filter { $0.name != name } + [(name, value)])
            .map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }

    /// Nil where the escapes are broken, the bytes are not UTF-8, or U+0000 is among them.
    static func decoded(_ text: Substring.UTF8View.SubSequence) -> String? {
        if text.allSatisfy({ $0 > 0 && $0 < 0x80 && $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") }) {
            return String(text)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = Array(text)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}

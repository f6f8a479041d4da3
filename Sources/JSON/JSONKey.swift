/// A member's name, escaped once: `"name":`. Make it a `static let`, not for every request.
package struct JSONKey: Sendable {
    let bytes: [UInt8]

    package init(_ name: String) {
        var writer = JSONWriter(capacity: name.utf8.count + 16)
        writer.string(name)
        bytes = writer.finish() + [UInt8(ascii: ":")]
    }
}

extension JSONKey: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}

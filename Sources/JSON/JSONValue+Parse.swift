extension JSONValue {
    /// Reads one JSON text of RFC 8259 strictly: valid UTF-8, no byte order mark, no duplicate names, nothing behind it.
    package static func parse(
        _ bytes: UnsafeRawBufferPointer, limits: JSONLimits = .default
    ) throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.bytes else { throw JSONError(.tooLarge(limit: limits.bytes), offset: limits.bytes) }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw JSONError(.byteOrderMark, offset: 0) }
        if let fault = UTF8Check.firstFault(in: bytes) { throw JSONError(.invalidUTF8, offset: fault) }
        var parser = JSONParser(bytes, limits: limits)
        return try parser.text()
    }

    package static func parse(_ bytes: [UInt8], limits: JSONLimits = .default) throws(JSONError) -> JSONValue {
        try bytes.withUnsafeBytes { buffer in
            Result { () throws(JSONError) in try parse(buffer, limits: limits) }
        }.get()
    }

    package static func parse(_ text: String, limits: JSONLimits = .default) throws(JSONError) -> JSONValue {
        var text = text
        return try text.withUTF8 { buffer in
            Result { () throws(JSONError) in try parse(UnsafeRawBufferPointer(buffer), limits: limits) }
        }.get()
    }
}

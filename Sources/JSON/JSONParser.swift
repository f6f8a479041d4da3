/// Recursive descent over bytes already known to be UTF-8; the depth limit bounds the recursion.
struct JSONParser {
    let bytes: UnsafeRawBufferPointer
    let limits: JSONLimits
    var position = 0

    init(_ bytes: UnsafeRawBufferPointer, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func text() throws(JSONError) -> JSONValue {
        skipSpace()
        guard position < bytes.count else { throw JSONError(.empty, offset: position) }
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw JSONError(.trailing, offset: position) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        switch peek {
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw fault(wanted: "a value")
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        try enter(depth)
        var object = JSONObject()
        skipSpace()
        if take(UInt8(ascii: "}")) { return object }
        while true {
            guard peek == UInt8(ascii: "\"") else { throw fault(wanted: "a name in quotes") }
            let start = position
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw fault(wanted: "':'") }
            skipSpace()
            let value = try value(depth: depth)
            guard object.appendNew(name, value) else { throw JSONError(.duplicate(name: name), offset: start) }
            skipSpace()
            if take(UInt8(ascii: "}")) { return object }
            guard take(UInt8(ascii: ",")) else { throw fault(wanted: "',' or '}'") }
            skipSpace()
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        try enter(depth)
        var values: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return values }
        while true {
            values.append(try value(depth: depth))
            skipSpace()
            if take(UInt8(ascii: "]")) { return values }
            guard take(UInt8(ascii: ",")) else { throw fault(wanted: "',' or ']'") }
            skipSpace()
        }
    }

    /// Steps over the bracket.
    private mutating func enter(_ depth: Int) throws(JSONError) {
        guard depth <= limits.depth else { throw JSONError(.tooDeep(limit: limits.depth), offset: position) }
        position += 1
    }

    private mutating func number() throws(JSONError) -> JSONNumber {
        var scanner = NumberScanner(bytes, at: position)
        let result = scanner.scan(limit: limits.numberLength)
        if case .fault(let fault) = result {
            if scanner.position == bytes.count { throw JSONError(.unexpectedEnd, offset: bytes.count) }
            throw JSONError(.number(fault), offset: scanner.position)
        }
        let text = UnsafeRawBufferPointer(rebasing: bytes[position..<scanner.position])
        position = scanner.position
        return JSONNumber(checked: String(decoding: text, as: UTF8.self))
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for place in 0..<word.utf8CodeUnitCount {
            guard take(word.utf8Start[place]) else { throw fault(wanted: "\(word)") }
        }
        return value
    }

    /// 0 at the end, which no grammar rule accepts.
    var peek: UInt8 { position < bytes.count ? bytes[position] : 0 }

    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    func fault(wanted: String) -> JSONError {
        position < bytes.count
            ? JSONError(.unexpected(wanted: wanted), offset: position)
            : JSONError(.unexpectedEnd, offset: position)
    }
}

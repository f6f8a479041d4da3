import Glibc

/// A body of `multipart/form-data` (RFC 7578), taken apart where it lies.
struct MultipartForm {
    struct Part {
        let name: String
        /// The last component of what the client calls the file; nil for what is no file.
        let filename: String?
        let content: ArraySlice<UInt8>
    }

    let parts: [Part]

    private static let longestHeaders = 8 * 1024

    init(_ body: [UInt8], contentType: String, mostParts: Int = 20) throws(Refusal) {
        let boundary = MediaParameters(contentType)["boundary"] ?? ""
        guard (1...70).contains(boundary.utf8.count) else {
            throw .malformed("The Content-Type has no boundary of 1 to 70 characters.")
        }
        let mark = Array("--\(boundary)".utf8)
        let separator = Array("\r\n".utf8) + mark
        // The first mark may stand at the start, without a line before it.
        var place: Int
        if body.starts(with: mark) {
            place = mark.count
        } else if let found = body.firstPlace(of: separator, from: 0) {
            place = found + separator.count
        } else {
            throw .malformed("The body has no part: its boundary is not in it.")
        }
        var parts: [Part] = []
        while true {
            let rest = body[place...]
            if rest.starts(with: "--".utf8) { break }
            guard let line = body.firstPlace(of: Array("\r\n".utf8), from: place),
                body[place..<line].allSatisfy({ $0 == 0x20 || $0 == 0x09 }),
                // Headers may be none: then the empty line follows at once.
                let end = body.firstPlace(of: Array("\r\n\r\n".utf8), from: line),
                end - line <= Self.longestHeaders,
                let next = body.firstPlace(of: separator, from: end + 2)
            else { throw .malformed("The body ends within a part, or a part is no part.") }
            let content = end + 4 <= next ? body[(end + 4)..<next] : []
            parts.append(try Self.part(String(decoding: body[line..<end], as: UTF8.self), content))
            guard parts.count <= mostParts else {
                throw .malformed("The body has more than \(mostParts) parts.")
            }
            place = next + separator.count
        }
        self.parts = parts
    }

    private static func part(_ headers: String, _ content: ArraySlice<UInt8>) throws(Refusal) -> Part {
        for line in headers.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = String(line[..<colon]).lowercased()
            guard name == "content-disposition" else { continue }
            let disposition = MediaParameters(String(line[line.index(after: colon)...]).trimmingASCIISpaces)
            guard disposition.value == "form-data", let field = disposition["name"] else { break }
            let filename = disposition["filename"].map { path in
                path.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
            }
            return Part(name: field, filename: filename, content: content)
        }
        throw .malformed("A part has no Content-Disposition: form-data with a name.")
    }
}

extension [UInt8] {
    /// Where these bytes first stand, from a place on.
    fileprivate func firstPlace(of bytes: [UInt8], from start: Int) -> Int? {
        guard start >= 0, let first = bytes.first else { return nil }
        return withUnsafeBytes { whole in
            bytes.withUnsafeBytes { wanted in
                guard let base = whole.baseAddress, let sought = wanted.baseAddress else { return nil }
                var place = start
                while place + wanted.count <= whole.count {
                    guard let found = memchr(base + place, CInt(first), whole.count - place) else { return nil }
                    place = UnsafeRawPointer(found) - base
                    if place + wanted.count > whole.count { return nil }
                    if memcmp(base + place, sought, wanted.count) == 0 { return place }
                    place += 1
                }
                return nil
            }
        }
    }
}

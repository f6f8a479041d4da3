package import Domain

/// Appends usage records to the local spool, before the answer leaves.
package struct UsageSpool: UsageRecorder {
    let spool: Spool

    package init(_ spool: Spool) {
        self.spool = spool
    }

    package func record(_ record: borrowing UsageRecord) throws {
        var payload = Payload()
        payload.put(record.tenantID)
        payload.put(record.keyID)
        payload.put(record.occurredAt.microseconds)
        payload.put(record.durationMicroseconds)
        payload.put(Int64(record.status) << 1 | (record.isAuthenticated ? 1 : 0))
        payload.put(record.action)
        payload.put(record.method)
        payload.put(record.path)
        payload.put(record.ip)
        payload.put(record.requestID)
        _ = try payload.bytes.withUnsafeBytes { try spool.append($0) }
    }

    /// Nil for bytes that no version of kiikd wrote.
    static func decode(_ bytes: [UInt8]) -> UsageRecord? {
        var reader = Payload(bytes: bytes)
        guard let tenantID = reader.number(), let keyID = reader.number(), let moment = reader.number(),
            let duration = reader.number(), let flags = reader.number(), let action = reader.text(),
            let method = reader.text(), let path = reader.text(), let ip = reader.text(), let requestID = reader.text()
        else { return nil }
        return UsageRecord(
            tenantID: tenantID, keyID: keyID, occurredAt: Timestamp(microseconds: moment), action: action,
            method: method, path: path, status: Int(truncatingIfNeeded: flags >> 1), durationMicroseconds: duration,
            ip: ip, requestID: requestID, isAuthenticated: flags & 1 == 1)
    }
}

/// Numbers as eight bytes, texts as a two-byte length and UTF-8; a longer text is cut.
private struct Payload {
    var bytes: [UInt8]
    private var position = 0

    static let longestText = 2048

    init() {
        bytes = []
        bytes.reserveCapacity(256)
    }

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func put(_ number: Int64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            let cut = utf8.prefix(Self.longestText)
            withUnsafeBytes(of: UInt16(cut.count).littleEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: cut)
        }
    }

    mutating func number() -> Int64? {
        guard let slice = take(8) else { return nil }
        return Int64(bitPattern: slice.reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }

    mutating func text() -> String? {
        guard let length = take(2) else { return nil }
        guard let utf8 = take(Int(length[length.startIndex]) | Int(length[length.startIndex + 1]) << 8) else {
            return nil
        }
        return String(decoding: utf8, as: UTF8.self)
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= bytes.count - position else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }
}

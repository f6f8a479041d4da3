import AuthCore
import Domain
import HTTPTypes
import NIOCore

/// Writes an answer as HTTP/1.1 has it, head and body in one buffer; a body that is made while it is sent in chunks.
enum ReplyWriter {
    enum Persistence {
        case keepAlive
        /// An HTTP/1.0 client has to be told.
        case keepAliveSaid
        case close
    }

    /// - Parameter takesChunks: false for an HTTP/1.0 client, to whom the end of the connection ends such a body.
    static func write(
        _ reply: Gate.Reply, isHead: Bool, takesChunks: Bool, _ persistence: Persistence, to buffer: inout ByteBuffer
    ) {
        let answer = reply.answer
        buffer.reserveCapacity(minimumWritableBytes: 640 + (isHead ? 0 : answer.body.count))
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.writeDecimal(Int64(answer.status.code))
        buffer.writeStaticString(" ")
        buffer.writeString(answer.status.reasonPhrase)
        buffer.writeStaticString("\r\nServer: kiikd\r\nX-Content-Type-Options: nosniff\r\nDate: ")
        buffer.writeString(DateHeader.text(at: reply.now))
        buffer.writeStaticString("\r\nX-Request-Id: ")
        buffer.writeString(reply.requestID)
        if answer.headers[.cacheControl] == nil { buffer.writeStaticString("\r\nCache-Control: no-store") }
        for (name, value) in answer.headers.fields {
            buffer.writeStaticString("\r\n")
            buffer.writeString(name.text)
            buffer.writeStaticString(": ")
            buffer.writeString(value)
        }
        if let limit = reply.limit {
            buffer.writeStaticString("\r\nX-RateLimit-Limit: ")
            buffer.writeDecimal(Int64(clamping: limit.limit))
            buffer.writeStaticString("\r\nX-RateLimit-Remaining: ")
            buffer.writeDecimal(Int64(clamping: limit.remaining))
            buffer.writeStaticString("\r\nX-RateLimit-Reset: ")
            buffer.writeDecimal((reply.now.microseconds / 1_000_000) &+ Int64(limit.resetAfter))
        }
        if answer.producer != nil {
            if takesChunks { buffer.writeStaticString("\r\nTransfer-Encoding: chunked") }
        } else if answer.status.code != 204 {
            // RFC 9110, 8.6: a 204 has no length.
            buffer.writeStaticString("\r\nContent-Length: ")
            buffer.writeDecimal(Int64(answer.body.count))
        }
        switch persistence {
        case .keepAlive: break
        case .keepAliveSaid: buffer.writeStaticString("\r\nConnection: keep-alive")
        case .close: buffer.writeStaticString("\r\nConnection: close")
        }
        buffer.writeStaticString("\r\n\r\n")
        if !isHead, answer.status.code != 204 { buffer.writeBytes(answer.body) }
    }

    /// A part of a body, which is not empty: a chunk with nothing in it would be the last.
    static func write(part: ArraySlice<UInt8>, isChunk: Bool, to buffer: inout ByteBuffer) {
        guard isChunk else {
            buffer.writeBytes(part)
            return
        }
        buffer.reserveCapacity(minimumWritableBytes: part.count + 20)
        buffer.writeString(String(part.count, radix: 16))
        buffer.writeStaticString("\r\n")
        buffer.writeBytes(part)
        buffer.writeStaticString("\r\n")
    }

    static let lastChunk: StaticString = "0\r\n\r\n"
}

extension ByteBuffer {
    fileprivate mutating func writeDecimal(_ number: Int64) {
        if number < 0 { writeStaticString("-") }
        var rest = number.magnitude
        // Twenty digits hold every 64-bit number; they come from the last to the first.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = 20
            repeat {
                start -= 1
                digits[start] = 48 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            writeBytes(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: digits[start...])))
        }
    }
}

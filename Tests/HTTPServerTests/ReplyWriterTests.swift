import Domain
import HTTPTypes
import NIOCore
import Testing

@testable import HTTPServer

@Suite struct `How answers are written` {
    private static func head(_ answer: Answer, isHead: Bool, takesChunks: Bool) -> String {
        var buffer = ByteBuffer()
        let reply = Gate.Reply(
            answer: answer, requestID: "req_1", limit: nil, now: Timestamp(microseconds: 1_000_000_000_000))
        ReplyWriter.write(reply, isHead: isHead, takesChunks: takesChunks, .keepAlive, to: &buffer)
        return String(buffer: buffer)
    }

    @Test func `a body made while it is sent has no length, and chunks where they are known`() {
        let answer = Answer(.ok, [.contentType: "text/csv"]) { send in try await send([1]) }
        for isHead in [false, true] {
            let modern = Self.head(answer, isHead: isHead, takesChunks: true)
            #expect(modern.hasSuffix("\r\nTransfer-Encoding: chunked\r\n\r\n"))
            #expect(!modern.contains("Content-Length"))
            let old = Self.head(answer, isHead: isHead, takesChunks: false)
            #expect(!old.contains("Transfer-Encoding") && !old.contains("Content-Length"))
        }
    }

    @Test func `HEAD has the length of the body that is left out`() {
        let answer = Answer.json(.ok, Array("{}".utf8))
        #expect(Self.head(answer, isHead: false, takesChunks: true).hasSuffix("\r\nContent-Length: 2\r\n\r\n{}"))
        #expect(Self.head(answer, isHead: true, takesChunks: true).hasSuffix("\r\nContent-Length: 2\r\n\r\n"))
    }

    @Test func `a part is a chunk with its length in hexadecimal`() {
        var buffer = ByteBuffer()
        ReplyWriter.write(part: ArraySlice(repeating: 120, count: 26), isChunk: true, to: &buffer)
        ReplyWriter.write(part: [121], isChunk: false, to: &buffer)
        #expect(String(buffer: buffer) == "1a\r\n\(String(repeating: "x", count: 26))\r\ny")
    }
}

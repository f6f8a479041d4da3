import Foundation
import Testing

@testable import Domain

@Suite struct `How mails are written` {
    private func mail(subject: String = "Hello", text: String = "Hi\n") throws -> Mail {
        Mail(
            id: UUIDv7(high: 1, low: 2), recipient: "ada@acme.example", subject: subject, text: text,
            date: try #require(Timestamp(iso8601: "2026-01-31T10:05:09Z")))
    }

    @Test func `headers are those of RFC 5322, lines end in CR LF`() throws {
        let bytes = MailFormat(from: "kiik@acme.example", encoding: .plain).bytes(of: try mail(text: "Grüße\n\nx\n"))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("\r\nDate: Sat, 31 Jan 2026 10:05:09 +0000\r\n"))
        #expect(text.contains("\r\nMessage-ID: <"))
        #expect(text.hasSuffix("\r\n\r\nGrüße\r\n\r\nx\r\n"))
        #expect(text.replacing("\r\n", with: "").utf8.allSatisfy { $0 != 10 && $0 != 13 })
    }

    @Test(arguments: [
        "Your key \"Société\" expires", String(repeating: "é", count: 200), "a\r\nBcc: eve@evil.example", "日本語🎉",
        String(repeating: "x", count: 300),
    ]) func `a subject of any text is one header, and a reader gets it back`(_ subject: String) throws {
        let bytes = MailFormat(from: "a@b.example", encoding: .quotedPrintable).bytes(of: try mail(subject: subject))
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        let end = try #require(lines.firstIndex(of: ""))
        #expect(!lines[..<end].contains { $0.hasPrefix("Bcc:") })
        #expect(lines[..<end].allSatisfy { $0.utf8.count <= 78 && $0.utf8.allSatisfy { (32...126).contains($0) } })
        let first = try #require(lines.firstIndex { $0.hasPrefix("Subject: ") })
        var read = lines[first].dropFirst(9).description
        for line in lines[(first + 1)...].prefix(while: { $0.hasPrefix(" ") }) { read += line.dropFirst() }
        var decoded: [UInt8] = []
        for word in read.components(separatedBy: "=?utf-8?Q?") where !word.isEmpty {
            decoded += Self.decoded(String(word.dropLast(2)).replacing("_", with: " "))
        }
        #expect(String(decoding: decoded, as: UTF8.self) == subject)
    }

    @Test(arguments: [
        "plain", "trailing space ", "= and é", String(repeating: "long ", count: 60), "",
        "https://kiik.example/account/password?token=klk_abc",
    ]) func `quoted-printable lines are short and come back`(_ line: String) {
        let text = MailFormat.quotedPrintable(line[...])
        #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 76 && !$0.hasSuffix(" ") })
        #expect(String(decoding: Self.decoded(text.replacing("=\r\n", with: "")), as: UTF8.self) == line)
    }

    private static func decoded(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "="), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}

import Testing

@testable import HTTPServer

@Suite struct MultipartFormTests {
    private let type = "multipart/form-data; boundary=xyz"

    private func parse(_ body: String, _ type: String? = nil) throws -> [MultipartForm.Part] {
        try MultipartForm(Array(body.utf8), contentType: type ?? self.type).parts
    }

    @Test func `a file and a field are taken apart, whatever their content`() throws {
        let content = "a\r\n--xy\r\n--\r\n\r\nxyz--"
        let parts = try parse(
            "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a b.txt\"\r\nContent-Type: text/plain\r\n\r\n"
                + content + "\r\n--xyz\r\ncontent-disposition: form-data; name=note\r\n\r\nhi\r\n--xyz--\r\n")
        #expect(parts.map(\.name) == ["file", "note"])
        #expect(parts.map(\.filename) == ["a b.txt", nil])
        #expect(parts.map { String(decoding: $0.content, as: UTF8.self) } == [content, "hi"])
    }

    @Test func `an empty file, a preamble, an epilogue and white space after the boundary are allowed`() throws {
        let parts = try parse(
            "preamble\r\n--xyz \t\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--xyz--epilogue",
            #"Multipart/Form-Data; charset=utf-8; boundary="xyz""#)
        #expect(parts.count == 1)
        #expect(parts.first?.content.isEmpty == true)
        #expect(parts.first?.filename == "")
    }

    @Test(arguments: [
        (#""C:\\Users\\ada\\scan.pdf""#, "scan.pdf"), (#""C:\Users\scan.pdf""#, "scan.pdf"),
        (#""../../etc/passwd""#, "passwd"), (#""a\"b.pdf""#, "a\"b.pdf"), ("plain.pdf", "plain.pdf"),
        (#""Société.pdf""#, "Société.pdf"), (#""/""#, ""), (#""a;b.pdf""#, "a;b.pdf"),
    ])
    func `a file's name is the last component of what it is called`(written: String, name: String) throws {
        let parts = try parse(
            "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\(written)\r\n\r\nx\r\n--xyz--")
        #expect(parts.first?.filename == name)
    }

    @Test(arguments: [
        "", "--xyz", "--xyz\r\n", "--xyz\r\n\r\n", "--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\nx",
        "--xyz\r\nContent-Disposition: form-data; name=a\r\n--xyz--", "--xyz\r\n\r\nx\r\n--xyz--",
        "--xyzContent-Disposition: form-data; name=a\r\n\r\nx\r\n--xyz--", "\r\n--xy",
        "--xyz\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--xyz--",
        "--xyz\r\nContent-Disposition: form-data\r\n\r\nx\r\n--xyz--",
    ])
    func `what is no form is refused`(body: String) {
        #expect(throws: Refusal.self) { try parse(body) }
    }

    @Test func `a form of nothing but its end has no parts`() throws {
        #expect(try parse("--xyz--").isEmpty)
    }

    @Test(arguments: [
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"", "a;;;=;=",
    ])
    func `a type without a boundary is refused`(type: String) {
        #expect(throws: Refusal.self) { try parse("--xyz--", type) }
    }

    @Test func `more parts than a form has are refused, and any cut of a form is refused or taken, never a trap`()
        throws
    {
        let part = "--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n"
        #expect(throws: Refusal.self) { try parse(String(repeating: part, count: 21) + "--xyz--") }
        let whole = part + part + "--xyz--"
        for length in 0...whole.utf8.count {
            _ = try? MultipartForm(Array(whole.utf8.prefix(length)), contentType: type)
            _ = try? MultipartForm(Array(whole.utf8.dropFirst(length)), contentType: type)
        }
    }

    @Test func `a name that is not ASCII is sent in both forms`() {
        #expect(ContentDisposition.attachment("a.pdf") == "attachment; filename=\"a.pdf\"")
        #expect(
            ContentDisposition.attachment("é\"\r\n%.pdf")
                == "attachment; filename=\"_____.pdf\"; filename*=UTF-8''%C3%A9%22%0D%0A%25.pdf")
    }
}

import Foundation
import Testing

@testable import HTTPServer

@Suite struct `A QR code` {
    private static let uri =
        "otpauth://totp/kiikd:ada%40acme.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=kiikd&algorithm=SHA1&digits=6&period=30"

    /// The code as its path draws it: a square of light and dark.
    private static func drawn(_ code: QRCode) throws -> [[Bool]] {
        var square = Array(repeating: Array(repeating: false, count: code.size), count: code.size)
        let bars = code.path.matches(of: /M(\d+) (\d+)h(\d+)v1h-(\d+)z/)
        #expect(bars.map { String($0.output.0) }.joined() == code.path)
        for bar in bars {
            let (_, x, y, there, back) = bar.output
            let (column, row, length) = (try #require(Int(x)), try #require(Int(y)), try #require(Int(there)))
            try #require(there == back && length > 0 && column + length <= code.size && row < code.size)
            for place in column..<(column + length) {
                #expect(!square[row][place])
                square[row][place] = true
            }
        }
        return square
    }

    @Test(arguments: ["a", uri, "über", "a\u{0}b", String(repeating: "x", count: QRCode.mostBytes)])
    func `it has three finders, two timing patterns and a quiet zone`(text: String) throws {
        let code = try #require(QRCode(text))
        let width = code.size - 2 * QRCode.quietZone
        #expect(width >= 21 && width <= 177 && (width - 17) % 4 == 0)
        let square = try Self.drawn(code)
        for (row, line) in square.enumerated() {
            for (column, isDark) in line.enumerated() where isDark {
                let inner = QRCode.quietZone..<(QRCode.quietZone + width)
                #expect(inner.contains(row) && inner.contains(column))
            }
        }
        func isDark(_ row: Int, _ column: Int) -> Bool { square[row + QRCode.quietZone][column + QRCode.quietZone] }
        for (top, left) in [(0, 0), (0, width - 7), (width - 7, 0)] {
            for row in 0..<7 {
                for column in 0..<7 {
                    let ring = max(abs(row - 3), abs(column - 3))
                    #expect(isDark(top + row, left + column) == (ring != 2))
                }
            }
        }
        #expect(!isDark(width - 7, width - 7) || !isDark(width - 6, width - 6) || !isDark(width - 4, width - 4))
        for place in 8..<(width - 8) {
            #expect(isDark(6, place) == (place % 2 == 0) && isDark(place, 6) == (place % 2 == 0))
        }
    }

    @Test func `what does not fit is none, and one text has one code`() throws {
        #expect(QRCode("") == nil)
        for more in [1, 2, 1000, 1_000_000] {
            #expect(QRCode(String(repeating: "x", count: QRCode.mostBytes + more)) == nil)
        }
        #expect(QRCode(String(repeating: "é", count: QRCode.mostBytes / 2 + 1)) == nil)
        #expect(QRCode(Self.uri) == QRCode(Self.uri))
        #expect(QRCode(Self.uri) != QRCode(Self.uri + "&"))
    }

    // MARK: Another's reader

    private static let reader = "/usr/bin/zbarimg"

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: reader), "zbarimg (zbar-tools) is not installed"),
        arguments: [uri, "a", "über", String(repeating: "0123456789abcdef", count: 100)])
    func `zbarimg reads what was written`(text: String) throws {
        let code = try #require(QRCode(text))
        let scale = 4
        let lines = try Self.drawn(code).map { line in
            line.flatMap { Array(repeating: $0 ? UInt8(0) : 255, count: scale) }
        }
        let side = code.size * scale
        let pixels = lines.flatMap { line in Array(repeating: line, count: scale).flatMap { $0 } }
        let file = FileManager.default.temporaryDirectory.appending(path: "qr-\(UUID().uuidString).pgm")
        try Data(Array("P5 \(side) \(side) 255\n".utf8) + pixels).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: Self.reader)
        process.arguments = ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", file.path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(String(decoding: said, as: UTF8.self) == text + "\n")
    }
}

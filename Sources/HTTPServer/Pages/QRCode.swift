import CLibqrencode

/// A text as a QR code (ISO/IEC 18004), to be drawn as one SVG path in a box of `size` by `size`.
struct QRCode: Sendable, Hashable {
    /// Units a side, a module being one, with the quiet zone.
    let size: Int
    /// The dark modules. What is around them has to be light, in a dark page too.
    let path: String

    /// Light modules on all sides, without which readers do not find the code.
    static let quietZone = 4
    /// As many bytes of ASCII as the largest code takes at level M, which is read with 15 % of it dirty or hidden.
    static let mostBytes = 2331
    /// As "extended channel interpretations" number it.
    private static let utf8: UInt32 = 26

    /// Nil for a text that is empty or does not fit.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= Self.mostBytes, let input = QRinput_new2(0, QR_ECLEVEL_M) else {
            return nil
        }
        defer { QRinput_free(input) }
        // Without it readers guess, and not all guess UTF-8.
        let isASCII = bytes.allSatisfy { $0 < 0x80 }
        guard isASCII || QRinput_appendECIheader(input, Self.utf8) == 0,
            QRinput_append(input, QR_MODE_8, Int32(bytes.count), bytes) == 0, let code = QRcode_encodeInput(input)
        else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        guard width > 0, let data = code.pointee.data else { return nil }
        // The lowest bit of each byte: dark.
        let modules = UnsafeBufferPointer(start: data, count: width * width)
        size = width + 2 * Self.quietZone
        path = (0..<width).map { row in Self.bars(of: modules[(row * width)..<((row + 1) * width)], row) }.joined()
    }

    /// A row's dark modules, those beside each other as one bar.
    private static func bars(of modules: Slice<UnsafeBufferPointer<UInt8>>, _ row: Int) -> String {
        var bars = ""
        var place = modules.startIndex
        while let begin = modules[place...].firstIndex(where: { $0 & 1 == 1 }) {
            place = modules[begin...].firstIndex { $0 & 1 == 0 } ?? modules.endIndex
            let length = place - begin
            bars += "M\(begin - modules.startIndex + quietZone) \(row + quietZone)h\(length)v1h-\(length)z"
        }
        return bars
    }
}

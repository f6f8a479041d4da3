package import Domain
package import Logging
import Subprocess
import SystemPackage

/// Text as it is; of a PDF what `pdftotext` (poppler) finds. Images have none.
///
/// A PDF is somebody else's, and its reader large: it runs as a process of its own, without kiikd's environment, for so
/// long, in so much memory, and over the first pages only. Where the program is not installed nothing is read.
package struct DocumentText: TextExtractor {
    private let logger: Logger

    private static let seconds = 10
    private static let memory = 512 << 20
    private static let pages = 3
    private static let longest = 1 << 20

    package init(logger: Logger) {
        self.logger = logger
    }

    package func text(in bytes: [UInt8], of type: MediaType) async -> String? {
        switch type {
        case .text, .vcard: String(decoding: bytes, as: UTF8.self)
        case .pdf: await pdf(bytes)
        case .png, .jpeg: nil
        }
    }

    private func pdf(_ bytes: [UInt8]) async -> String? {
        do {
            let result = try await run(
                .name("timeout"),
                arguments: .init([
                    "--kill-after=1", "\(Self.seconds)", "prlimit", "--as=\(Self.memory)", "--cpu=\(Self.seconds)",
                    "--fsize=0", "--core=0", "pdftotext", "-q", "-l", "\(Self.pages)", "-enc", "UTF-8", "-", "-",
                ]),
                environment: .custom(["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"]),
                workingDirectory: "/", input: .array(bytes), output: .bytes(limit: Self.longest), error: .discarded)
            guard case .exited(0) = result.terminationStatus else {
                logger.info("no text was found in a PDF: pdftotext ended with \(result.terminationStatus)")
                return nil
            }
            return String(decoding: result.standardOutput, as: UTF8.self)
        } catch {
            logger.info("no text was found in a PDF: \(error)")
            return nil
        }
    }
}

import Domain
import HTTPTypes
import Mustache

/// A page that is sent while it is made: its beginning at once, then what comes, in the end what closes it. A browser
/// shows what it has, so nobody waits for the whole, and no script is needed.
struct StreamedPage: Sendable {
    typealias Send = @Sendable ([UInt8]) async throws -> Void

    let page: ConsolePage
    let shell: Shell
    let language: Language

    /// - Parameter produce: sends what follows the page's own blocks. What it throws leaves the page unfinished, so it
    ///   says itself what went wrong.
    func answer(_ produce: @escaping @Sendable (Stream) async throws -> Void) -> Answer {
        Answer(page.status, ConsolePage.headers(in: language)) { send in
            try await send(try Self.rendered(Self.beginning, page.document(in: shell, language)))
            try await produce(Stream(send: send))
            try await send(Array(ConsolePage.end.utf8))
        }
    }

    /// What is sent between a page's beginning and its end.
    struct Stream: Sendable {
        fileprivate let send: Send

        func blocks(_ blocks: [Block]) async throws {
            try await send(try StreamedPage.rendered(StreamedPage.blocks, Part(blocks: blocks)))
        }

        /// Steps follow, one by one; then ``endSteps(_:)``.
        /// - Parameter waiting: stands above them until what they came to takes its place, which it does without script.
        func beginSteps(waiting: [Block] = [], _ heading: Phrase) async throws {
            try await send(Array("<div class=\"outcome\"><div class=\"waiting\">".utf8))
            try await blocks(waiting)
            try await send(Array("</div>".utf8))
            try await blocks([.heading(heading)])
            try await send(Array(StepList.opening.utf8))
        }
        func step(_ step: StepList.Step) async throws {
            try await send(try StreamedPage.rendered(StreamedPage.step, OneStep(step: step)))
        }
        /// Closes the page as a whole one, and tells the server's log what went wrong.
        func fail(_ error: any Error) async throws {
            try await send(Array(ConsolePage.end.utf8))
            throw error
        }

        /// - Parameter verdict: is shown above the steps, though it comes after them.
        func endSteps(_ verdict: [Block]) async throws {
            try await send(Array("\(StepList.closing)<div class=\"verdict\">".utf8))
            try await blocks(verdict)
            try await send(Array("</div></div>".utf8))
        }
    }

    private struct Part: Sendable {
        let blocks: [Block]
    }

    private struct OneStep: Sendable {
        let step: StepList.Step
    }

    static let beginning = PageTemplate.whole(ConsolePage.beginning)
    static let blocks = PageTemplate.whole(Block.template)
    static let step = PageTemplate.whole("{{#.step}}\(StepList.step){{/.step}}")

    // A part without anything in it would end the body.
    fileprivate static func rendered(_ template: MustacheTemplate?, _ value: some Sendable) throws(Problem) -> [UInt8] {
        guard let template else { throw .internal }
        return Array((template.render(value) + "\n").utf8)
    }
}

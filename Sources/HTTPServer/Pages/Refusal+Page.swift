import Domain
import HTTPTypes

extension Refusal {
    /// The refusal as a page for people.
    func page(in language: Language) -> Answer {
        func page(
            _ status: HTTPResponse.Status, _ more: AnswerHeaders = [:],
            _ notice: @escaping @Sendable (Texts.Notices) -> Texts.Notice
        ) -> Answer {
            MessagePage(isFault: true) { notice($0.notices) }.answer(in: language, status, more)
        }
        switch self {
        case .problem(.invalid(let faults)):
            let isOfLink = faults.allSatisfy { $0.field == "token" }
            return page(.badRequest) { isOfLink ? $0.deadLink : $0.malformed }
        case .problem(.rateLimited(let seconds)):
            return page(.tooManyRequests, [.retryAfter: String(seconds)]) { $0.later(seconds) }
        case .problem(.conflict): return page(.conflict) { $0.later(1) }
        case .problem(.unavailable(let seconds)):
            return page(.serviceUnavailable, [.retryAfter: String(seconds)]) { $0.later(seconds) }
        case .unknownPath, .problem(.notFound):
            return MessagePage(
                isFault: true, link: { FormContent.Link(address: "/", label: $0.console.toStart) },
                notice: { $0.notices.notFound }
            ).answer(in: language, .notFound)
        case .methodNotAllowed(let allow):
            return page(.methodNotAllowed, [.allow: allow.joined(separator: ", ")]) { $0.wrongMethod }
        case .malformed, .crossSite, .unsupportedMediaType, .headersTooLarge, .notAcceptable:
            return page(.badRequest) { $0.malformed }
        case .bodyTooLarge(let limit): return page(.contentTooLarge) { $0.tooLarge(limit) }
        case .problem: return page(.internalServerError) { $0.failed }
        }
    }
}

import Domain
import HTTPTypes

/// Why a form was not done, to be said above it and at its fields.
struct FormRefusal: Error {
    let alert: String
    var faults: [Fault] = []
    let status: HTTPResponse.Status
    /// It was made for what is not there any more.
    var isStale = false
}

extension ConsoleVisit {
    /// Does something that can fail for reasons which the form itself has to say.
    /// - Parameters:
    ///   - wrong: what is said where a password or a code is not theirs.
    ///   - conflict: what is said in place of the domain's sentence.
    func trying<Value>(
        wrong: String = "", conflict: String? = nil, _ act: () async throws -> Value
    ) async throws -> Result<Value, FormRefusal> {
        do {
            return .success(try await act())
        } catch Problem.invalid(let faults) {
            return .failure(
                FormRefusal(alert: texts.console.lookBelow, faults: faults, status: .unprocessableContent))
        } catch is ChangedMeanwhile {
            return .failure(
                FormRefusal(alert: texts.console.changedMeanwhile, status: .conflict, isStale: true))
        } catch is LoginFailure {
            return .failure(FormRefusal(alert: wrong, status: .unprocessableContent))
        } catch Problem.rateLimited(let seconds) {
            return .failure(FormRefusal(alert: texts.login.wait(seconds).plain, status: .tooManyRequests))
        } catch Problem.conflict(let sentence) {
            return .failure(FormRefusal(alert: conflict ?? texts.conflict(sentence), status: .conflict))
        }
    }
}

extension ConsolePage {
    /// Says that a form was refused.
    mutating func take(_ refusal: FormRefusal?) {
        guard let refusal else { return }
        (status, isFault) = (refusal.status, true)
    }
}

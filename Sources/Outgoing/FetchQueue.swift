import Dispatch
import Synchronization

/// So many fetches are under way at once, few of them at one site: one that is slow holds up nobody else.
final class FetchQueue: Sendable {
    private struct Job {
        let site: String
        let work: @Sendable () -> Void
    }

    private struct State {
        var underWay: [String: Int] = [:]
        var total = 0
        var waiting: [Job] = []
    }

    private let state = Mutex(State())
    private let width: Int
    private let widthOfSite: Int
    private let mostWaiting: Int

    init(width: Int = 16, widthOfSite: Int = 4, mostWaiting: Int = 256) {
        self.width = width
        self.widthOfSite = widthOfSite
        self.mostWaiting = mostWaiting
    }

    /// False where too many wait already.
    func submit(_ site: String, _ work: @escaping @Sendable () -> Void) -> Bool {
        let job = Job(site: site, work: work)
        let isTaken = state.withLock { state -> Bool? in
            if hasRoom(for: job, state) {
                begin(job, &state)
                return true
            }
            guard state.waiting.count < mostWaiting else { return false }
            state.waiting.append(job)
            return nil
        }
        if isTaken == true { run(job) }
        return isTaken ?? true
    }

    private func hasRoom(for job: Job, _ state: State) -> Bool {
        state.total < width && state.underWay[job.site, default: 0] < widthOfSite
    }

    private func begin(_ job: Job, _ state: inout State) {
        state.total += 1
        state.underWay[job.site, default: 0] += 1
    }

    /// A serial queue has a thread of its own; a concurrent one would take turns with Swift's tasks.
    private func run(_ job: Job) {
        DispatchQueue(label: "kiik.fetch").async {
            job.work()
            self.end(job)
        }
    }

    private func end(_ job: Job) {
        let next = state.withLock { state -> Job? in
            state.total -= 1
            let left = state.underWay[job.site, default: 1] - 1
            state.underWay[job.site] = left > 0 ? left : nil
            guard let place = state.waiting.firstIndex(where: { hasRoom(for: $0, state) }) else { return nil }
            let next = state.waiting.remove(at: place)
            begin(next, &state)
            return next
        }
        if let next { run(next) }
    }
}

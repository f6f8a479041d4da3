/// Who is next: tenants take turns, none holds more than its share, and the queue has an end.
struct FairQueue<Element> {
    struct Limits: Sendable {
        var waiting: Int
        var waitingPerTenant: Int
        var inFlightPerTenant: Int
    }

    private struct Share {
        var waiting = RingBuffer<Element>()
        var inFlight = 0
        var isInRotation = false
    }

    private let limits: Limits
    private var shares: [Int64?: Share] = [:]
    /// Tenants that have something waiting and room for it.
    private var rotation = RingBuffer<Int64?>()
    private(set) var waiting = 0

    init(limits: Limits) { self.limits = limits }

    /// The short way: takes a place at once if nobody waits. The place is given back by `finished`.
    mutating func admit(tenant: Int64?) -> Bool {
        guard waiting == 0 else { return false }
        guard tenant != nil else { return true }
        guard shares[tenant, default: Share()].inFlight < limits.inFlightPerTenant else { return false }
        shares[tenant, default: Share()].inFlight &+= 1
        return true
    }

    /// False: the queue is full.
    mutating func enqueue(_ element: Element, tenant: Int64?) -> Bool {
        guard waiting < limits.waiting else { return false }
        if tenant != nil, (shares[tenant]?.waiting.count ?? 0) >= limits.waitingPerTenant { return false }
        shares[tenant, default: Share()].waiting.append(element)
        waiting &+= 1
        rotate(tenant)
        return true
    }

    /// Puts back, as the tenant's next, what has already waited once. No limit applies.
    mutating func putBack(_ element: Element, tenant: Int64?) {
        shares[tenant, default: Share()].waiting.prepend(element)
        waiting &+= 1
        rotate(tenant)
    }

    /// The next one whose tenant has room; its place is given back by `finished`.
    mutating func next() -> Element? {
        while let tenant = rotation.popFirst() {
            shares[tenant]?.isInRotation = false
            guard let element = shares[tenant]?.waiting.popFirst() else {
                forgetIfEmpty(tenant)
                continue
            }
            waiting &-= 1
            if tenant != nil { shares[tenant]?.inFlight &+= 1 }
            rotate(tenant)
            if tenant == nil { forgetIfEmpty(tenant) }
            return element
        }
        return nil
    }

    mutating func finished(tenant: Int64?) {
        guard tenant != nil, let held = shares[tenant]?.inFlight, held > 0 else { return }
        shares[tenant]?.inFlight = held &- 1
        rotate(tenant)
        forgetIfEmpty(tenant)
    }

    mutating func remove(tenant: Int64?, where matches: (Element) -> Bool) {
        guard let before = shares[tenant]?.waiting.count else { return }
        shares[tenant]?.waiting.removeAll(where: matches)
        waiting &-= before &- (shares[tenant]?.waiting.count ?? 0)
        forgetIfEmpty(tenant)
    }

    /// Takes out every waiting element that matches.
    mutating func removeAll(where matches: (Element) -> Bool) {
        for tenant in Array(shares.keys) { remove(tenant: tenant, where: matches) }
    }

    func forEachWaiting(_ body: (Element) -> Void) {
        for share in shares.values { share.waiting.forEach(body) }
    }

    private mutating func rotate(_ tenant: Int64?) {
        guard let share = shares[tenant], !share.isInRotation, !share.waiting.isEmpty else { return }
        guard tenant == nil || share.inFlight < limits.inFlightPerTenant else { return }
        shares[tenant]?.isInRotation = true
        rotation.append(tenant)
    }

    private mutating func forgetIfEmpty(_ tenant: Int64?) {
        guard let share = shares[tenant], share.waiting.isEmpty, share.inFlight == 0, !share.isInRotation else {
            return
        }
        shares[tenant] = nil
    }
}

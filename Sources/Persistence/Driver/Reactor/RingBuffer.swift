/// First in, first out, without moving what stays.
struct RingBuffer<Element> {
    private var slots: [Element?]
    private var head = 0
    private(set) var count = 0

    init() { slots = Array(repeating: nil, count: 16) }

    var isEmpty: Bool { count == 0 }
    var first: Element? { count == 0 ? nil : slots[head] }

    mutating func append(_ element: Element) {
        if count == slots.count { grow() }
        slots[(head &+ count) & (slots.count &- 1)] = element
        count &+= 1
    }

    mutating func prepend(_ element: Element) {
        if count == slots.count { grow() }
        head = (head &- 1) & (slots.count &- 1)
        slots[head] = element
        count &+= 1
    }

    mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        let element = slots[head].take()
        head = (head &+ 1) & (slots.count &- 1)
        count &-= 1
        return element
    }

    mutating func removeAll(where matches: (Element) -> Bool) {
        for _ in 0..<count {
            guard let element = popFirst() else { return }
            if !matches(element) { append(element) }
        }
    }

    mutating func drain() -> [Element] {
        var all: [Element] = []
        all.reserveCapacity(count)
        while let element = popFirst() { all.append(element) }
        return all
    }

    func forEach(_ body: (Element) -> Void) {
        for index in 0..<count {
            if let element = slots[(head &+ index) & (slots.count &- 1)] { body(element) }
        }
    }

    /// The capacity stays a power of two.
    private mutating func grow() {
        let ordered = (0..<count).map { slots[(head &+ $0) & (slots.count &- 1)] }
        slots = ordered + Array(repeating: nil, count: slots.count)
        head = 0
    }
}

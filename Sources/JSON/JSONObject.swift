/// Names and values in the order they were written; every name occurs once.
package struct JSONObject: Sendable, Hashable {
    package struct Member: Sendable, Hashable {
        package let name: String
        package var value: JSONValue
    }

    package private(set) var members: [Member]
    /// Places by name, kept only where looking through the members would be slow.
    private var places: [String: Int]?

    private static let searchedInLine = 16

    package init() {
        members = []
        places = nil
    }

    /// Of two members with one name the later value stays, at the earlier place.
    package init(_ elements: some Sequence<(String, JSONValue)>) {
        self.init()
        for (name, value) in elements { self[name] = value }
    }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }
    package var names: some Sequence<String> { members.lazy.map(\.name) }

    /// Setting a new name appends it; setting nil removes the member.
    package subscript(name: String) -> JSONValue? {
        get { place(of: name).map { members[$0].value } }
        set {
            switch (place(of: name), newValue) {
            case (let place?, let value?): members[place].value = value
            case (nil, let value?): add(name, value)
            case (let place?, nil):
                members.remove(at: place)
                places = nil
                indexIfLong()
            case (nil, nil): break
            }
        }
    }

    package func contains(_ name: String) -> Bool { place(of: name) != nil }

    /// False, and nothing changed, if the name is there already.
    package mutating func appendNew(_ name: String, _ value: JSONValue) -> Bool {
        guard place(of: name) == nil else { return false }
        add(name, value)
        return true
    }

    /// Equal when names, values and order are: an object is also how it is written.
    package static func == (one: JSONObject, other: JSONObject) -> Bool { one.members == other.members }

    package func hash(into hasher: inout Hasher) { hasher.combine(members) }

    private func place(of name: String) -> Int? {
        if let places { return places[name] }
        return members.firstIndex { $0.name == name }
    }

    private mutating func add(_ name: String, _ value: JSONValue) {
        members.append(Member(name: name, value: value))
        if places != nil {
            places?[name] = members.count - 1
        } else {
            indexIfLong()
        }
    }

    private mutating func indexIfLong() {
        guard members.count > Self.searchedInLine else { return }
        var index: [String: Int] = [:]
        index.reserveCapacity(members.count * 2)
        for (place, member) in members.enumerated() { index[member.name] = place }
        places = index
    }
}

extension JSONObject: Sequence {
    package func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}

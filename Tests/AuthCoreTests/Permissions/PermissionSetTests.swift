import Testing

@testable import AuthCore

@Suite struct `Permission set` {
    @Test func `it behaves as a set of bits does`() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<500 {
            let (one, other) = (bits(using: &generator), bits(using: &generator))
            let (first, second) = (set(one), set(other))
            #expect(set(one.union(other)) == first.union(second))
            #expect(set(one.intersection(other)) == first.intersection(second))
            #expect(set(one.subtracting(other)) == first.subtracting(second))
            #expect(set(one.subtracting(other)) == first.missing(from: second))
            #expect(one.isSuperset(of: other) == first.isSuperset(of: second))
            #expect(first.union(second).isSuperset(of: second))
            #expect(first.isSuperset(of: first.intersection(second)))
            #expect(first.count == one.count)
            #expect(first.isEmpty == one.isEmpty)
            #expect(Set(first.permissions.map(\.bit)) == one)
            for bit in UInt8.min ... .max { #expect(first.contains(Permission(bit: bit)) == one.contains(bit)) }
        }
    }

    @Test func `the empty set grants nothing but nothing`() {
        #expect(PermissionSet.none.isSuperset(of: .none))
        for bit in UInt8.min ... .max { #expect(!PermissionSet.none.isSuperset(of: [Permission(bit: bit)])) }
    }

    private func bits(using generator: inout SeededGenerator) -> Set<UInt8> {
        let count = Int.random(in: 0...256, using: &generator)
        return Set((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private func set(_ bits: Set<UInt8>) -> PermissionSet { PermissionSet(bits.map(Permission.init(bit:))) }
}

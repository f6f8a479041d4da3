import AuthCore
import Domain
import Foundation
import Synchronization
import Testing

@testable import Places

@Suite struct `Countries from a file` {
    private func some() throws -> MadeLocations {
        var made = MadeLocations()
        try made.add("8.0.0.0/8", "US")
        try made.add("8.8.0.0/16", "CA")
        try made.add("8.8.8.8/32", "FR")
        try made.add("9.9.9.0/24", "A1")
        try made.add("5.0.0.0/8", "EU")
        try made.add("2a01::/16", "DE")
        try made.add("127.0.0.0/8", "GB")
        return made
    }

    @Test func `an address is where the smallest network with it is`() throws {
        try MadeLocations.withFile(some().bytes) { path in
            let countries = try LocationDatabase(path: path)
            let expected = [
                "8.1.2.3": "US", "8.8.1.1": "CA", "8.8.8.8": "FR", "::ffff:8.8.8.8": "FR", "2a01:e0a::1": "DE",
                // A proxy's kind and a region, which are no countries; what is in no network; what is not public; what is no address.
                "9.9.9.9": nil, "5.6.7.8": nil, "11.1.1.1": nil, "2a02::1": nil, "127.0.0.1": nil, "10.0.0.1": nil,
                "": nil,
                "8.8.8": nil,
            ]
            for (address, code) in expected {
                #expect(countries.country(of: address)?.code == code, "\(address)")
            }
            #expect(countries.madeAt == Timestamp(microseconds: 1_700_000_000_000_000))
        }
    }

    @Test func `a file that is cut short or is another is refused with a sentence`() throws {
        let whole = try some().bytes
        for (bytes, said) in [
            (Array(whole.dropLast()), "damaged"), (Array(whole.prefix(40)), "damaged"),
            (Array(whole.prefix(7)), "no database"), (Array("SQLite format 3".utf8), "no database"),
            ([], "cannot be read"),
        ] {
            try MadeLocations.withFile(bytes) { path in
                let fault = #expect(throws: LocationFile.Unreadable.self) { try LocationDatabase(path: path) }
                #expect(fault?.description.contains(said) == true && fault?.description.contains(path) == true)
            }
        }
        let fault = #expect(throws: LocationFile.Unreadable.self) { try LocationDatabase(path: "/nowhere/at.all") }
        #expect(fault?.description == "/nowhere/at.all cannot be read: No such file or directory.")
    }

    @Test func `whatever a damaged file says, nothing outside of it is read`() throws {
        let whole = try some().bytes
        var numbers = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var bytes = whole
            for _ in 0..<20 {
                bytes[.random(in: 4200..<bytes.count, using: &numbers)] = .random(in: 0...255, using: &numbers)
            }
            try MadeLocations.withFile(bytes) { path in
                let countries = try LocationDatabase(path: path)
                for address in ["8.1.2.3", "8.8.8.8", "9.9.9.9", "2a01::1"] {
                    let code = countries.country(of: address)?.code
                    #expect(code.map { $0.utf8.count == 2 } != false)
                }
            }
        }
    }

    @Test func `a newer file is taken when it has the name, and a damaged one is not`() throws {
        try MadeLocations.withFile(some().bytes) { path in
            let faults = Mutex<[String]>([])
            let countries = try LocationDatabase(path: path, patience: .zero) { fault in
                faults.withLock { $0.append(fault) }
            }
            #expect(countries.country(of: "11.1.1.1") == nil)
            var newer = try some()
            try newer.add("11.0.0.0/8", "BE")
            func replace(_ bytes: [UInt8]) throws {
                try Data(bytes).write(to: URL(filePath: path), options: .atomic)
            }
            try replace(newer.bytes)
            #expect(countries.country(of: "11.1.1.1")?.code == "BE")
            #expect(faults.withLock { $0 } == [])
            try replace([1, 2, 3])
            for _ in 0..<3 { #expect(countries.country(of: "11.1.1.1")?.code == "BE") }
            // Once, however often somebody asks.
            #expect(
                faults.withLock { $0 } == [
                    "A newer database of countries is not taken: \(path) is no database of libloc (version 1)."
                ])
            try FileManager.default.removeItem(atPath: path)
            #expect(countries.country(of: "8.8.8.8")?.code == "FR")
        }
    }

    /// What the set-up installs.
    @Test func `the usual file has the world in it`() throws {
        let path = LocationDatabase.usualPaths.first { FileManager.default.fileExists(atPath: $0) }
        let countries = try LocationDatabase(path: try #require(path))
        // Networks of research that have been where they are for thirty years.
        #expect(countries.country(of: "193.51.196.138")?.code == "FR")
        #expect(countries.country(of: "2001:660:3302::1")?.code == "FR")
        #expect(countries.country(of: "18.9.22.69")?.code == "US")
        #expect(countries.country(of: "192.168.1.1") == nil && countries.country(of: "2001:db8::1") == nil)
        let found = (1..<224).flatMap { first in (0..<16).map { "\(first).\($0 * 16).7.7" } }.compactMap {
            countries.country(of: $0)
        }
        #expect(found.count > 2000 && Set(found).count > 50)
        #expect(countries.madeAt > Timestamp(microseconds: 1_600_000_000_000_000))
    }
}

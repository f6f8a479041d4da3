package import AuthCore
package import Domain
import Glibc
import Synchronization

/// Countries from a database file, which may be replaced by a newer one while it is read.
package final class LocationDatabase: Countries {
    /// Where Debian's `location` keeps what it fetches, and where `libloc-database` has its own.
    package static let usualPaths = ["/var/lib/location/database.db", "/usr/share/libloc-location/location.db"]

    /// Tells one file from the one that took its name.
    private struct Stamp: Hashable {
        let (file, size, seconds, nanoseconds): (UInt64, Int64, Int64, Int64)

        init?(path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            file = UInt64(status.st_ino)
            size = Int64(status.st_size)
            (seconds, nanoseconds) = (Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec))
        }
    }

    private struct Current {
        var file: LocationFile
        var stamp: Stamp?
        var lookedAt: ContinuousClock.Instant
        /// What was asked for before: pages ask for the same again and again.
        var known: [IPAddress: Country?] = [:]
    }

    private let path: String
    private let patience: Duration
    private let onFault: @Sendable (String) -> Void
    private let current: Mutex<Current>

    /// - Parameters:
    ///   - patience: how long a newer file may wait.
    ///   - onFault: is told once of each newer file that cannot be read.
    /// - Throws: an error whose description says what is wrong with the file.
    package init(
        path: String, patience: Duration = .seconds(60), onFault: @escaping @Sendable (String) -> Void = { _ in }
    ) throws {
        self.path = path
        self.patience = patience
        self.onFault = onFault
        let stamp = Stamp(path: path)
        current = Mutex(Current(file: try LocationFile(path: path), stamp: stamp, lookedAt: .now))
    }

    private static let mostKnown = 20_000

    package func country(of address: IPAddress) -> Country? {
        let file = file()
        if let known = current.withLock({ $0.known[address] }) { return known }
        let country = file.country(of: address)
        current.withLock { current in
            if current.known.count >= Self.mostKnown { current.known = [:] }
            current.known[address] = country
        }
        return country
    }

    /// When its data were put together.
    package var madeAt: Timestamp { file().madeAt }

    /// A newer one that cannot be read is not taken.
    private func file() -> LocationFile {
        current.withLock { current in
            let now = ContinuousClock.now
            guard current.lookedAt.duration(to: now) >= patience else { return current.file }
            current.lookedAt = now
            guard let stamp = Stamp(path: path), stamp != current.stamp else { return current.file }
            current.stamp = stamp
            do {
                (current.file, current.known) = (try LocationFile(path: path), [:])
            } catch {
                onFault("A newer database of countries is not taken: \(error)")
            }
            return current.file
        }
    }
}

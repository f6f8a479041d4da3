/// Values that somebody else carries for a while, and that open no longer than that.
extension KeyRing {
    /// Seals a value as ``seal(_:for:)`` does, with the moment from which it does not open any more.
    ///
    /// - Parameter end: in microseconds since 1970.
    public func seal(
        _ plaintext: [UInt8], for place: AssociatedData, until end: Int64
    ) throws(SealingError) -> [UInt8] {
        let moment = UInt64(bitPattern: end)
        return try seal(
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: moment >> $0) } + plaintext, for: place
        )
    }

    /// Opens what ``seal(_:for:until:)`` has sealed.
    ///
    /// - Parameter now: in microseconds since 1970.
    /// - Throws: ``SealingError/doesNotOpen``, also where it is too late.
    public func open(_ sealed: [UInt8], for place: AssociatedData, at now: Int64) throws(SealingError) -> [UInt8] {
        let opened = try open(sealed, for: place)
        guard opened.count >= 8, now < Int64(bitPattern: opened.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }) else {
            throw .doesNotOpen
        }
        return Array(opened.dropFirst(8))
    }
}

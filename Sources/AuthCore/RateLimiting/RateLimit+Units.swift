extension RateLimit {
    /// So many requests a minute, held within 1...60,000,000.
    public static func perMinute(_ requests: Int) -> RateLimit {
        RateLimit(unchecked: min(max(requests, 1), 60 * fastest), period: 60)
    }

    private init(unchecked requests: Int, period: Int) {
        self.requests = requests
        self.period = period
        burst = requests
    }
}

/// One call made with a key or by somebody who logged in, whatever came of it.
public struct UsageRecord: Sendable, Hashable {
    public var tenantID: Int64
    /// A key's id; a session's, negated.
    public var keyID: Int64
    public var occurredAt: Timestamp
    public var action: String
    public var method: String
    public var path: String
    public var status: Int
    public var durationMicroseconds: Int64
    public var ip: String
    public var requestID: String
    /// False where the key was revoked or expired: logged, not counted.
    public var isAuthenticated: Bool

    public init(
        tenantID: Int64, keyID: Int64, occurredAt: Timestamp, action: String, method: String, path: String, status: Int,
        durationMicroseconds: Int64, ip: String, requestID: String, isAuthenticated: Bool
    ) {
        self.tenantID = tenantID
        self.keyID = keyID
        self.occurredAt = occurredAt
        self.action = action
        self.method = method
        self.path = path
        self.status = status
        self.durationMicroseconds = durationMicroseconds
        self.ip = ip
        self.requestID = requestID
        self.isAuthenticated = isAuthenticated
    }
}

/// Takes usage records so that they survive the process. Called once a request, before the answer leaves.
public protocol UsageRecorder: Sendable {
    func record(_ record: borrowing UsageRecord) throws
}

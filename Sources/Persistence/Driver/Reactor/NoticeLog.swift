internal import CLibpq
internal import Logging

/// Where the server's notices go, instead of to standard error.
final class NoticeLog {
    private let logger: Logger

    init(_ logger: Logger) { self.logger = logger }

    /// This object has to outlive the connection.
    func attach(to handle: OpaquePointer) {
        PQsetNoticeReceiver(
            handle,
            { argument, result in
                guard let argument, let result else { return }
                Unmanaged<NoticeLog>.fromOpaque(argument).takeUnretainedValue().log(result)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func log(_ result: OpaquePointer) {
        guard logger.logLevel <= .debug, let message = PQresultErrorMessage(result) else { return }
        logger.debug("PostgreSQL notice", metadata: ["message": "\(Conninfo.oneLine(String(cString: message)))"])
    }
}

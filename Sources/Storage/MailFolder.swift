import Dispatch
package import Domain
import Glibc

/// Where no mail server is known: a readable file for each mail, `<id>.eml`.
package struct MailFolder: MailTransport {
    private let path: String
    private let format: MailFormat
    private let queue = DispatchQueue(label: "kiik.mail")

    package init(path: String, from: String) {
        self.path = path
        format = MailFormat(from: from, encoding: .plain)
    }

    package func send(_ mail: Mail) async throws(MailFailure) {
        let bytes = format.bytes(of: mail)
        let result = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Result { () throws(MailFailure) in try write(bytes, to: "\(path)/\(mail.id).eml") })
            }
        }
        try result.get()
    }

    private func write(_ bytes: [UInt8], to file: String) throws(MailFailure) {
        do throws(WholeFile.Failure) {
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw WholeFile.Failure("cannot make", path) }
            try WholeFile.write(bytes, to: file, in: path)
        } catch {
            throw MailFailure(error.description)
        }
    }
}

import ArgumentParser
import Foundation
import Outgoing

struct DoctorConnect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connect",
        abstract: "Walk a running kiikd from outside, as an assistant that connects to it does.",
        discussion: """
            Discovery, registration, authorization, tokens, protocol and tools, in the client's order. Ends with the \
            first thing that would make the client fail, and who says that it must be otherwise. With a user it logs in \
            and allows the access, and gives the tokens back at the end; without one it stops at the login page.

            Exit status 0 when nothing stops the client, 1 when something does.
            """)

    @Argument(help: "Where kiikd is, such as https://kiik.example (or its /mcp).") var url: String
    @Option(name: .customLong("as"), help: "Whom to walk as.")
    var kind = ConnectingClient.Kind.generic
    @Option(help: "Email of a user to log in.") var user: String?
    @Option(help: "File with that user's password in its first line.") var passwordFile: String?
    @Option(help: "An API key to use instead of a login.") var key: String?
    @Option(name: .customLong("client-id"), help: "A metadata document of yours instead of the client's own.")
    var clientID: String?
    @Option(name: .customLong("redirect-uri"), help: "A redirect URI instead of the client's own.")
    var redirectURI: String?
    @Option(name: .customLong("ca-file"), help: "Certificates (PEM) that are trusted besides the system's.")
    var authorities: String?
    @Option(help: "Output: text or json.") var format = OutputFormat.text

    func validate() throws {
        guard ConnectionWalk.isURL(url) else {
            throw ValidationError("\(url) is no address like https://kiik.example.")
        }
        guard (user == nil) == (passwordFile == nil) else {
            throw ValidationError("--user and --password-file belong together.")
        }
        guard user == nil || key == nil else { throw ValidationError("A user or a key, not both.") }
        if key != nil, let client = ConnectingClient.of(kind), !client.sendsKeys {
            throw ValidationError("\(client.name) sends no API keys; it logs a user in.")
        }
        for option in [clientID, redirectURI].compactMap(\.self) where URL(string: option)?.scheme == nil {
            throw ValidationError("\(option) is no address.")
        }
    }

    func run() async throws {
        guard var client = ConnectingClient.of(kind) else { throw Failure("\(kind) is not known.") }
        if let clientID { client.identities = [.metadataDocument(clientID)] }
        if let redirectURI { client.redirectURI = redirectURI }
        let web = WebClient(authorities: try authorities.map { try Self.file($0) } ?? [])
        var walk = ConnectionWalk(url: url, client: client, login: try login(), web: web)
        try await walk.run()
        switch format {
        case .json: Output.json(walk.report.json)
        case .text: for line in walk.report.lines { Output.line(line) }
        }
        if walk.report.stop != nil { throw ExitCode(1) }
    }

    private func login() throws -> ConnectionWalk.Login {
        if let key { return .key(key) }
        guard let user, let passwordFile else { return .nobody }
        let text = String(decoding: try Self.file(passwordFile), as: UTF8.self)
        return .person(email: user, password: text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "")
    }

    private static func file(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure("\(path) cannot be read.")
        }
        return Array(data)
    }
}

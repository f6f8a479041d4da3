import ArgumentParser
import AuthCore
import Configuration
import Domain
import Foundation
import HTTPServer
import Logging
import Persistence
import SystemPackage

/// One setting: its name in the file and the environment, its default and what it is for. The table in
/// docs/operating.md is held to this list by a test.
struct Setting: Sendable {
    let key: String
    let environment: String
    let fallback: String
    let text: String
    var isSecret = false

    static let all: [Setting] = [
        Setting(
            key: "data", environment: "KIIK_DATA", fallback: "kiikd-data",
            text: "Data directory: private PostgreSQL, usage spool, kiikd.json."),
        Setting(
            key: "database.url", environment: "DATABASE_URL", fallback: "",
            text: "PostgreSQL of yours, as the daemon's role. Empty: a private one.", isSecret: true),
        Setting(
            key: "admin.database.url", environment: "KIIK_ADMIN_DATABASE_URL", fallback: "",
            text: "The administrator's connection, used by `migrate` only.", isSecret: true),
        Setting(
            key: "direct.database.url", environment: "KIIK_DIRECT_DATABASE_URL", fallback: "",
            text: "A connection past the pooler, for LISTEN. Without one behind a pooler nothing is cached.",
            isSecret: true),
        Setting(
            key: "pooler", environment: "KIIK_POOLER", fallback: "none",
            text: "`transaction` behind pgbouncer in transaction mode."),
        Setting(
            key: "host", environment: "KIIK_HOST", fallback: "localhost",
            text: "Address to listen on; localhost means 127.0.0.1 and ::1."),
        Setting(
            key: "port", environment: "KIIK_PORT", fallback: "8000", text: "Port to listen on, 0 for any free one."),
        Setting(
            key: "rate.limit", environment: "KIIK_RATE_LIMIT", fallback: "60000/min",
            text: "Limit of keys that have none of their own, such as 600/min."),
        Setting(
            key: "login.limit", environment: "KIIK_LOGIN_LIMIT", fallback: "5/min",
            text: "How often one address may try to log in, right or wrong, on each node."),
        Setting(
            key: "registration.limit", environment: "KIIK_REGISTRATION_LIMIT", fallback: "60/min",
            text: "How often one address may register OAuth clients, on each node."),
        Setting(
            key: "trusted.proxies", environment: "KIIK_TRUSTED_PROXIES", fallback: "",
            text: "Addresses or blocks, by commas, whose X-Forwarded-For is believed."),
        Setting(
            key: "body.limit", environment: "KIIK_BODY_LIMIT", fallback: "1048576",
            text: "Bytes a request's body may have, 1024 to 104857600."),
        Setting(
            key: "upload.limit", environment: "KIIK_UPLOAD_LIMIT", fallback: "10485760",
            text: "Bytes a request with a file may have, 1024 to 104857600; 16 of that size are taken in at once."),
        Setting(
            key: "documents", environment: "KIIK_DOCUMENTS", fallback: "",
            text: "Folder of uploaded files. Empty: `documents` in the data directory. Nodes share one."),
        Setting(
            key: "public.url", environment: "KIIK_PUBLIC_URL", fallback: "",
            text:
                "Where clients reach kiikd; tokens name it as issuer and audience. Empty: localhost. The same on all nodes."
        ),
        Setting(
            key: "master.key.file", environment: "KIIK_MASTER_KEY_FILE", fallback: "",
            text: "File of the master key. Empty: `master-key` in the data directory, made at first. Nodes share one."),
        Setting(
            key: "smtp.url", environment: "KIIK_SMTP_URL", fallback: "",
            text:
                "Server that takes mail, smtp://user:password@host:587. Empty: files.", isSecret: true),
        Setting(
            key: "mail.folder", environment: "KIIK_MAIL_FOLDER", fallback: "",
            text: "Folder of those files. Empty: `mail` in the data directory."),
        Setting(
            key: "mail.from", environment: "KIIK_MAIL_FROM", fallback: "kiikd@localhost",
            text: "Address that mail comes from."),
        Setting(
            key: "fetch.allowed", environment: "KIIK_FETCH_ALLOWED", fallback: "",
            text: "Blocks, by commas, where apps' documents are fetched from though they are not public."),
        Setting(
            key: "fetch.ca.file", environment: "KIIK_FETCH_CA_FILE", fallback: "",
            text: "Certificates (PEM) of authorities that such fetches trust besides the system's."),
        Setting(
            key: "countries", environment: "KIIK_COUNTRIES", fallback: "",
            text:
                "Database of libloc, with the countries of addresses. Empty: the one that a package of Debian's keeps, if it is there; `none`: no countries."
        ),
        Setting(
            key: "assets", environment: "KIIK_ASSETS", fallback: ".assets",
            text: "Directory with the files of Swagger UI and ReDoc."),
        Setting(
            key: "log.level", environment: "KIIK_LOG_LEVEL", fallback: "notice",
            text: "trace, debug, info (a line a request), notice, warning, error or critical."),
        Setting(
            key: "pool.size", environment: "KIIK_POOL_SIZE", fallback: "8",
            text: "PostgreSQL connections for writes, 1 to 200."),
        Setting(
            key: "audit.key", environment: "KIIK_AUDIT_KEY", fallback: "",
            text: "File with the key that signs the audit. Empty: audit-key.pem in the data directory, made if missing."
        ),
        Setting(
            key: "mcp.origins", environment: "KIIK_MCP_ORIGINS", fallback: "",
            text: "Origins beside its own, by commas, whose pages may call /mcp."),
        Setting(
            key: "openai.apps.challenge", environment: "KIIK_OPENAI_APPS_CHALLENGE", fallback: "",
            text: "What /.well-known/openai-apps-challenge answers, as OpenAI asks for it."),
    ]

    /// Read elsewhere: by the private PostgreSQL, the tests and the build.
    static let others: Set<String> = [
        "KIIK_POSTGRES_BIN", "KIIK_POSTGRES_USER", "KIIK_VECTORS", "KIIK_TEST_ADMIN_URL", "KIIK_CORE_ONLY",
        "KIIK_APP_PASSWORD",
        "KIIK_ADMIN_PASSWORD",
    ]
}

/// The settings in force. A value that cannot be meant stops the start, all of them at once.
struct Settings: Sendable {
    var data = ""
    var databaseURL: String?
    var adminDatabaseURL: String?
    var directDatabaseURL: String?
    var pooler = PostgresConfiguration.Pooler.none
    var host = ""
    var port = 8000
    var rateLimit = RateLimit.perMinute(60_000)
    var loginLimit = RateLimit.perMinute(5)
    var registrationLimit = RateLimit.perMinute(60)
    var trustedProxies: [String] = []
    var bodyLimit = 1 << 20
    var uploadLimit = 10 << 20
    var documents = ""
    var publicURL = ""
    var masterKeyFile = ""
    /// Nil: mail goes to files.
    var smtp: (url: String, host: String)?
    var mailFolder = ""
    var mailFrom = ""
    var fetchAllowed: [CIDR] = []
    /// PEM.
    var fetchAuthorities: [UInt8] = []
    /// Nil: addresses have none.
    var countries: (any Countries)?
    /// Why the usual database, which is there, is not used.
    var countriesFault: String?
    var assets = ""
    var logLevel = Logger.Level.notice
    var poolSize = 8
    /// A file of the operator's; nil: the data directory's, which is made.
    var auditKey: String?
    var mcpOrigins: [String] = []
    /// Nil: nobody has asked for it.
    var appsChallenge: String?

    var auditKeyPath: String { auditKey ?? "\(data)/audit-key.pem" }

    /// - Parameter flags: what the command line says, by the settings' keys.
    static func read(flags: [String: String], environment: [String: String] = ProcessInfo.processInfo.environment)
        async throws -> Settings
    {
        var faults = environment.keys.filter { name in
            name.hasPrefix("KIIK_") && !Setting.others.contains(name)
                && !Setting.all.contains { $0.environment == name }
        }.sorted().map { "\($0) is not a setting of kiikd; docs/operating.md lists them." }
        let variables = Dictionary(
            Setting.all.compactMap { setting in
                environment[setting.environment].map { (setting.key.replacing(".", with: "_").uppercased(), $0) }
            }, uniquingKeysWith: { first, _ in first })
        let data = flags["data"] ?? environment["KIIK_DATA"] ?? "kiikd-data"
        let file = "\(data)/kiikd.json"
        var providers: [any ConfigProvider] = [
            InMemoryProvider(
                name: "flags",
                values: Dictionary(
                    flags.map {
                        (AbsoluteConfigKey(ConfigKey($0.key)), ConfigValue(.string($0.value), isSecret: false))
                    },
                    uniquingKeysWith: { first, _ in first })),
            EnvironmentVariablesProvider(environmentVariables: variables, secretsSpecifier: .all),
        ]
        if FileManager.default.fileExists(atPath: file) {
            do {
                providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(file)))
                faults += Self.faults(in: file)
            } catch {
                faults.append("\(file) cannot be read as JSON: \(error)")
            }
        }
        let reader = ConfigReader(providers: providers)
        func value(_ key: String) -> String {
            // Numbers in the file are taken as well as texts.
            if let text = reader.string(forKey: ConfigKey(key)) { return text }
            if let number = reader.int(forKey: ConfigKey(key)) { return String(number) }
            return Setting.all.first { $0.key == key }?.fallback ?? ""
        }
        func name(_ key: String) -> String { Setting.all.first { $0.key == key }?.environment ?? key }
        func integer(_ key: String, _ range: ClosedRange<Int>) -> Int {
            if let number = Int(value(key)), range.contains(number) { return number }
            faults.append(
                "\(name(key)) is \"\(value(key))\"; it takes an integer from \(range.lowerBound) to \(range.upperBound)."
            )
            return range.lowerBound
        }
        func url(_ key: String) -> String? {
            let text = value(key)
            if text.isEmpty { return nil }
            if (try? PostgresConfiguration(url: text)) == nil {
                faults.append(
                    "\(name(key)) is not a connection string; write postgres://user:password@host:5432/database.")
            }
            return text
        }
        var settings = Settings()
        settings.data = data
        settings.databaseURL = url("database.url")
        settings.adminDatabaseURL = url("admin.database.url")
        settings.directDatabaseURL = url("direct.database.url")
        settings.host = value("host")
        settings.port = integer("port", 0...65_535)
        settings.bodyLimit = integer("body.limit", 1024...104_857_600)
        settings.uploadLimit = integer("upload.limit", 1024...104_857_600)
        settings.documents = value("documents").isEmpty ? "\(data)/documents" : value("documents")
        settings.publicURL =
            value("public.url").isEmpty
            // A port that is only known later is nowhere to be reached at.
            ? "http://localhost:\(settings.port == 0 ? 8000 : settings.port)" : value("public.url")
        if !Self.isPublicURL(settings.publicURL) {
            faults.append(
                "KIIK_PUBLIC_URL is \"\(settings.publicURL)\"; write https://kiik.example, without a slash at the end.")
        }
        settings.masterKeyFile = value("master.key.file").isEmpty ? "\(data)/master-key" : value("master.key.file")
        if !value("smtp.url").isEmpty {
            if let url = URLComponents(string: value("smtp.url")), url.scheme == "smtp" || url.scheme == "smtps",
                let host = url.host, !host.isEmpty, url.path.isEmpty || url.path == "/", url.query == nil
            {
                settings.smtp = (value("smtp.url"), host)
            } else {
                faults.append("KIIK_SMTP_URL is no smtp://user:password@host:587 or smtps://user:password@host.")
            }
        }
        settings.mailFolder = value("mail.folder").isEmpty ? "\(data)/mail" : value("mail.folder")
        settings.mailFrom = value("mail.from")
        if settings.mailFrom != "kiikd@localhost", User.Rule.email.fault(in: settings.mailFrom) != nil {
            faults.append("KIIK_MAIL_FROM is \"\(settings.mailFrom)\"; write an address like kiik@acme.example.")
        }
        settings.poolSize = integer("pool.size", 1...200)
        settings.assets = value("assets")
        settings.auditKey = value("audit.key").isEmpty ? nil : value("audit.key")
        settings.mcpOrigins = value("mcp.origins").split(separator: ",").map(String.init)
        for origin in settings.mcpOrigins where !MCPDialect.isOrigin(origin) {
            faults.append("KIIK_MCP_ORIGINS: \"\(origin)\" is no origin like https://chat.example.")
        }
        settings.appsChallenge = value("openai.apps.challenge").isEmpty ? nil : value("openai.apps.challenge")
        if let pooler = PostgresConfiguration.Pooler(rawValue: value("pooler")) {
            settings.pooler = pooler
        } else {
            faults.append("KIIK_POOLER is \"\(value("pooler"))\"; it takes none or transaction.")
        }
        if let limit = RateLimit(value("rate.limit")) {
            settings.rateLimit = limit
        } else {
            faults.append("KIIK_RATE_LIMIT is \"\(value("rate.limit"))\"; write a limit like 600/min, 10/s or 1000/h.")
        }
        if let limit = RateLimit(value("login.limit")) {
            settings.loginLimit = limit
        } else {
            faults.append("KIIK_LOGIN_LIMIT is \"\(value("login.limit"))\"; write a limit like 5/min, 10/s or 1000/h.")
        }
        if let limit = RateLimit(value("registration.limit")) {
            settings.registrationLimit = limit
        } else {
            faults.append(
                "KIIK_REGISTRATION_LIMIT is \"\(value("registration.limit"))\"; write a limit like 60/min, 10/s or 1000/h."
            )
        }
        if let level = Logger.Level(rawValue: value("log.level")) {
            settings.logLevel = level
        } else {
            faults.append(
                "KIIK_LOG_LEVEL is \"\(value("log.level"))\"; it takes trace, debug, info, notice, warning, error or critical."
            )
        }
        settings.trustedProxies = value("trusted.proxies").split(separator: ",").map(String.init)
        for proxy in settings.trustedProxies where CIDR(proxy) == nil {
            faults.append("KIIK_TRUSTED_PROXIES: \"\(proxy)\" is not an address or a block like 10.0.0.0/8.")
        }
        faults += settings.readFetch(allowed: value("fetch.allowed"), authorities: value("fetch.ca.file"))
        faults += settings.readCountries(value("countries"))
        if !faults.isEmpty { throw Failure(faults.joined(separator: "\n")) }
        return settings
    }

    private static func isPublicURL(_ text: String) -> Bool {
        guard let parts = URLComponents(string: text), parts.scheme == "http" || parts.scheme == "https" else {
            return false
        }
        return parts.host?.isEmpty == false && parts.query == nil && parts.fragment == nil && !text.hasSuffix("/")
    }

    private static func faults(in file: String) -> [String] {
        guard let data = FileManager.default.contents(atPath: file),
            let object = try? JSONSerialization.jsonObject(with: data)
        else { return [] }
        func leaves(_ value: Any, _ path: String) -> [(key: String, value: Any)] {
            guard let object = value as? [String: Any] else { return [(path, value)] }
            return object.flatMap { leaves($0.value, path.isEmpty ? $0.key : "\(path).\($0.key)") }
        }
        return leaves(object, "").compactMap { key, value in
            guard key != "data", Setting.all.contains(where: { $0.key == key }) else {
                return "\(file): \"\(key)\" is not a setting of kiikd; docs/operating.md lists them."
            }
            let isText = value is String || (!(value is Bool) && value is Int)
            return isText ? nil : "\(file): \"\(key)\" must be a text or a whole number."
        }.sorted()
    }
}

/// Something that could not be done: a sentence that says why and what to do next.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
    .treatWarning("DeprecatedDeclaration", as: .warning),
]

/// The schema's steps, compiled into the executable.
let migrations: [Resource] = [
    "0001_roles_and_walls", "0002_api_keys", "0003_usage", "0004_changes", "0005_customers", "0006_invoices",
    "0007_projects", "0008_estimates", "0009_activity_reports", "0010_credit_notes", "0011_documents",
    "0012_invoices_by_status_and_day", "0013_access", "0014_service_desk",
    "0015_key_listings", "0016_audit_chain", "0017_sessions", "0018_mail", "0019_cookies_and_step_up", "0020_oauth",
    "0021_approvals", "0022_limited_access", "0023_api_audience", "0024_usage_statistics",
    "0025_console",
    "0026_audit_pages",
    "0027_consent_after",
    "0028_business_details",
    "0029_days_summed",
    "0030_deleted_roles",
    "0031_busiest_keys",
].map { .embedInCode("Migrations/SQL/\($0).sql") }

/// JSON, AuthCore and Domain: what can be built and tested without the server (KIIK_CORE_ONLY=1).
let coreTargets: [Target] = [
    .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

    // Strict JSON: exact numbers, no duplicate names, bounded depth; and a fast writer.
    .target(name: "JSON", swiftSettings: strict),
    .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: strict),

    // The library other services embed: no clock, no I/O, no database, no HTTP.
    .target(name: "AuthCore", dependencies: ["CLibcrypto", "JSON"], swiftSettings: strict),
    .testTarget(name: "AuthCoreTests", dependencies: ["AuthCore"], swiftSettings: strict),

    // What the business is.
    .target(name: "Domain", dependencies: ["AuthCore"], swiftSettings: strict),
    .target(name: "DomainTesting", dependencies: ["Domain"], swiftSettings: strict),
    .testTarget(name: "DomainTests", dependencies: ["Domain", "DomainTesting"], swiftSettings: strict),
]

let serverTargets: [Target] = [
    // The C clients of PostgreSQL and of most else, and the few lines of C that Swift cannot say.
    .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CLibqrencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .target(name: "CShims"),

    // PostgreSQL over libpq.
    .target(
        name: "Persistence",
        dependencies: [
            "AuthCore", "Domain", "JSON", "CLibpq", "CShims",
            .product(name: "Logging", package: "swift-log"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        ],
        resources: migrations,
        swiftSettings: strict
    ),
    .testTarget(
        name: "PersistenceTests", dependencies: ["Persistence", "DomainTesting"], swiftSettings: strict),

    // The files of documents, and the text in them.
    .target(
        name: "Storage",
        dependencies: [
            "Domain",
            .product(name: "Logging", package: "swift-log"),
            .product(name: "Subprocess", package: "swift-subprocess"),
            .product(name: "SystemPackage", package: "swift-system"),
        ],
        swiftSettings: strict
    ),
    .testTarget(
        name: "StorageTests",
        dependencies: ["Storage", "Domain", .product(name: "Logging", package: "swift-log")], swiftSettings: strict),

    // What leaves the house over the network, through libcurl.
    .target(
        name: "Outgoing",
        dependencies: ["AuthCore", "Domain", "CLibcurl", .product(name: "Logging", package: "swift-log")],
        swiftSettings: strict),
    .testTarget(name: "OutgoingTests", dependencies: ["Outgoing", "AuthCore", "Domain"], swiftSettings: strict),

    // In which countries addresses are, from a file.
    .target(name: "Places", dependencies: ["AuthCore", "Domain"], swiftSettings: strict),
    .testTarget(name: "PlacesTests", dependencies: ["Places", "AuthCore", "Domain"], swiftSettings: strict),

    // HTTP: the dialects, their wire types, and the OpenAPI documents made from them.
    .target(
        name: "HTTPServer",
        dependencies: [
            "AuthCore", "Domain", "JSON", "CLibqrencode", "CShims",
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "Mustache", package: "swift-mustache"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        ],
        swiftSettings: strict
    ),
    .testTarget(name: "HTTPServerTests", dependencies: ["HTTPServer", "DomainTesting"], swiftSettings: strict),

    // The executable: subcommands, configuration, the composition root.
    .executableTarget(
        name: "kiikd",
        dependencies: [
            "AuthCore", "Domain", "HTTPServer", "JSON", "Outgoing", "Persistence", "Places", "Storage",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "Configuration", package: "swift-configuration"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            .product(name: "SystemPackage", package: "swift-system"),
            .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        ],
        swiftSettings: strict
    ),
    .testTarget(
        name: "KiikdTests", dependencies: ["kiikd", "HTTPServer", "Persistence", "DomainTesting"],
        swiftSettings: strict),

    // What `make bench` measures beside kiikd.
    .executableTarget(
        name: "AuthCoreBench", dependencies: ["AuthCore"], path: "Benchmarks/AuthCoreBench", swiftSettings: strict),
    .executableTarget(
        name: "BareHummingbird", dependencies: [.product(name: "Hummingbird", package: "hummingbird")],
        path: "Benchmarks/BareHummingbird", swiftSettings: strict),
]

let serverDependencies: [Package.Dependency] = [
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-system.git", from: "1.8.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
]

let isCoreOnly = Context.environment["KIIK_CORE_ONLY"] == "1"

let package = Package(
    name: "kiikd",
    products: [.library(name: "AuthCore", targets: ["AuthCore"])]
        + (isCoreOnly ? [] : [.executable(name: "kiikd", targets: ["kiikd"])]),
    dependencies: isCoreOnly ? [] : serverDependencies,
    targets: coreTargets + (isCoreOnly ? [] : serverTargets)
)

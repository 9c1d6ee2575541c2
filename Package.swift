// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target of ours: explicit existentials, explicit imports, no warning tolerated.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let nio = [
    Target.Dependency.product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]

let package = Package(
    name: "geoffrin",
    products: [
        .executable(name: "geoffrin", targets: ["geoffrin"]),
        .executable(name: "geoffrin-train", targets: ["geoffrin-train"]),
    ],
    // Exact versions: Package.resolved is not kept, and a moved tag must not change what is built (THREATS K12).
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    ],
    targets: [
        // C and C++ shims.
        .target(
            name: "CToml",
            cxxSettings: [.define("TOML_HEADER_ONLY", to: "1"), .define("TOML_EXCEPTIONS", to: "0")]),
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
        .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto")]),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(name: "CResolve", linkerSettings: [.linkedLibrary("resolv")]),
        .target(name: "CModel", exclude: ["model.bin", "fold.bin"]),
        .target(name: "CWords", exclude: ["words.en.toml", "words.fr.toml"]),

        // The pure core: no clock, no chance, no sockets (ARCHITECTURE.md, "Pure").
        .target(name: "Chat", swiftSettings: strict),
        .target(name: "Conf", dependencies: ["Chat", "CToml"], swiftSettings: strict),
        .target(
            name: "Engine",
            dependencies: [
                "Chat", "Conf", "Language", "CRE2", "CWords",
            ],
            swiftSettings: strict),
        .target(name: "IRC", dependencies: ["Chat"], swiftSettings: strict),
        .target(name: "Matrix", dependencies: ["Chat"], swiftSettings: strict),
        .target(name: "Language", dependencies: ["CModel"], swiftSettings: strict),

        // The shell.
        .target(
            name: "Store",
            dependencies: ["CCrypto", "Chat", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
        .target(name: "Curl", dependencies: ["CCurl"], swiftSettings: strict),
        .target(
            name: "IRCAdapter",
            dependencies: [
                "CCrypto", "Chat", "IRC",
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
            ] + nio,
            swiftSettings: strict),
        .target(
            name: "MatrixAdapter",
            dependencies: ["Chat", "Curl", "Matrix", .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict),
        .target(
            name: "SecondReader",
            dependencies: ["Chat", "Curl", "Matrix", .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict),
        .target(
            name: "Dnsbl", dependencies: ["CResolve", "Chat", .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict),
        .target(name: "TerminalAdapter", dependencies: ["Chat", "Conf", "Engine", "Scenario"], swiftSettings: strict),
        .target(
            name: "Control",
            dependencies: ["Chat", .product(name: "Logging", package: "swift-log")] + nio,
            swiftSettings: strict),
        .target(
            name: "Bot",
            dependencies: [
                "Chat", "Conf", "Engine", "Store",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .target(name: "Scenario", dependencies: ["Chat", "Conf", "Engine"], swiftSettings: strict),
        .executableTarget(
            name: "geoffrin",
            dependencies: [
                "Chat", "Conf", "Curl", "Engine", "Language", "IRC", "IRCAdapter", "MatrixAdapter", "TerminalAdapter",
                "Control", "Bot", "Dnsbl", "SecondReader", "Store", "Scenario",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        .executableTarget(name: "geoffrin-train", dependencies: ["Language"], swiftSettings: strict),
        .executableTarget(
            name: "geoffrin-bench", dependencies: ["Chat", "Conf", "Engine"], path: "Benchmarks/stages",
            swiftSettings: strict),

        // Tests.
        .target(name: "CorpusTestSupport", path: "Tests/Support/Corpora", swiftSettings: strict),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "Bot", "Chat", "Conf", "Control", "DNSTestSupport", "geoffrin", "HTTPTestSupport", "IRCTestSupport",
                "MatrixTestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "BotTests",
            dependencies: [
                "Chat", "Conf", "Engine", "Language", "Store", "Bot", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ControlTests",
            dependencies: ["Chat", "Control", "CorpusTestSupport", .product(name: "Logging", package: "swift-log")]
                + nio,
            swiftSettings: strict),
        .target(name: "HTTPTestSupport", dependencies: nio, path: "Tests/Support/HTTP", swiftSettings: strict),
        .testTarget(name: "CurlTests", dependencies: ["CCurl", "Curl", "HTTPTestSupport"], swiftSettings: strict),
        .testTarget(name: "ConfTests", dependencies: ["Chat", "Conf", "CorpusTestSupport"], swiftSettings: strict),
        .testTarget(
            name: "EngineTests", dependencies: ["Chat", "Conf", "Engine", "CorpusTestSupport"], swiftSettings: strict),
        .testTarget(
            name: "IRCTests", dependencies: ["Chat", "IRC", "IRCAdapter", "CorpusTestSupport"], exclude: ["Vectors"],
            swiftSettings: strict),
        .testTarget(
            name: "MatrixAdapterTests",
            dependencies: ["Chat", "Curl", "MatrixAdapter", .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict),
        .testTarget(
            name: "MatrixTests", dependencies: ["Chat", "Matrix", "CorpusTestSupport"], swiftSettings: strict),
        .testTarget(
            name: "LanguageTests", dependencies: ["Language", "CorpusTestSupport"], exclude: ["Innocents"],
            swiftSettings: strict),
        .testTarget(
            name: "SecondReaderTests",
            dependencies: [
                "Chat", "Curl", "HTTPTestSupport", "SecondReader", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .target(name: "DNSTestSupport", dependencies: nio, path: "Tests/Support/DNS", swiftSettings: strict),
        .testTarget(
            name: "DnsblTests",
            dependencies: [
                "Chat", "DNSTestSupport", "Dnsbl", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "StoreTests", dependencies: ["Chat", "Store", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
        .target(
            name: "IRCTestSupport",
            dependencies: [
                "Chat", "IRCAdapter", .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
            ] + nio,
            path: "Tests/Support/IRC", swiftSettings: strict),
        .testTarget(
            name: "IRCAdapterTests",
            dependencies: [
                "Chat", "IRC", "IRCAdapter", "IRCTestSupport", .product(name: "Logging", package: "swift-log"),
            ] + nio,
            swiftSettings: strict),
        .target(
            name: "MatrixTestSupport", dependencies: ["Curl", "HTTPTestSupport", "IRCTestSupport"],
            path: "Tests/Support/Matrix", swiftSettings: strict),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "Curl", "MatrixTestSupport",
                "Chat", "IRC", "IRCAdapter", "IRCTestSupport", .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
            ] + nio, path: "Tests/Integration", swiftSettings: strict),
        .testTarget(
            name: "ScenarioTests",
            dependencies: ["Chat", "Conf", "Engine", "Scenario", "TerminalAdapter", "CorpusTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "TerminalAdapterTests", dependencies: ["Chat", "Conf", "Engine", "Scenario", "TerminalAdapter"],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

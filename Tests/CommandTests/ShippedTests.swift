// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What stands in the files that operators get, held to what is promised of them.
@Suite struct ShippedTests {
    private func text(_ path: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The settings of the unit, each line once.
    private func unit() throws -> Set<String> {
        Set(try text("systemd/geoffrin.service").split(separator: "\n").map(String.init))
    }

    // THREATS K5: no privilege, a read-only system, filtered calls, ceilings.
    @Test(arguments: [
        "DynamicUser=yes", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes",
        "PrivateUsers=yes", "MemoryDenyWriteExecute=yes", "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "SystemCallFilter=@system-service", "SystemCallFilter=~@privileged", "StateDirectoryMode=0700", "UMask=0077",
    ])
    func theUnitGivesNothingAway(_ line: String) throws { #expect(try unit().contains(line)) }

    @Test func theUnitHasCeilings() throws {
        let keys = try unit().map { $0.prefix { $0 != "=" } }
        for key in ["MemoryMax", "TasksMax"] { #expect(keys.contains { $0 == key }, "\(key)") }
    }

    // THREATS K2: no core, and crash reports without registers, memory or images.
    @Test func nothingOfHersStandsInDumps() throws {
        #expect(try unit().contains("LimitCORE=0"))
        #expect(try unit().contains("Environment=SWIFT_BACKTRACE=registers=none,images=none,sanitize=yes"))
    }

    // THREATS K12: exact versions, and no plug-in that runs at build time.
    @Test func everyPackageIsOfAnExactVersion() throws {
        let package = try text("Package.swift")
        let packages = package.components(separatedBy: ".package(").dropFirst().map {
            $0.prefix { $0 != ")" }.filter { !$0.isWhitespace }
        }.filter { $0.contains("https:") }
        #expect(packages.count == 6)
        for one in packages { #expect(one.contains("exact:"), "\(one)") }
        #expect(!package.contains(".plugin("))
    }
}

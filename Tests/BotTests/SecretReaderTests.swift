// SPDX-License-Identifier: Apache-2.0

import Conf
import Foundation
import Glibc
import Testing

@testable import Bot

/// Files that others can read or replace are refused (THREATS K1).
@Suite struct SecretReaderTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("secrets-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder + "/secrets", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    private func write(_ text: String, to name: String, mode: mode_t = 0o600) {
        let file = open("\(folder)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        _ = Glibc.write(file, Array(text.utf8), text.utf8.count)
        fchmod(file, mode)
        close(file)
    }
    private func text(_ secret: Secret) -> String { secret.withBytes { String(decoding: $0, as: UTF8.self) } }
    private func reader(_ environment: [String: String] = [:]) -> SecretReader {
        SecretReader(directory: folder, environment: environment)
    }

    @Test func aStoredSecretIsReadWithoutItsLineEnd() throws {
        write("sesame\n", to: "secrets/libera")
        #expect(try text(reader().read(.stored("libera"))) == "sesame")
    }

    @Test func aSecretOthersCanReadIsRefused() {
        write("sesame", to: "secrets/libera", mode: 0o644)
        #expect(throws: SecretReader.Problem.self) { try reader().read(.stored("libera")) }
    }

    @Test func aSecretOthersCanReplaceIsRefused() throws {
        write("sesame", to: "secrets/libera")
        chmod("\(folder)/secrets", 0o777)
        #expect(throws: SecretReader.Problem.self) { try reader().read(.stored("libera")) }
    }

    @Test func theCredentialOfTheUnitGoesFirst() throws {
        write("from the file", to: "secrets/libera")
        write("from the unit", to: "secret_libera", mode: 0o440)
        #expect(try text(reader(["CREDENTIALS_DIRECTORY": folder]).read(.stored("libera"))) == "from the unit")
    }

    @Test func aMissingSecretSaysWhereItWasLookedFor() {
        #expect {
            _ = try reader().read(.stored("oftc"))
        } throws: { error in
            "\(error)".contains("secrets/oftc")
        }
    }

    @Test func aMissingSecretSaysInBothLanguagesHowToKeepIt() {
        let problem = SecretReader.Problem.missing("secret:oftc", looked: ["/x/secrets/oftc"])
        #expect(
            problem.sentence.en
                == "secret:oftc: not found (looked at /x/secrets/oftc); to keep it: geoffrin secret oftc")
        let empty = SecretReader.Problem.unusable("/x/secrets/oftc")
        #expect(empty.sentence.en.hasSuffix("; to write it anew: geoffrin secret oftc"))
        #expect(SecretReader.Problem.unusable("/x/y").sentence.en == "/x/y: empty, or longer than 64 KiB")
        #expect(
            problem.sentence.fr
                == "secret:oftc\u{A0}: introuvable (cherché dans /x/secrets/oftc)\u{A0}; le ranger\u{A0}: geoffrin secret oftc"
        )
    }

    @Test func anEmptySecretIsNone() {
        write("\n", to: "secrets/libera")
        #expect(throws: SecretReader.Problem.self) { try reader().read(.stored("libera")) }
    }

    @Test func theEnvironmentIsReadWhereTheFileSaysSo() throws {
        #expect(try text(reader(["IRC_PASS": "sesame"]).read(.environment("IRC_PASS"))) == "sesame")
    }
}

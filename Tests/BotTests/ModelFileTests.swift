// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Engine
import Foundation
import Language
import Testing

@testable import Bot

/// A model file named in bot.conf: taken, part of the fingerprint, or refused at its line with the reason (THREATS G10).
@Suite struct ModelFiles {
    private static let plain = "contact = \"hello@salon.example\"\n" + Stage.conf
    private static let conf = plain + "\nmodel = \"other.bin\"\n"
    static let whole = OtherModel.whole { bytes in bytes.withUnsafeBytes { ModelFormat.checksum($0) } }
    private let circumstances = Accepted.Circumstances(now: Stage.monday, textSeed: 3)

    private func folder(_ conf: String, _ model: [UInt8]?) throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/model-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try conf.write(toFile: folder + "/bot.conf", atomically: true, encoding: .utf8)
        if let model { try Data(model).write(to: URL(fileURLWithPath: folder + "/other.bin")) }
        return folder
    }

    private func mistakes(_ model: [UInt8]?, _ conf: String = Self.conf) throws -> [String] {
        let folder = try folder(conf, model)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do throws(Accepted.Mistakes) {
            _ = try Accepted.read(folder + "/bot.conf", circumstances)
            return []
        } catch {
            return error.diagnostics.map { $0.printed(.en).replacing(folder + "/", with: "") }
        }
    }

    @Test func aWholeOneReadsAndIsPartOfTheFingerprint() throws {
        let folder = try folder(Self.conf, Self.whole)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let accepted = try Accepted.read(folder + "/bot.conf", circumstances)
        let policy = try #require(accepted.policies.first)
        #expect(policy.model?.checksum != Model.embedded?.checksum)
        #expect(accepted.source.models.map(\.checksum) == [policy.model?.checksum])
        #expect(policy.understanding(now: Stage.monday).contains { $0.en.contains("not with her own") })
        // The same words with her own model in the file are another policy.
        try Data(OtherModel.own).write(to: URL(fileURLWithPath: folder + "/other.bin"))
        let own = try Accepted.read(folder + "/bot.conf", circumstances)
        #expect(own.policies[0].fingerprint != policy.fingerprint)
        #expect(own.policies[0].model?.checksum == Model.embedded?.checksum)
    }

    @Test func whateverIsWrongIsToldAtItsLine() throws {
        let line = Self.conf.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
            $0.hasPrefix("model")
        }
        let place = "bot.conf:\(try #require(line) + 1):"
        let cases: [([UInt8]?, String)] = [
            (nil, "cannot be read"), (Array("hello".utf8), "is no model file of Geoffrin's"), ([], "is no model file"),
            (OtherModel.damaged, "its checksum differs"),
            (OtherModel.ofAnotherVersion, "is a model of version 9; this program reads version \(ModelFormat.version)"),
            (Array(OtherModel.own.dropLast(100)), "copied incompletely?"),
            (OtherModel.own + [UInt8](repeating: 0, count: 5 << 20), "copied incompletely?"),
        ]
        for (model, why) in cases {
            let told = try mistakes(model)
            #expect(told.count == 1 && told[0].hasPrefix(place) && told[0].contains(why), "\(told)")
        }
    }

    @Test func everyAlteredByteIsNoticed() throws {
        for place in stride(from: 0, to: OtherModel.own.count, by: 104_729) {
            var bytes = OtherModel.own
            bytes[place] ^= 0x80
            #expect(throws: Model.Refusal.self, "\(place)") { try Model(bytes: bytes) }
        }
    }

    @Test func itIsOfACommunityNeverOfARoom() throws {
        let room = Self.plain + "\n[room.\"loop/#salon\".moderation]\nmodel = \"other.bin\"\n"
        let told = try mistakes(Self.whole, room)
        #expect(told.count == 1 && told[0].contains("a model reads for a whole community"), "\(told)")
    }

    @Test func storedSettingsWithAnotherFileAreReadWithHerOwn() throws {
        let folder = try folder(Self.conf, Self.whole)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try Accepted.read(folder + "/bot.conf", circumstances)
        let stored = try PolicySource(packed: first.source.packed)
        let again = try Accepted.read(stored, circumstances)
        #expect(again.policies[0].fingerprint == first.policies[0].fingerprint)
        #expect(again.remarks.isEmpty)
        for bytes in [OtherModel.damaged, OtherModel.own] {
            try Data(bytes).write(to: URL(fileURLWithPath: folder + "/other.bin"))
            let other = try Accepted.read(stored, circumstances)
            #expect(other.policies[0].model?.checksum == Model.embedded?.checksum)
            #expect(other.policies[0].fingerprint != first.policies[0].fingerprint)
            #expect(other.remarks.map(\.severity) == [.warning])
        }
    }
}

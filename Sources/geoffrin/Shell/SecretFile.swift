// SPDX-License-Identifier: Apache-2.0

internal import Conf
internal import Foundation

/// `secrets/` beside bot.conf, which its owner alone can read (THREATS K1).
struct SecretFile {
    let folder: String
    let tongue: Tongue

    init(besideConfiguration path: String, _ tongue: Tongue) {
        self.tongue = tongue
        folder = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("secrets").path
    }

    /// Written beside, flushed and moved: whoever reads meanwhile finds the old one or the new one, whole, also after
    /// the power fails. Returns the path; says why and ends with 74 when it cannot be written.
    func write(_ name: String, _ secret: [UInt8]) throws -> String {
        let file = PrivateFile(folder: folder)
        do throws(PrivateFile.Failure) {
            try file.makeFolder()
            return try file.write(name, secret)
        } catch {
            Console.note(error.sentence[tongue])
            throw Exit.cannotWrite.code
        }
    }

    /// What stands there, nil without; for names that are no secret.
    func read(_ name: String) -> String? {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)"), data.count <= 4096 else {
            return nil
        }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

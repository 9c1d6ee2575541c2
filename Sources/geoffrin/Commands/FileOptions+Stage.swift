// SPDX-License-Identifier: Apache-2.0

internal import Bot
internal import Chat
internal import Conf
internal import Foundation
internal import Scenario

extension FileOptions {
    /// bot.conf, with what it includes, as something is played against it. What is wrong with it is said, and the
    /// command ends.
    ///
    /// - Parameter acts: she acts, whatever mode the file says.
    func stage(at now: Timestamp, acts: Bool = false) throws -> Stage {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            Console.note("\(path): \(Accepted.unreadable(path)[tongue])")
            throw Exit.configuration.code
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        do throws(Stage.Refusal) {
            return try Stage.prepare(
                text, file: path, now: now, acts: acts, model: { ModelBytes.of($0, beside: folder) }
            ) { name in
                try? String(contentsOf: URL(fileURLWithPath: name, relativeTo: folder), encoding: .utf8)
            }
        } catch {
            for diagnostic in error.diagnostics { Console.note(diagnostic.printed(tongue)) }
            throw Exit.configuration.code
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Conf
internal import Foundation

/// Her database, for commands that read it.
enum Journal {
    /// Ends with 74 where there is none: what SQLite would say of that sends people to look at their disk.
    static func demand(_ database: String, _ tongue: Tongue) throws {
        guard !FileManager.default.fileExists(atPath: database) else { return }
        Console.note(
            Sentence(
                en: """
                    \(database): nothing is there, or nothing that this user may see; she keeps it once she has run. As \
                    root (sudo), or name hers: --state FOLDER
                    """,
                fr: """
                    \(database) : rien n'est là, ou rien que cet utilisateur puisse voir ; elle l'écrit dès qu'elle a \
                    tourné. En root (sudo), ou nommer le sien : --state DOSSIER
                    """)[tongue])
        throw Exit.cannotWrite.code
    }
}

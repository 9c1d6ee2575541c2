// SPDX-License-Identifier: Apache-2.0

import Chat

/// Whether a line that begins with the name of a command is that command.
extension Command {
    /// The words a command for everybody takes, at most; nil where any number may follow.
    var takes: Int? {
        switch en {
        case "rules", "whoami", "speak": 0
        case "help", "hush", "me": 1
        default: nil
        }
    }

    /// «me?» with a word that means nothing to it.
    func isOddlyAsked(_ arguments: [String]) -> Bool {
        guard en == "me", let word = arguments.first.map(Command.fold) else { return false }
        return !Self.forgetWords.contains(word) && !["export", "no", "non"].contains(word)
    }

    /// After «me»: what is kept is to go.
    static let forgetWords = ["forget", "oubli", "oublier"]
}

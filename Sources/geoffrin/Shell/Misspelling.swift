// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Conf
internal import Foundation

/// A command that is none: the nearest that is.
enum Misspelling {
    /// Ends the process with 64 where the first word is no command; `help` is the library's own.
    static func look(at arguments: [String]) {
        guard let word = arguments.first, !word.hasPrefix("-"), word != "help" else { return }
        let configuration = Geoffrin.configuration
        let commands = configuration.subcommands + configuration.groupedSubcommands.flatMap { $0.subcommands }
        let names = commands.compactMap { $0.configuration.commandName }
        guard !names.contains(word) else { return }
        let asked = arguments.firstIndex(of: "--language").flatMap {
            $0 + 1 < arguments.count ? arguments[$0 + 1] : nil
        }
        Console.note(sentence(word, names, Console.tongue(asked, ProcessInfo.processInfo.environment)))
        exit(Exit.usage.rawValue)
    }

    static func sentence(_ word: String, _ names: [String], _ tongue: Tongue) -> String {
        let shown = String(word.prefix(40))
        let near = Suggestion.nearest(to: shown, among: names)
        if tongue == .fr {
            return "\(shown) : aucune commande de ce nom\(near.map { " ; peut-être \($0) ?" } ?? ".") "
                + "Toutes : geoffrin --help"
        }
        return "\(shown): no such command\(near.map { "; did you mean \($0)?" } ?? ".") All of them: geoffrin --help"
    }
}

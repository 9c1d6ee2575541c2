// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Conf
internal import Foundation

/// What people write who do not know the order of words here: it is said what was meant, before the library says what
/// it did not understand.
enum Misspelling {
    /// Ends the process with 64 where the first word is no command, an option stands before it, or the file of settings
    /// stands alone; `help` is the library's own.
    static func look(at arguments: [String]) {
        let configuration = Geoffrin.configuration
        let commands = configuration.subcommands + configuration.groupedSubcommands.flatMap { $0.subcommands }
        let names = commands.compactMap { $0.configuration.commandName }
        let asked = arguments.firstIndex(of: "--language").flatMap {
            $0 + 1 < arguments.count ? arguments[$0 + 1] : nil
        }
        let tongue = Console.tongue(asked, ProcessInfo.processInfo.environment)
        guard let advice = advice(arguments, names, tongue) else { return }
        Console.note(advice)
        exit(Exit.usage.rawValue)
    }

    static func advice(_ arguments: [String], _ names: [String], _ tongue: Tongue) -> String? {
        guard let word = arguments.first, word != "help" else { return nil }
        if word.hasPrefix("-") { return early(word, arguments, names, tongue) }
        guard names.contains(word) else { return sentence(word, names, tongue) }
        return lonely(word, arguments, tongue)
    }

    /// `geoffrin --config bot.conf check`.
    private static func early(
        _ option: String, _ arguments: [String], _ names: [String], _ tongue: Tongue
    ) -> String? {
        guard !arguments.contains(where: { ["-h", "--help", "--version"].contains($0) }) else { return nil }
        let name = option.split(separator: "=", maxSplits: 1).first.map(String.init) ?? option
        guard ["--config", "--state", "--socket", "--language", "--json"].contains(name) else { return nil }
        let command = arguments.first { names.contains($0) } ?? "check"
        let rest = arguments.filter { $0 != command }.map { String($0.prefix(200)) }.joined(separator: " ")
        return tongue.say(
            "\(name) stands behind the command: geoffrin \(command) \(rest)",
            "\(name) se met derrière la commande : geoffrin \(command) \(rest)")
    }

    /// `geoffrin check bot.conf`.
    private static func lonely(_ command: String, _ arguments: [String], _ tongue: Tongue) -> String? {
        let valued = [
            "--config", "--state", "--socket", "--language", "--explain", "--since", "--log", "--key", "--community",
            "--format", "--member", "--limit", "--attackers",
        ]
        let wordless = ["check", "try", "run", "status", "reload", "diff", "owner", "audit", "replay", "fields"]
        guard wordless.contains(command),
            let place = arguments.indices.dropFirst().first(where: {
                arguments[$0].hasSuffix(".conf") && !arguments[$0].hasPrefix("-")
                    && !valued.contains(arguments[$0 - 1])
            })
        else { return nil }
        let file = String(arguments[place].prefix(200))
        return tongue.say(
            "a file of settings is named by --config: geoffrin \(command) --config \(file)",
            "un fichier de réglages se nomme par --config : geoffrin \(command) --config \(file)")
    }

    static func sentence(_ word: String, _ names: [String], _ tongue: Tongue) -> String {
        let shown = String(word.prefix(40))
        let near = Suggestion.nearest(to: shown, among: names)
        let hint = near.map { tongue.say("; did you mean \($0)?", " ; peut-être \($0) ?") } ?? "."
        return tongue.say(
            "\(shown): no such command\(hint) All of them: geoffrin --help",
            "\(shown) : aucune commande de ce nom\(hint) Toutes : geoffrin --help")
    }
}

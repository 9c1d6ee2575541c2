// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Conf
internal import Engine
internal import Foundation

struct SecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Ask for a password without showing it, and keep it where bot.conf finds it.",
        discussion: "Writes secrets/NAME beside bot.conf, mode 0600; bot.conf says \"secret:NAME\". Reads a pipe too.")
    @Argument(help: ArgumentHelp("The name after «secret:».", valueName: "name"))
    var name: String
    @OptionGroup var file: FileOptions
    @OptionGroup(visibility: .hidden) var unused: UnusedPlaces

    func run() throws {
        let tongue = file.tongue
        guard SecretReference.isName(name) else {
            Console.note(
                tongue.say(
                    "expected a name of letters without accents, digits, . - _, as in «secret:libera», found '\(name)'",
                    "attendu : un nom de lettres sans accent, chiffres, . - _, comme dans « secret:libera » ; trouvé : '\(name)'"
                ))
            throw Exit.usage.code
        }
        var secret = Typed.secret(
            tongue.say("Password (nothing is shown): ", "Mot de passe (rien ne s'affiche) : "))
        defer { for index in secret.indices { secret[index] = 0 } }
        guard !secret.isEmpty else {
            Console.note(
                tongue.say("nothing was typed; nothing is written", "rien n'a été tapé ; rien n'est écrit"))
            throw Exit.usage.code
        }
        Console.result(try SecretFile(besideConfiguration: file.path, tongue).write(name, secret))
        // Stored, it does nothing until the file says where it belongs, and she has started since.
        Console.note(whatFollows[tongue])
    }

    /// Of a file with mistakes, what could be read of it.
    private var whatFollows: Sentence {
        let bytes = FileManager.default.contents(atPath: file.path).map { Array($0) } ?? []
        let (configuration, diagnostics, _) = Configuration.read(
            bytes: bytes, file: file.path, sections: Policy.sections)
        let stored = SecretReference.stored(name).candidates(beside: "", credentials: nil)
        let isNamed = configuration.secretPlaces.contains {
            $0.reference.value.candidates(beside: "", credentials: nil) == stored
        }
        if isNamed {
            return Sentence(
                en: "she reads it when she starts: restart her if she runs",
                fr: "elle le lit à son démarrage : la relancer si elle tourne")
        }
        if !bytes.isEmpty, diagnostics.hasErrors {
            return Sentence(
                en: "\(file.path) has mistakes, and does not name it as far as it can be read: geoffrin check",
                fr: "\(file.path) a des fautes, et ne le nomme pas pour ce qui s'en lit : geoffrin check")
        }
        return Sentence(
            en:
                "\(file.path) does not name it yet: write \"secret:\(name)\" where it belongs; behind # it does not count",
            fr:
                "\(file.path) ne le nomme pas encore : écrire \"secret:\(name)\" là où il va ; derrière # il ne compte pas"
        )
    }
}

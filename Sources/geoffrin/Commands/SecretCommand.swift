// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Conf

struct SecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Ask for a password without showing it, and keep it where bot.conf finds it.",
        discussion: "Writes secrets/NAME beside bot.conf, mode 0600; bot.conf says \"secret:NAME\". Reads a pipe too.")
    @Argument(help: ArgumentHelp("The name after «secret:».", valueName: "name"))
    var name: String
    @OptionGroup var file: FileOptions
    @OptionGroup(visibility: .hidden) var unused: UnusedPlaces

    func run() throws {
        let french = file.tongue == .fr
        guard SecretReference.isName(name) else {
            Console.note(
                french ? "\(name) : un nom de lettres, chiffres, . - _" : "\(name): a name of letters, digits, . - _")
            throw Exit.usage.code
        }
        var secret = Typed.secret(french ? "Mot de passe (rien ne s'affiche) : " : "Password (nothing is shown): ")
        defer { for index in secret.indices { secret[index] = 0 } }
        guard !secret.isEmpty else {
            Console.note(french ? "rien n'a été tapé ; rien n'est écrit" : "nothing was typed; nothing is written")
            throw Exit.usage.code
        }
        Console.result(try SecretFile(besideConfiguration: file.path).write(name, secret))
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Conf
internal import Foundation
internal import Glibc

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
        let folder = URL(fileURLWithPath: file.path).deletingLastPathComponent().appendingPathComponent("secrets").path
        if mkdir(folder, 0o700) != 0, errno != EEXIST { try fail(folder) }
        var secret = readSecret(french ? "Mot de passe (rien ne s'affiche) : " : "Password (nothing is shown): ")
        defer { for index in secret.indices { secret[index] = 0 } }
        while let last = secret.last, last == 0x0A || last == 0x0D { secret.removeLast() }
        guard !secret.isEmpty else {
            Console.note(french ? "rien n'a été tapé ; rien n'est écrit" : "nothing was typed; nothing is written")
            throw Exit.usage.code
        }
        // Written beside and moved: whoever reads it meanwhile finds the old one or the new one, whole.
        let path = "\(folder)/\(name)"
        let temporary = "\(path).new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return try fail(temporary) }
        let isWritten = write(descriptor, secret, secret.count) == secret.count && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, rename(temporary, path) == 0 else { return try fail(path) }
        Console.result(path)
    }

    private func fail(_ path: String) throws {
        Console.note("\(path): \(String(cString: strerror(errno)))")
        throw Exit.cannotWrite.code
    }

    /// One line; on a terminal without echo, which comes back whatever happens.
    private func readSecret(_ prompt: String) -> [UInt8] {
        var former = termios()
        let isTerminal = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &former) == 0
        if isTerminal {
            Console.ask(prompt)
            var silent = former
            silent.c_lflag &= ~tcflag_t(ECHO)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        }
        defer {
            if isTerminal {
                tcsetattr(STDIN_FILENO, TCSAFLUSH, &former)
                Console.note("")
            }
        }
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 64 * 1024, read(STDIN_FILENO, &byte, 1) == 1 {
            if byte == 0x0A { break }
            line.append(byte)
        }
        return line
    }
}

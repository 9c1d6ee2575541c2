// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Conf
internal import Foundation
internal import Glibc

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Ask a few questions and write bot.conf, a bank of prompts, a folder for secrets.",
        discussion:
            "For IRC, Matrix or both. An empty answer takes what stands in brackets; an answer that cannot be right is asked again, and from a pipe ends with the reason and 64. Nothing that exists is overwritten."
    )
    @Option(help: ArgumentHelp("Language of the questions, and hers: en or fr.", valueName: "en|fr"))
    var language: String?
    @Argument(help: ArgumentHelp("The folder to write into.", valueName: "folder"), completion: .directory)
    var directory = "."

    mutating func validate() throws { try FileOptions.check(language) }

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let tongue = Console.tongue(language, environment)
        var questionnaire = Questionnaire(tongue: tongue, environment: environment)
        let main = directory + "/bot.conf"
        let bank = directory + "/" + questionnaire.bankName
        let secrets = directory + "/secrets"
        for path in [main, bank] where FileManager.default.fileExists(atPath: path) {
            Console.note(
                Sentence(
                    en: "\(path) is there already; nothing is written. Another folder: geoffrin init FOLDER",
                    fr: "\(path) existe déjà ; rien n'est écrit. Un autre dossier : geoffrin init DOSSIER")[tongue])
            throw Exit.cannotWrite.code
        }
        try demandRoom(tongue)
        let answers: Questionnaire.Answers
        do throws(Questionnaire.Unfit) {
            answers = try questionnaire.ask()
        } catch {
            let isAtTerminal = questionnaire.isInteractive
            Console.note((isAtTerminal ? "\n" : "") + error.description)
            Console.note(
                Sentence(
                    en: "Nothing is written."
                        + (isAtTerminal ? "" : " Mend this answer and begin again, or answer at a terminal."),
                    fr: isAtTerminal
                        ? "Rien n'est écrit."
                        : "Rien n'est écrit. Corriger cette réponse et recommencer, ou répondre dans un terminal.")[
                        questionnaire.tongue])
            throw Exit.usage.code
        }
        try make(directory, tongue)
        try write(questionnaire.bank(answers), to: bank, tongue)
        do throws(PrivateFile.Failure) {
            try PrivateFile(folder: secrets).makeFolder()
        } catch {
            Console.note(error.sentence[tongue])
            throw Exit.cannotWrite.code
        }
        try write(questionnaire.file(answers), to: main, tongue)
        for path in [main, bank, secrets + "/"] { Console.result(path) }
        let next = (directory == "." ? "" : "cd \(directory) && ") + "geoffrin try"
        Console.note(Sentence(en: "And now: \(next)", fr: "Et maintenant : \(next)")[answers.tongue])
        guard let matrix = answers.matrix else { return }
        let login = questionnaire.login(matrix)
        Console.note(Sentence(en: "Her token, once: \(login)", fr: "Son jeton, une fois : \(login)")[answers.tongue])
    }

    /// Before anything is asked: seven answers are not to be typed for nothing.
    private func demandRoom(_ tongue: Tongue) throws {
        let isThere = access(directory, F_OK) == 0
        let parts = directory.split(separator: "/", omittingEmptySubsequences: true)
        let above = (directory.hasPrefix("/") ? "/" : "") + parts.dropLast().joined(separator: "/")
        let folder = isThere ? directory : above.isEmpty ? "." : above
        var status = stat()
        let code: Int32
        if stat(folder, &status) != 0 {
            code = errno
        } else if status.st_mode & S_IFMT != S_IFDIR {
            code = ENOTDIR
        } else if access(folder, W_OK | X_OK) != 0 {
            code = errno
        } else {
            return
        }
        Console.note(PrivateFile.Failure.sentence(folder, code)[tongue])
        throw Exit.cannotWrite.code
    }

    private func make(_ folder: String, _ tongue: Tongue) throws {
        if mkdir(folder, 0o755) == 0 || errno == EEXIST { return }
        Console.note(PrivateFile.Failure.sentence(folder, errno)[tongue])
        throw Exit.cannotWrite.code
    }

    private func write(_ text: String, to path: String, _ tongue: Tongue) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        let bytes = Array(text.utf8)
        defer { if file >= 0 { close(file) } }
        guard file >= 0, Glibc.write(file, bytes, bytes.count) == bytes.count else {
            Console.note(PrivateFile.Failure.sentence(path, errno)[tongue])
            throw Exit.cannotWrite.code
        }
    }
}

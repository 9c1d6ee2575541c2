// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation

struct ForgetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Erase what is kept of somebody, a day later; what stands stays until its end.",
        discussion: """
            In every community that knows the name or account. The person is told, if present; «forget NAME no» stops \
            it. Members can ask for themselves, in private: me forget.
            """)
    @Argument(help: ArgumentHelp("A name or an account.", valueName: "name")) var name: String
    @Argument(help: ArgumentHelp("no: stop it.", valueName: "no")) var no: String?
    @OptionGroup var socket: SocketOptions
    @Flag(help: "For programs.") var json = false

    func validate() throws {
        // A word that is neither would erase somebody.
        guard let no, no != "no", no != "non" else { return }
        throw ValidationError("behind the name, only «no» to stop it, found '\(no)'")
    }

    func run() throws { try Ask.daemon(socket, "forget", [name] + (no.map { [$0] } ?? []), json: json) }
}

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "All that is kept of somebody, in every community, but what moderators noted.",
        discussion: "Nothing of others is in it. Members can ask for themselves, in private: me export.")
    @Argument(help: ArgumentHelp("A name or an account.", valueName: "name")) var name: String
    @OptionGroup var socket: SocketOptions
    @Flag(help: "For programs.") var json = false

    func run() throws { try Ask.daemon(socket, "export", [name], json: json) }
}

// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Conf
internal import Control

/// Asks the running daemon and prints what it answers.
enum Ask {
    static func daemon(
        _ socket: SocketOptions, _ command: String, _ arguments: [String] = [], json: Bool = false
    ) throws {
        let reply: Reply
        do throws(Client.Failure) {
            reply = try Client(socket: socket.path).ask(
                Request(command, arguments, language: socket.file.tongue.rawValue))
        } catch {
            let french = socket.file.tongue == .fr
            switch error {
            case .notRunning(let path):
                Console.note(
                    french
                        ? "geoffrin ne tourne pas (personne ne répond à \(path)) ; la lancer : geoffrin run"
                        : "geoffrin is not running (nobody answers at \(path)); start it with: geoffrin run")
                throw Exit.notRunning.code
            case .notAllowed(let path):
                Console.note(
                    french
                        ? "\(path) : pas autorisé ; demander en root, ou sous l'utilisateur du daemon"
                        : "\(path): not allowed; ask as root, or as the daemon's own user")
                throw Exit.notAllowed.code
            case .noAnswer(let path):
                Console.note(
                    french
                        ? "\(path) : pas de réponse ; geoffrin est occupée ou s'arrête. Réessayer, ou voir son journal"
                        : "\(path): no answer; geoffrin is busy or going down. Try again, or look at its log")
                throw Exit.notRunning.code
            }
        }
        if json, let data = reply.data {
            Console.raw(data)
        } else {
            for line in reply.lines { reply.exit == 0 ? Console.result(line) : Console.note(line) }
        }
        if reply.exit != 0 { throw ExitCode(reply.exit) }
    }
}

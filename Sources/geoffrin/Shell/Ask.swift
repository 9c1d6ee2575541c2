// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Conf
internal import Control

/// Asks the running daemon and prints what it answers.
enum Ask {
    /// The folder where the running daemon keeps everything.
    enum Place {
        case known(String)
        /// None runs that would say it.
        case unknown
        /// One is there, and not for this user.
        case refused(String)
    }

    static func place(_ socket: String, _ tongue: Tongue) -> Place {
        do throws(Client.Failure) {
            let reply = try Client(socket: socket, patience: 5).ask(
                Request("place", language: tongue.rawValue))
            if reply.exit == Exit.notAllowed.rawValue { return .refused(refusal(socket, tongue)) }
            guard reply.exit == 0, let folder = reply.lines.first else { return .unknown }
            return .known(folder)
        } catch {
            switch error {
            case .notAllowed(let path): return .refused(refusal(path, tongue))
            case .notRunning, .noAnswer: return .unknown
            }
        }
    }

    private static func refusal(_ path: String, _ tongue: Tongue) -> String {
        tongue.say(
            "\(path): not allowed; ask as root (sudo), or as the daemon's own user",
            "\(path) : pas autorisé ; demander en root (sudo), ou sous l'utilisateur du daemon")
    }

    static func daemon(
        _ socket: SocketOptions, _ command: String, _ arguments: [String] = [], json: Bool = false
    ) throws {
        let reply: Reply
        do throws(Client.Failure) {
            reply = try Client(socket: socket.path).ask(
                Request(command, arguments, language: socket.file.tongue.rawValue))
        } catch {
            let tongue = socket.file.tongue
            switch error {
            case .notRunning(let path):
                // Where the unit makes its socket, the unit starts her.
                let start = path == Places.system ? "systemctl start geoffrin" : "geoffrin run"
                Console.note(
                    tongue.say(
                        "geoffrin is not running (nobody answers at \(path)); start her: \(start)",
                        "geoffrin ne tourne pas (personne ne répond à \(path)) ; la lancer : \(start)"))
                throw Exit.notRunning.code
            case .notAllowed(let path):
                Console.note(refusal(path, tongue))
                throw Exit.notAllowed.code
            case .noAnswer(let path):
                Console.note(
                    tongue.say(
                        "\(path): no answer; she is busy or going down. Try again, or look at her log",
                        "\(path) : pas de réponse ; elle travaille ou s'arrête. Réessayer, ou voir son journal"))
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

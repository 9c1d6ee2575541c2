// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Control

/// Asks the running daemon and prints what it answers.
enum Ask {
    static func daemon(
        _ socket: SocketOptions, _ command: String, _ arguments: [String] = [], json: Bool = false
    ) throws {
        let reply: Reply
        do throws(Client.Failure) {
            reply = try Client(socket: socket.path).ask(Request(command, arguments))
        } catch {
            switch error {
            case .notRunning(let path):
                Console.note("geoffrin is not running (nobody answers at \(path)); start it with: geoffrin run")
                throw Exit.notRunning.code
            case .notAllowed(let path):
                Console.note("\(path): not allowed; ask as root, or as the daemon's own user")
                throw Exit.notAllowed.code
            case .noAnswer(let path):
                Console.note("\(path): no answer; geoffrin is busy or going down")
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

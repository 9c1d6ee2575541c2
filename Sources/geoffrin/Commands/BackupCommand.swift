// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Conf
internal import Control
internal import Foundation
internal import Store

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy her whole state into a new file, mode 0600, while she goes on.")
    @Argument(help: ArgumentHelp("A file that does not exist yet.", valueName: "file"))
    var file: String
    @OptionGroup var socket: SocketOptions

    func run() throws {
        let path = URL(fileURLWithPath: file).standardizedFileURL.path
        if (try? Client(socket: socket.path).ask(Request("status"))) != nil {
            return try Ask.daemon(socket, "backup", [path])
        }
        // Nobody is running: the database is ours for a moment.
        let database = socket.state.folder + "/geoffrin.db"
        guard FileManager.default.fileExists(atPath: database) else {
            Console.note(
                Sentence(
                    en: "\(database): there is nothing to copy; --state FOLDER says where her state is",
                    fr: "\(database) : rien à copier ; --state DOSSIER dit où est son état")[socket.file.tongue])
            throw Exit.cannotWrite.code
        }
        do throws(StoreError) {
            let store = try SQLiteStore(database)
            try store.backup(to: path)
            try store.close()
        } catch {
            Console.note("\(path): \(error.sentence[socket.file.tongue])")
            throw Exit.cannotWrite.code
        }
        Console.result(path)
    }
}

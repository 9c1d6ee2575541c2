// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Conf
internal import Foundation
internal import Store

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy her whole state into a new file, mode 0600, while she goes on.")
    @Argument(help: ArgumentHelp("A file that does not exist yet.", valueName: "file"), completion: .file())
    var file: String
    @OptionGroup var socket: SocketOptions

    /// Copied by whoever asks, not by the daemon: her unit gives her a /tmp of her own and nowhere else to write.
    func run() throws {
        let path = URL(fileURLWithPath: file).standardizedFileURL.path
        let database = try socket.state.journal(socket: socket.socket, socket.file.tongue)
        try Journal.demand(database, socket.file.tongue)
        let reader: SQLiteReader
        do throws(StoreError) {
            reader = try SQLiteReader(database)
        } catch {
            Console.note("\(database): \(error.sentence[socket.file.tongue])")
            throw Exit.cannotWrite.code
        }
        do throws(StoreError) {
            try reader.copy(to: path)
        } catch {
            Console.note("\(path): \(why(error, path)[socket.file.tongue])")
            throw Exit.cannotWrite.code
        }
        // Of several of her, whose it is.
        Console.note(socket.file.tongue.say("copied from \(database)", "copié de \(database)"))
        Console.result(path)
    }

    private func why(_ error: StoreError, _ path: String) -> Sentence {
        guard case .unavailable(let words) = error, !words.hasSuffix("File exists") else { return error.sentence }
        let reason = words.hasPrefix(path + ": ") ? String(words.dropFirst(path.count + 2)) : words
        return Sentence(
            en: "cannot be written: \(reason); name a file in a folder that is there and that you may write in",
            fr: "ne peut pas être écrit : \(reason) ; nommer un fichier d'un dossier existant où vous pouvez écrire")
    }
}

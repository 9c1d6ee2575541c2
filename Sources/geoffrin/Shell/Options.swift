// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Conf
internal import Foundation

/// The file, and the language mistakes are told in.
struct FileOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The file of settings.", valueName: "file"), completion: .file())
    var config: String?
    @Option(
        help: ArgumentHelp("Language of what is answered: en or fr.", valueName: "en|fr"),
        completion: .list(["en", "fr"]))
    var language: String?

    var path: String { Places.here.configuration(config) }
    var tongue: Tongue { Console.tongue(language, ProcessInfo.processInfo.environment) }

    mutating func validate() throws { try Self.check(language) }

    /// Anything else would be English without a word.
    static func check(_ language: String?) throws {
        guard let language, Tongue(rawValue: language) == nil else { return }
        throw ValidationError("--language: en or fr, found '\(language)'")
    }
}

struct StateOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The folder where everything is kept.", valueName: "folder"), completion: .directory)
    var state: String?

    var folder: String { Places.here.state(state) }

    /// Of no name the pieces behind it are left: `/geoffrin.db`.
    mutating func validate() throws {
        if state == "" { throw ValidationError("--state: a folder, found ''") }
    }

    /// Her journal, for commands that read it beside her: in the folder that was named, else where the running daemon
    /// keeps it, else in the first of the usual places that has one, which is told: a machine may have several.
    ///
    /// Ends with 77 where the daemon runs and will not tell this user: what lies about from another time is not hers.
    func journal(socket: String?, _ tongue: Tongue) throws -> String {
        if let state { return state + "/geoffrin.db" }
        switch Ask.place(Places.here.socketToAsk(socket, state: folder), tongue) {
        case .known(let folder): return folder + "/geoffrin.db"
        case .refused(let why):
            Console.note(
                why
                    + tongue.say(
                        "; to read a state of yours: --state FOLDER", " ; pour lire un état à vous : --state DOSSIER"))
            throw Exit.notAllowed.code
        case .unknown:
            let places = Places.here
            let database = places.stateToRead + "/geoffrin.db"
            if places.exists(database) {
                Console.note(
                    tongue.say(
                        "she does not answer; read from \(database)", "elle ne répond pas ; lu dans \(database)"))
            }
            return database
        }
    }
}

/// Accepted, without effect, where neither the state nor the daemon is asked: what serves one command serves them all.
struct UnusedPlaces: ParsableArguments {
    @Option(help: ArgumentHelp("Not used here.", valueName: "folder"))
    var state: String?
    @Option(help: ArgumentHelp("Not used here.", valueName: "path"))
    var socket: String?
}

/// The same for commands that read no file of settings either.
struct UnusedOptions: ParsableArguments {
    @OptionGroup var file: FileOptions
    @OptionGroup var places: UnusedPlaces
}

/// How to reach the running daemon. The file is accepted like everywhere, so that one alias serves every command; what
/// the daemon has read decides.
struct SocketOptions: ParsableArguments {
    @OptionGroup var file: FileOptions
    @OptionGroup var state: StateOptions
    @Option(help: ArgumentHelp("The daemon's control socket.", valueName: "path"), completion: .file())
    var socket: String?

    var path: String { Places.here.socketToAsk(socket, state: state.folder) }
}

// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Conf
internal import Foundation

/// The file, and the language mistakes are told in.
struct FileOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The file of settings.", valueName: "file"))
    var config: String?
    @Option(help: ArgumentHelp("Language of messages about mistakes: en or fr.", valueName: "en|fr"))
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
    @Option(help: ArgumentHelp("The folder where everything is kept.", valueName: "folder"))
    var state: String?

    var folder: String { Places.here.state(state) }
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
    @Option(help: ArgumentHelp("The daemon's control socket.", valueName: "path"))
    var socket: String?

    var path: String { Places.here.socketToAsk(socket, state: state.folder) }
}

// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
internal import Bot
internal import Chat
internal import Conf
internal import Control
internal import Foundation
internal import Store
public import Logging

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "The daemon, in the foreground: SIGTERM stops her, SIGHUP reloads bot.conf.",
        discussion:
            "With --last-good a broken file does not keep her from starting: the settings accepted last hold, and the desk is told."
    )
    @OptionGroup var file: FileOptions
    @OptionGroup var state: StateOptions
    @Option(help: ArgumentHelp("The control socket she makes.", valueName: "path"), completion: .file())
    var socket: String?
    @Flag(help: "Start with the settings accepted last when the file is broken.") var lastGood = false
    @Option(help: ArgumentHelp("How much she tells in her log.", valueName: "level"))
    var log = Logger.Level.notice

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        do throws(Hardening.Objection) {
            try Hardening.apply(environment: environment)
        } catch {
            say(
                "SWIFT_DETERMINISTIC_HASHING is set: strangers could make her slow; unset it",
                "SWIFT_DETERMINISTIC_HASHING est posée : des inconnus pourraient la ralentir ; l'ôter")
            throw Exit.configuration.code
        }
        let orders = Signals.orders()
        let isForSystemd = environment["JOURNAL_STREAM"] != nil
        let level = log
        LoggingSystem.bootstrap { _ in JournalLog(level: level, isForSystemd: isForSystemd) }
        let logger = Logger(label: "geoffrin")
        let folder = state.folder
        try makeFolder(folder)
        try demandToBeAlone(folder)
        let plan = plan(folder, environment, logger)
        do throws(Daemon.Failure) {
            try await Daemon(plan, logger: logger).run(orders: orders)
        } catch {
            switch error {
            case .configuration(let diagnostics):
                for diagnostic in diagnostics { Console.note(diagnostic.printed(file.tongue)) }
                throw Exit.configuration.code
            case .database(let error):
                Console.note("\(folder): \(sentence(error)[file.tongue])")
                throw Exit.cannotWrite.code
            case .cannotWrite(let why):
                Console.note(why)
                say(
                    "She stops: what she does must be written down, in \(folder). Make room there, see that the folder is hers, and start her again; systemd tries by itself. What she owes is done then.",
                    "Elle s'arrête : ce qu'elle fait doit être noté, dans \(folder). Y faire de la place, voir que le dossier est à elle, et la relancer ; systemd réessaie de lui-même. Ce qu'elle doit sera fait alors."
                )
                throw Exit.cannotWrite.code
            case .refusedEverywhere:
                say(
                    "every network refuses her for good: the log says why; mend it before another start",
                    "chaque réseau la refuse pour de bon : le journal du service dit pourquoi ; y remédier avant de la relancer"
                )
                throw Exit.notAllowed.code
            case .noNetworkLeft:
                say(
                    "no network is left: see above what could not be set up; another start may mend it",
                    "il ne reste aucun réseau : voir plus haut ce qui n'a pas pu se faire ; la relancer suffit parfois")
                throw Exit.tryAgain.code
            case .fault(let why):
                Console.note(why)
                throw Exit.fault.code
            }
        }
    }

    /// Another of her behind the same socket stands in the same rooms, under the same name: neither would be obeyed.
    private func demandToBeAlone(_ folder: String) throws {
        let path = Places.here.socketToMake(socket, state: folder, isRoot: geteuid() == 0)
        guard SocketFolder(socket: path).isAnswered() else { return }
        say(
            "she runs already, and answers at \(path): geoffrin status. A second one, in other rooms, needs a place of her own: --state FOLDER --socket PATH",
            "elle tourne déjà, et répond à \(path) : geoffrin status. Une seconde, dans d'autres salons, veut sa place : --state DOSSIER --socket CHEMIN"
        )
        throw Exit.cannotWrite.code
    }

    /// What would mend it: room and rights help only some.
    private func sentence(_ error: StoreError) -> Sentence {
        switch error {
        case .locked:
            // Two of her would answer twice.
            Sentence(
                en:
                    "she runs already, with this state folder: geoffrin status. A second one needs another: --state FOLDER",
                fr:
                    "elle tourne déjà, avec ce dossier d'état : geoffrin status. Une seconde en veut un autre : --state DOSSIER"
            )
        case .full, .unavailable, .fenced, .corrupt, .newer: error.sentence
        }
    }

    private func say(_ en: String, _ fr: French) { Console.note(Sentence(en: en, fr: fr)[file.tongue]) }

    private func plan(_ folder: String, _ environment: [String: String], _ logger: Logger) -> Daemon.Plan {
        let connections = Connections(
            environment: environment, state: folder, logger: logger, epoch: UInt32.random(in: .min ... .max))
        var plan = Daemon.Plan(
            configuration: file.path, state: folder, notifier: Notifier(environment: environment),
            networks: { connections.setups($0) })
        let reader = SecondReaderSetup(environment: environment, logger: logger)
        plan.adviser = { reader.adviser($0) }
        let dnsbl = DnsblSetup(logger: logger)
        plan.hostBook = { dnsbl.book($0) }
        let tongue = file.tongue
        let path = Places.here.socketToMake(socket, state: folder, isRoot: geteuid() == 0)
        plan.lastGood = lastGood
        plan.credentials = environment["CREDENTIALS_DIRECTORY"]
        plan.version = Version.number
        plan.tongue = tongue
        plan.expect = { policy, accepted in Expectations.failures(of: policy, in: accepted).map(\.line) }
        let place = URL(fileURLWithPath: folder).standardizedFileURL.path
        plan.services = { [ControlDesk(path: path, state: place, house: $0, tongue: tongue, logger: logger)] }
        #if DEBUG
            // A word that kills, for the tests of what happens afterwards.
            if let word = environment["GEOFFRIN_TEST_TRAP"], !word.isEmpty {
                plan.trap = { $0.words?.raw.contains(word) ?? false }
            }
        #endif
        return plan
    }

    /// The folder and those above it, with what the system itself says where that fails.
    private func makeFolder(_ folder: String) throws {
        var path = folder.hasPrefix("/") ? "" : "."
        for part in folder.split(separator: "/") {
            path += "/\(part)"
            guard mkdir(path, 0o700) != 0, errno != EEXIST else { continue }
            let why = String(cString: strerror(errno))
            say(
                "\(folder): this folder for her state cannot be made (\(why)); another one: --state FOLDER",
                "\(folder) : ce dossier pour son état ne peut pas être créé (\(why)) ; un autre : --state DOSSIER")
            throw Exit.cannotWrite.code
        }
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}

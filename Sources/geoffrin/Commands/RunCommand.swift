// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
internal import Bot
internal import Chat
internal import Conf
internal import Foundation
public import Logging

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "The daemon, in the foreground: SIGTERM stops her, SIGHUP reloads bot.conf.",
        discussion:
            "With --last-good a broken file does not keep her from starting: the settings accepted last hold, and the desk is told."
    )
    @OptionGroup var file: FileOptions
    @OptionGroup var state: StateOptions
    @Option(help: ArgumentHelp("The control socket she makes.", valueName: "path"))
    var socket: String?
    @Flag(help: "Start with the settings accepted last when the file is broken.") var lastGood = false
    @Option(help: ArgumentHelp("trace, debug, info, notice, warning, error.", valueName: "level"))
    var log = Logger.Level.notice

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        do throws(Hardening.Objection) {
            try Hardening.apply(environment: environment)
        } catch {
            Console.note("SWIFT_DETERMINISTIC_HASHING is set: strangers could make her slow; unset it")
            throw Exit.configuration.code
        }
        let orders = Signals.orders()
        let isForSystemd = environment["JOURNAL_STREAM"] != nil
        let level = log
        LoggingSystem.bootstrap { _ in JournalLog(level: level, isForSystemd: isForSystemd) }
        let logger = Logger(label: "geoffrin")
        let folder = state.folder
        try makeFolder(folder)
        let plan = plan(folder, environment, logger)
        do throws(Daemon.Failure) {
            try await Daemon(plan, logger: logger).run(orders: orders)
        } catch {
            switch error {
            case .configuration(let diagnostics):
                for diagnostic in diagnostics { Console.note(diagnostic.printed(file.tongue)) }
                throw Exit.configuration.code
            case .cannotWrite(let why):
                Console.note(why)
                throw Exit.cannotWrite.code
            case .refusedEverywhere:
                Console.note("every network refuses her for good")
                throw Exit.notAllowed.code
            case .noNetworkLeft:
                Console.note("no network is left: see above what could not be set up; another start may mend it")
                throw Exit.tryAgain.code
            case .fault(let why):
                Console.note(why)
                throw Exit.fault.code
            }
        }
    }

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
        plan.services = { [ControlDesk(path: path, house: $0, tongue: tongue, logger: logger)] }
        #if DEBUG
            // A word that kills, for the tests of what happens afterwards.
            if let word = environment["GEOFFRIN_TEST_TRAP"], !word.isEmpty {
                plan.trap = { $0.words?.raw.contains(word) ?? false }
            }
        #endif
        return plan
    }

    private func makeFolder(_ folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            Console.note("\(folder): \(error.localizedDescription)")
            throw Exit.cannotWrite.code
        }
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}

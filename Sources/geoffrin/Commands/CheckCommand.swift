// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Bot
internal import Chat
internal import Conf
internal import Control
internal import Engine
internal import Foundation
internal import Logging
internal import Scenario

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Find every mistake in bot.conf, or say back what she understood.",
        discussion: """
            Exit code 0, or 78 with one line a mistake: FILE:LINE:COLUMN: what was expected, what was found. With --live \
            she also connects, enters the rooms, says what she may do there and leaves, in 45 s at most; 75 where that \
            fails.
            """)
    @OptionGroup var socket: SocketOptions
    @Flag(help: "Go there too: connect, log in, enter the rooms, and leave.") var live = false
    @Option(help: ArgumentHelp("Tell where the value of one setting comes from.", valueName: "setting"))
    var explain: String?
    @Flag(help: "For programs.") var json = false

    private var file: FileOptions { socket.file }

    func run() async throws {
        let path = file.path
        let accepted: Accepted
        do throws(Accepted.Mistakes) {
            accepted = try Accepted.read(path, Accepted.Circumstances(now: Surroundings.real.wall()))
        } catch {
            report(error.diagnostics)
            throw Exit.configuration.code
        }
        if let explain { return try tell(explain, accepted) }
        let failures = accepted.policies.flatMap { Expectations.failures(of: $0, in: accepted) }
        let remarks = accepted.remarks + ownerRemarks(accepted) + secretRemarks(accepted)
        let isFine = failures.isEmpty && !remarks.contains { $0.severity == .error }
        if json {
            let isGoing = live && isFine && !isRunning
            let found = isGoing ? await lookThere(accepted) : []
            print(remarks + failures.map(\.diagnostic), found)
            guard isFine else { throw Exit.configuration.code }
            if live, !isGoing { try stayHere() }
            guard found.allSatisfy(\.isGood) else { throw Exit.tryAgain.code }
            return
        } else {
            for failure in failures { Console.result(failure.diagnostic.printed(file.tongue)) }
            for remark in remarks {
                let line = remark.printed(file.tongue)
                remark.severity == .error ? Console.result(line) : Console.note(line)
            }
        }
        guard isFine else { throw Exit.configuration.code }
        Console.note(file.tongue.say("\(path): no mistakes.", "\(path) : aucune faute."))
        for sentence in Understanding.sentences(of: accepted.configuration) { Console.result(sentence[file.tongue]) }
        let now = Surroundings.real.wall()
        for policy in accepted.policies {
            let community = policy.community.description
            let name = accepted.policies.count == 1 ? "" : file.tongue.say("\(community): ", "\(community) : ")
            for sentence in policy.understanding(now: now) { Console.result(name + sentence[file.tongue]) }
        }
        guard live else { return }
        if isRunning { try stayHere() }
        let found = await lookThere(accepted)
        for line in found.flatMap(\.lines) { Console.result(line) }
        guard found.allSatisfy(\.isGood) else { throw Exit.tryAgain.code }
    }

    private var isRunning: Bool { (try? Client(socket: socket.path).ask(Request("status"))) != nil }

    /// Two of her in one room would greet twice, and a homeserver's tokens are for one of them.
    private func stayHere() throws {
        Console.note(
            file.tongue.say(
                "She is running: geoffrin status tells.",
                "Elle tourne déjà : geoffrin status dit où elle en est."))
        throw Exit.tryAgain.code
    }

    private func lookThere(_ accepted: Accepted) async -> [LiveCheck.Found] {
        let connections = Connections(
            environment: ProcessInfo.processInfo.environment, state: socket.state.folder,
            logger: Logger(label: "check", factory: { _ in SwiftLogNoOpLogHandler() }),
            epoch: UInt32.random(in: .min ... .max), isTrial: true)
        let check = LiveCheck(
            setups: connections.setups(accepted), tongue: file.tongue, desks: Set(accepted.policies.flatMap(\.desk)))
        // Silence for so long would look like a fault.
        let seconds = check.patience.components.seconds
        Console.note(
            file.tongue.say("she goes there now: \(seconds) s at most", "elle y va : \(seconds) s au plus"))
        return await check.run()
    }

    private func report(_ diagnostics: [Diagnostic]) {
        if json { return print(diagnostics) }
        for diagnostic in diagnostics {
            let line = diagnostic.printed(file.tongue)
            diagnostic.severity == .error ? Console.result(line) : Console.note(line)
        }
    }

    private func print(_ diagnostics: [Diagnostic], _ found: [LiveCheck.Found] = []) {
        let items =
            diagnostics.map { diagnostic in
                JSONObject([
                    ("file", .text(diagnostic.file)), ("line", .number(Int64(diagnostic.line))),
                    ("column", .number(Int64(diagnostic.column))), ("path", .text(diagnostic.path)),
                    ("severity", .text(diagnostic.severity.rawValue)),
                    ("message", .text(diagnostic.message[file.tongue])),
                ])
            }
            + found.map { network in
                JSONObject([
                    ("network", .text(network.name)), ("ok", .bool(network.isGood)),
                    ("lines", .list(network.lines.map { .text($0) })),
                ])
            }
        Console.raw("[" + items.map(\.text).joined(separator: ",\n ") + "]")
    }

    private func tell(_ key: String, _ accepted: Accepted) throws {
        let configuration = accepted.configuration
        guard let found = Explanation.of(key, in: configuration) else {
            let near = Explanation.suggestion(for: key, in: configuration)
            let tongue = file.tongue
            let hint = near.map { tongue.say("; did you mean \($0)?", " ; peut-être \($0) ?") } ?? ""
            Console.note(tongue.say("\(key): no such key\(hint)", "\(key) : aucune clé de ce nom\(hint)"))
            throw Exit.usage.code
        }
        if json { return Console.raw(object(found).text) }
        for sentence in found.sentences { Console.result(sentence[file.tongue]) }
        guard key.hasSuffix("moderation.preset") else { return }
        for sentence in Policy.presets { Console.result(sentence[file.tongue]) }
    }

    private func object(_ found: Explanation) -> JSONObject {
        let places = found.places.map { place in
            JSONObject.Value.object(
                JSONObject([
                    ("where", .text(place.name[file.tongue])), ("value", place.value.map { .text($0) } ?? .null),
                    ("file", place.at.map { _ in .text(found.file) } ?? .null),
                    ("line", place.at.map { .number(Int64($0.line)) } ?? .null),
                    ("column", place.at.map { .number(Int64($0.column)) } ?? .null),
                ]))
        }
        return JSONObject([
            ("path", .text(found.path)), ("about", .text(found.about[file.tongue])),
            ("expected", .text(found.expected[file.tongue])),
            ("built_in", found.standard.map { .text($0) } ?? .null), ("places", .list(places)),
        ])
    }

    /// One owner by one IRC account: should that lapse, whoever registers its name next would own her (THREATS C4).
    private func ownerRemarks(_ accepted: Accepted) -> [Diagnostic] {
        let configuration = accepted.configuration
        guard configuration.owners.count == 1, let owner = configuration.owners.first,
            configuration.networks.contains(where: { $0.name == owner.value.network && $0.matrix == nil })
        else { return [] }
        return [
            Diagnostic(
                file: configuration.file, at: owner.at, path: "owners", severity: .warning,
                message: Sentence(
                    en: """
                        the only owner: should this account lapse, whoever registers its name next would own her; name a \
                        second one
                        """,
                    fr: """
                        seul propriétaire : si ce compte expire, qui en reprend le nom la commanderait ; en nommer un \
                        second
                        """))
        ]
    }

    /// Secrets that cannot be read from here are worth a note, never a failure: the daemon may be another user. What
    /// others can read or replace is refused by `run` whoever runs it: that is a mistake.
    private func secretRemarks(_ accepted: Accepted) -> [Diagnostic] {
        let folder = URL(fileURLWithPath: accepted.configuration.file).deletingLastPathComponent().path
        let reader = SecretReader(directory: folder, environment: ProcessInfo.processInfo.environment)
        let configuration = accepted.configuration
        // A token is worth a login: the command that gets it keeps it.
        let logins = Dictionary(
            configuration.networks.filter { $0.matrix != nil }.map {
                ("network.\($0.name)", "geoffrin login \($0.name)")
            }, uniquingKeysWith: { first, _ in first })
        return configuration.secretPlaces.compactMap { path, reference -> Diagnostic? in
            do throws(SecretReader.Problem) {
                _ = try reader.read(reference.value)
                return nil
            } catch {
                // That it comes from the environment has been said at this very place.
                if case .missing = error, case .environment = reference.value { return nil }
                return Diagnostic(
                    file: configuration.file, at: reference.at, path: path,
                    severity: error.isForEveryUser ? .error : .note, message: error.sentence(keptBy: logins[path]))
            }
        }
    }
}

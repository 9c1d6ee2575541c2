// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Bot
internal import Chat
internal import Conf
internal import Engine
internal import Foundation
internal import Scenario

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Find every mistake in bot.conf, or say back what she understood.",
        discussion: "Exit code 0, or 78 with one line a mistake: FILE:LINE:COLUMN: what was expected, what was found.")
    @OptionGroup var file: FileOptions
    @OptionGroup(visibility: .hidden) var unused: UnusedPlaces
    @Option(help: ArgumentHelp("Tell where the value of one setting comes from.", valueName: "setting"))
    var explain: String?
    @Flag(help: "For programs.") var json = false

    func run() throws {
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
        let remarks = accepted.remarks + secretRemarks(accepted)
        if json {
            print(remarks + failures.map(\.diagnostic))
        } else {
            for failure in failures { Console.result(failure.diagnostic.printed(file.tongue)) }
            for remark in remarks { Console.note(remark.printed(file.tongue)) }
        }
        guard failures.isEmpty else { throw Exit.configuration.code }
        if json { return }
        Console.note("\(path):")
        for sentence in Understanding.sentences(of: accepted.configuration) { Console.result(sentence[file.tongue]) }
        let now = Surroundings.real.wall()
        for policy in accepted.policies {
            let name = accepted.policies.count == 1 ? "" : "\(policy.community.name.text): "
            for sentence in policy.understanding(now: now) { Console.result(name + sentence[file.tongue]) }
        }
    }

    private func report(_ diagnostics: [Diagnostic]) {
        if json { return print(diagnostics) }
        for diagnostic in diagnostics {
            let line = diagnostic.printed(file.tongue)
            diagnostic.severity == .error ? Console.result(line) : Console.note(line)
        }
    }

    private func print(_ diagnostics: [Diagnostic]) {
        let items = diagnostics.map { diagnostic in
            JSONObject([
                ("file", .text(diagnostic.file)), ("line", .number(Int64(diagnostic.line))),
                ("column", .number(Int64(diagnostic.column))), ("path", .text(diagnostic.path)),
                ("severity", .text(diagnostic.severity.rawValue)), ("message", .text(diagnostic.message[file.tongue])),
            ])
        }
        Console.raw("[" + items.map(\.text).joined(separator: ",\n ") + "]")
    }

    private func tell(_ key: String, _ accepted: Accepted) throws {
        guard let sentences = Explanation.sentences(of: key, in: accepted.configuration) else {
            let near = Explanation.suggestion(for: key, in: accepted.configuration)
            let french = file.tongue == .fr
            let hint = near.map { french ? " ; peut-être \($0)" : "; did you mean \($0)?" } ?? ""
            Console.note(french ? "\(key) : aucun réglage de ce nom\(hint)" : "\(key): no such setting\(hint)")
            throw Exit.usage.code
        }
        for sentence in sentences { Console.result(sentence[file.tongue]) }
        guard key.hasSuffix("moderation.preset") else { return }
        for sentence in Policy.presets { Console.result(sentence[file.tongue]) }
    }

    /// Secrets that cannot be read from here are worth a note, never a failure: the daemon may be another user.
    private func secretRemarks(_ accepted: Accepted) -> [Diagnostic] {
        let folder = URL(fileURLWithPath: accepted.configuration.file).deletingLastPathComponent().path
        let reader = SecretReader(directory: folder, environment: ProcessInfo.processInfo.environment)
        return accepted.configuration.networks.flatMap { network in
            network.secrets.compactMap { reference -> Diagnostic? in
                do throws(SecretReader.Problem) {
                    _ = try reader.read(reference.value)
                    return nil
                } catch {
                    return Diagnostic(
                        file: accepted.configuration.file, at: reference.at, path: "network.\(network.name)",
                        severity: .note, message: Sentence(error.description))
                }
            }
        }
    }
}

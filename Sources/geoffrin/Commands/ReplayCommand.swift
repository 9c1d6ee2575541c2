// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
internal import Bot
internal import Chat
internal import Conf
internal import Engine
internal import Foundation
public import Scenario
internal import Store

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "What she would do, with the present file, on a log or on her own journal.",
        discussion: """
            geoffrin replay --since 7d
            geoffrin replay --since 30d --config new.conf
            geoffrin replay --log room.tsv.gz --format tsv --member margaux=moderator --json
            """)
    @Option(help: ArgumentHelp("Her own journal, from that long ago.", valueName: "7d"))
    var since: String?
    @Option(help: ArgumentHelp("A chat log, .gz too.", valueName: "file"), completion: .file())
    var log: String?
    @Option(help: ArgumentHelp("How the log is written.", valueName: "format"))
    var format: LogFormat = .tsv
    @Option(help: ArgumentHelp("newcomer, regular, voice, moderator, services, bot.", valueName: "nick=role"))
    var member: [String] = []
    @Option(help: ArgumentHelp("Lines at most; all without it.", valueName: "n"))
    var limit: Int?
    @Option(
        help: ArgumentHelp(
            "With --log: that many strangers spliced in every thousand messages, who quote, repeat and bait the others; tells who else is hit.",
            valueName: "30"))
    var attackers: Int?
    @Flag(help: "One object a decision, then a summary.") var json = false
    @Flag(
        inversion: .prefixedNo,
        help:
            "With --since: only whom and what this file would change against the settings in force, and the [[expect]] that cases taken back propose. So it is where --config names a file; --no-changes: all that she would do under it."
    )
    var changes: Bool?
    @OptionGroup var file: FileOptions
    @OptionGroup var state: StateOptions
    @Option(help: .hidden) var socket: String?

    func validate() throws {
        guard (since == nil) != (log == nil) else { throw ValidationError("say either --since or --log") }
        if attackers != nil, log == nil { throw ValidationError("--attackers wants --log") }
        if let attackers, !(5...1000).contains(attackers) { throw ValidationError("--attackers: from 5 to 1000") }
        if changes == true, since == nil { throw ValidationError("--changes wants --since") }
        if let since, TimeSpan.parse(since) == nil { throw ValidationError("--since: a span such as 7d") }
        if let limit, limit < 1 { throw ValidationError("--limit: a number of lines, from 1") }
        _ = try roles()
    }

    func run() throws {
        if changes ?? (since != nil && file.config != nil && !json) { return try compare() }
        if let log { try replay(log: log) } else { try replayJournal() }
    }

    private func roles() throws -> [String: Replay.Role] {
        var roles: [String: Replay.Role] = [:]
        for text in member {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let role = Replay.Role(rawValue: parts[1]) else {
                throw ValidationError(
                    "--member \(text): NICK=ROLE, a role being \(Replay.Role.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
            roles[parts[0]] = role
        }
        return roles
    }

    private func replay(log path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            Console.note(FileToRead.trouble(path)[file.tongue])
            throw Exit.usage.code
        }
        var bytes = Array(data)
        if Inflate.isGzip(bytes) {
            do throws(Inflate.Mistake) {
                bytes = try Inflate.gunzip(bytes)
            } catch {
                Console.note("\(path): \(error.sentence[file.tongue])")
                throw Exit.usage.code
            }
        }
        var lines = LogReader(bytes, format: format)
        guard let first = lines.next() else {
            // Whoever forgets the format has a log of another one.
            let fitting = LogFormat.allCases.filter { other in
                var lines = LogReader(bytes, format: other)
                return lines.next() != nil
            }.map(\.rawValue)
            let others = (fitting.isEmpty ? LogFormat.allCases.map(\.rawValue) : fitting).joined(separator: ", ")
            Console.note(
                say(
                    "\(path): no line of the format \(format.rawValue); another one: --format \(others)",
                    "\(path) : aucune ligne au format \(format.rawValue) ; un autre : --format \(others)"))
            throw Exit.usage.code
        }
        try play(LogReader(bytes, format: format), from: first.at)
    }

    func say(_ en: String, _ fr: French) -> String { Sentence(en: en, fr: fr)[file.tongue] }

    private func play(_ lines: some Sequence<LogLine>, from start: Timestamp) throws {
        if let attackers {
            let report = Framing.measure(
                try file.stage(at: start), Array(lines.prefix(limit ?? .max)), attackers: attackers, roles: try roles())
            for line in report.lines { Console.result(line) }
            for fault in report.faults { Console.note(fault) }
            if !report.faults.isEmpty { throw Exit.fault.code }
            return
        }
        var replay = Replay(try file.stage(at: start), from: start, roles: try roles())
        replay.play(lines, limit: limit ?? .max, write: write)
        summarise(replay.summary)
        if !replay.summary.faults.isEmpty {
            for fault in replay.summary.faults { Console.note(fault) }
            throw Exit.fault.code
        }
    }

    /// Her own journal, event by event.
    private func replayJournal() throws {
        let now = Surroundings.real.wall()
        let span = since.flatMap { TimeSpan.parse($0) } ?? .days(7)
        let database = try state.journal(socket: socket, file.tongue)
        try Journal.demand(database, file.tongue)
        var replay = JournalReplay(try file.stage(at: now - span), roles: try roles())
        do throws(StoreError) {
            let reader = try SQLiteReader(database)
            var left = limit ?? .max
            try reader.forEachEntry(JournalQuery(from: now - span)) { entry throws(StoreError) in
                guard left > 0 else { return }
                if case .said = entry.event.kind { left -= 1 }
                replay.hear(entry.event, in: entry.communities, line: Int(clamping: entry.sequence), write: write)
            }
        } catch {
            Console.note("\(database): \(error.sentence[file.tongue])")
            throw Exit.cannotWrite.code
        }
        summarise(replay.summary)
    }

    private func write(_ item: Replay.Item) { json ? Console.raw(item.json) : Console.result(item.text) }

    private func summarise(_ summary: Replay.Summary) {
        if json {
            Console.raw(summary.json)
        } else {
            for line in summary.lines(file.tongue) { Console.result(line) }
        }
    }
}

extension LogFormat: ExpressibleByArgument {}

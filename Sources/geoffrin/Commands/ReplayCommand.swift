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
            geoffrin replay --since 30d --config new.conf --changes
            geoffrin replay --log room.tsv.gz --format tsv --member margaux=moderator --json
            """)
    @Option(help: ArgumentHelp("Her own journal, from that long ago.", valueName: "7d"))
    var since: String?
    @Option(help: ArgumentHelp("A chat log, .gz too.", valueName: "file"))
    var log: String?
    @Option(help: ArgumentHelp("tsv, weechat, irssi, znc, energymech.", valueName: "format"))
    var format: LogFormat = .tsv
    @Option(help: ArgumentHelp("newcomer, regular, voice, moderator, services, bot.", valueName: "nick=role"))
    var member: [String] = []
    @Option(help: ArgumentHelp("Lines at most.", valueName: "n"))
    var limit: Int = .max
    @Flag(help: "One object a decision, then a summary.") var json = false
    @Flag(
        help:
            "With --since: only whom and what this file would change against the settings in force, and the [[expect]] that cases taken back propose."
    )
    var changes = false
    @OptionGroup var file: FileOptions
    @OptionGroup var state: StateOptions
    @Option(help: .hidden) var socket: String?

    func validate() throws {
        guard (since == nil) != (log == nil) else { throw ValidationError("say either --since or --log") }
        if changes, since == nil { throw ValidationError("--changes wants --since") }
        if let since, TimeSpan.parse(since) == nil { throw ValidationError("--since: a span such as 7d") }
        _ = try roles()
    }

    func run() throws {
        if changes { return try compare() }
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
            Console.note("\(path): cannot read this file")
            throw Exit.usage.code
        }
        var bytes = Array(data)
        if Inflate.isGzip(bytes) {
            do throws(Inflate.Mistake) {
                bytes = try Inflate.gunzip(bytes)
            } catch {
                Console.note("\(path): cannot be unpacked: \(error)")
                throw Exit.usage.code
            }
        }
        var lines = LogReader(bytes, format: format)
        guard let first = lines.next() else {
            Console.note("\(path): no line of the format \(format.rawValue)")
            throw Exit.usage.code
        }
        try play(LogReader(bytes, format: format), from: first.at)
    }

    private func play(_ lines: some Sequence<LogLine>, from start: Timestamp) throws {
        var replay = Replay(try file.stage(at: start), from: start, roles: try roles())
        let write: (Replay.Item) -> Void = { json ? Console.raw($0.json) : Console.result($0.text) }
        replay.play(lines, limit: limit, write: write)
        if json {
            Console.raw(replay.summary.json)
        } else {
            for line in replay.summary.lines { Console.result(line) }
        }
        if !replay.summary.faults.isEmpty {
            for fault in replay.summary.faults { Console.note(fault) }
            throw Exit.fault.code
        }
    }

    /// Her own journal, as if it were a log.
    private func replayJournal() throws {
        let now = Surroundings.real.wall()
        let span = since.flatMap { TimeSpan.parse($0) } ?? .days(7)
        let database = state.folder + "/geoffrin.db"
        var lines: [LogLine] = []
        do throws(StoreError) {
            let reader = try SQLiteReader(database)
            var left = limit
            try reader.forEachEntry(JournalQuery(from: now - span)) { entry throws(StoreError) in
                guard left > 0, let line = JournalLine.line(of: entry) else { return }
                left -= 1
                lines.append(line)
            }
        } catch {
            Console.note("\(database): \(error)")
            throw Exit.cannotWrite.code
        }
        try play(lines, from: lines.first?.at ?? now)
    }
}

extension LogFormat: ExpressibleByArgument {}

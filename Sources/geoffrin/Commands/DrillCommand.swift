// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
internal import Bot
internal import Chat
internal import Conf
internal import Engine
internal import Foundation
public import Scenario
internal import Store

struct DrillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill", abstract: "Play an attack that never was against the settings in force.",
        subcommands: [DrillRaidCommand.self])
}

struct DrillRaidCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "raid", abstract: "Many strangers at once: how long until they are seen, and whom it would hurt.",
        discussion: """
            Nothing is sent anywhere. Plays a raid of 10 s against bot.conf, as if she acted, and then the joins of the
            last 30 days in her own journal: how often the door would have been closed, and to how many.
            """)
    @Option(help: ArgumentHelp("Raiders, 1 to 10000.", valueName: "n"))
    var size = 80
    @Option(help: ArgumentHelp("In what they are alike.", valueName: "nicks|hosts|lines"))
    var similar: Drill.Likeness = .nicks
    @Flag(help: "For programs.") var json = false
    @OptionGroup var file: FileOptions
    @OptionGroup var state: StateOptions
    @Option(help: .hidden) var socket: String?

    static let days = 30

    func validate() throws {
        guard (1...10_000).contains(size) else { throw ValidationError("--size: from 1 to 10000") }
    }

    func run() throws {
        let now = Surroundings.real.wall()
        let stage = try file.stage(at: now, acts: true)
        let report = Drill.raid(stage, size: size, likeness: similar, at: now)
        let collateral = try collateral(stage, since: now - .days(Int64(Self.days)))
        if json { Console.raw(object(report, collateral).text) } else { tell(report, collateral) }
        guard report.faults.isEmpty else {
            for fault in report.faults { Console.note(fault) }
            throw Exit.fault.code
        }
    }

    /// The joins of the journal; nil where there is none.
    private func collateral(_ stage: Stage, since: Timestamp) throws -> Collateral? {
        let database = state.folder + "/geoffrin.db"
        guard FileManager.default.fileExists(atPath: database), let policy = stage.policies.first else { return nil }
        var collateral = Collateral(policy)
        do throws(StoreError) {
            let reader = try SQLiteReader(database)
            try reader.forEachEntry(JournalQuery(from: since, community: policy.community)) {
                collateral.hear($0.event)
            }
        } catch {
            Console.note("\(database): \(error)")
            throw Exit.cannotWrite.code
        }
        return collateral
    }

    private func seconds(_ span: TimeSpan?) -> String {
        span.map { "\($0.milliseconds / 1000).\(String(1000 + $0.milliseconds % 1000).dropFirst()) s" } ?? "never"
    }

    private func tell(_ report: Drill.Report, _ collateral: Collateral?) {
        Console.result("\(report.room): \(report.size) strangers in 10 s, alike in \(similar.rawValue)")
        Console.result("seen after \(seconds(report.seen)), \(report.arrivedUnseen) had come in")
        Console.result(
            "closed after \(seconds(report.closed)), \(report.keptOut) kept out; open again after \(seconds(report.opened))"
        )
        let hurt = report.hurt.isEmpty ? "nobody" : report.hurt.prefix(12).joined(separator: ", ")
        Console.result("hurt among those who were there before: \(hurt)")
        guard let collateral else {
            return Console.result("no journal at \(state.folder): nothing is known of real joins")
        }
        Console.result(
            "the last \(Self.days) days: \(collateral.joins) joins, closed \(collateral.closings.count) times, "
                + "\(collateral.keptOut.count) strangers would have found it closed")
    }

    private func object(_ report: Drill.Report, _ collateral: Collateral?) -> JSONObject {
        func number(_ span: TimeSpan?) -> JSONObject.Value { span.map { .number($0.milliseconds) } ?? .null }
        var pairs: [(String, JSONObject.Value)] = [
            ("room", .text(report.room)), ("size", .number(Int64(report.size))), ("similar", .text(similar.rawValue)),
            ("seen_ms", number(report.seen)), ("arrived_unseen", .number(Int64(report.arrivedUnseen))),
            ("closed_ms", number(report.closed)), ("opened_ms", number(report.opened)),
            ("kept_out", .number(Int64(report.keptOut))), ("hurt", .list(report.hurt.prefix(100).map { .text($0) })),
        ]
        if let collateral {
            pairs += [
                ("days", .number(Int64(Self.days))), ("joins", .number(Int64(collateral.joins))),
                ("closings", .number(Int64(collateral.closings.count))),
                ("strangers_kept_out", .number(Int64(collateral.keptOut.count))),
            ]
        }
        return JSONObject(pairs)
    }
}

extension Drill.Likeness: ExpressibleByArgument {}

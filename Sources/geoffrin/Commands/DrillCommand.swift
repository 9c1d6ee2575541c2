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
            Nothing is sent anywhere. Plays a raid of 10 s against bot.conf, as if she acted, and then the joins of the \
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
        // Who may not read hers has been told so; the raid is played all the same.
        let database = try? state.journal(socket: socket, file.tongue)
        var faults: [String] = []
        // Each community has settings of its own, and a journal.
        for policy in stage.policies where !policy.rooms.isEmpty {
            var own = stage
            own.policies = [policy]
            let report = Drill.raid(own, size: size, likeness: similar, at: now)
            let collateral = try collateral(policy, database, since: now - .days(Int64(Self.days)))
            if json { Console.raw(object(policy, report, collateral).text) } else { tell(report, collateral, database) }
            faults += report.faults
        }
        guard faults.isEmpty else {
            for fault in faults { Console.note(fault) }
            throw Exit.fault.code
        }
    }

    /// The joins of the journal; nil where there is none.
    private func collateral(_ policy: Policy, _ database: String?, since: Timestamp) throws -> Collateral? {
        guard let database, FileManager.default.fileExists(atPath: database) else { return nil }
        var collateral = Collateral(policy)
        do throws(StoreError) {
            let reader = try SQLiteReader(database)
            try reader.forEachEntry(JournalQuery(from: since, community: policy.community)) {
                collateral.hear($0.event)
            }
        } catch {
            Console.note("\(database): \(error.sentence[file.tongue])")
            throw Exit.cannotWrite.code
        }
        return collateral
    }

    private func say(_ en: String, _ fr: French) -> String { Sentence(en: en, fr: fr)[file.tongue] }

    private func seconds(_ span: TimeSpan?) -> String {
        span.map { "\($0.milliseconds / 1000).\(String(1000 + $0.milliseconds % 1000).dropFirst()) s" }
            ?? say("never", "jamais")
    }

    private func tell(_ report: Drill.Report, _ collateral: Collateral?, _ database: String?) {
        // «after never» is no language.
        func after(_ span: TimeSpan?) -> (en: String, fr: String) {
            let text = seconds(span)
            return span == nil ? (text, text) : ("after \(text)", "après \(text)")
        }
        let (seen, closed, opened) = (after(report.seen), after(report.closed), after(report.opened))
        Console.result(
            say(
                "\(report.room): \(report.size) strangers in 10 s, alike in \(similar.rawValue)",
                "\(report.room) : \(report.size) inconnus en 10 s, semblables par \(similar.rawValue)"))
        Console.result(
            say(
                "seen \(seen.en), \(report.arrivedUnseen) had come in",
                "vu \(seen.fr), \(report.arrivedUnseen) étaient entrés"))
        Console.result(
            say(
                "closed \(closed.en), \(report.keptOut) kept out; open again \(opened.en)",
                "fermé \(closed.fr), \(report.keptOut) restés dehors ; rouvert \(opened.fr)"))
        let hurt = report.hurt.isEmpty ? say("nobody", "personne") : report.hurt.prefix(12).joined(separator: ", ")
        Console.result(
            say("hurt among those who were there before: \(hurt)", "gênés parmi ceux qui étaient déjà là : \(hurt)"))
        guard let collateral else {
            guard let database else { return }
            return Console.result(
                say(
                    "no journal at \(database): nothing is known of real joins; where hers is: --state FOLDER",
                    "pas de journal en \(database) : on ne sait rien des vraies arrivées ; où est le sien : --state DOSSIER"
                ))
        }
        let (joins, closings, kept) = (collateral.joins, collateral.closings.count, collateral.keptOut.count)
        Console.result(
            say(
                "the last \(Self.days) days: \(joins) joins, closed \(closings) times, \(kept) \(kept == 1 ? "stranger" : "strangers") would have found it closed",
                "les \(Self.days) derniers jours : \(joins) arrivées, fermé \(closings) fois, \(kept) \(kept < 2 ? "inconnu l'aurait" : "inconnus l'auraient") trouvé fermé"
            ))
    }

    private func object(_ policy: Policy, _ report: Drill.Report, _ collateral: Collateral?) -> JSONObject {
        func number(_ span: TimeSpan?) -> JSONObject.Value { span.map { .number($0.milliseconds) } ?? .null }
        var pairs: [(String, JSONObject.Value)] = [
            ("community", .text(policy.community.description)), ("room", .text(report.room)),
            ("size", .number(Int64(report.size))), ("similar", .text(similar.rawValue)),
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

// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Rules and prompts.
extension PolicyCompiler {
    mutating func rule(_ entry: RuleEntry, _ rules: inout RuleCompiler, in community: CommunityEntry) -> Rule? {
        guard let when = entry.when else { return nil }
        let scope = Scope.community(community.id)
        let reason = entry.reason?.value.variants(
            configuration.value(Basics.language, in: scope), configuration.value(Basics.address, in: scope)
        ).first
        do {
            let program = try rules.compiler.compile(when.text)
            for warning in program.warnings {
                report(
                    warning.message,
                    when.position(atScalar: warning.offset), "rule \"\(entry.name.value)\"", .warning)
            }
            rules.places.append(when.at)
            return Rule(
                name: entry.name.value, when: program, then: entry.then.map(\.value), mode: entry.mode?.value,
                reason: reason, rooms: entry.rooms.map(\.value))
        } catch {
            report(error.message, when.position(atScalar: error.offset), "rule \"\(entry.name.value)\"")
            return nil
        }
    }

    mutating func prompt(_ entry: PromptEntry, _ community: CommunityEntry, _ zone: Zone) -> Prompt? {
        let path = "prompt \"\(entry.name.value)\""
        let moment: Prompt.Moment
        do {
            switch entry.moment {
            case .at(let text):
                moment = .at(try parse(text) { text throws(ScheduleMistake) in try AtParser.parse(text) })
            case .cron(let text):
                moment = .at(try parse(text) { text throws(ScheduleMistake) in try CronParser.parse(text) })
            case .lull(let span): moment = .lull(span.value, days: entry.days)
            }
            if case .at(let schedule) = moment { warnOfQuiet(schedule, entry, community, path) }
        } catch {
            report(error.mistake.sentence, error.at, path)
            return nil
        }
        let scope = Scope.community(community.id)
        let text = entry.text?.value.variants(
            configuration.value(Basics.language, in: scope), configuration.value(Basics.address, in: scope)
        ).first
        let own = community.rooms.map(\.value)
        let rooms = entry.rooms.isEmpty ? own : entry.rooms.map(\.value).filter { own.contains($0) }
        return Prompt(
            name: entry.name.value, moment: moment, bank: entry.from?.value, text: text,
            rooms: rooms)
    }

    /// A question whose every hour is a quiet one is never asked.
    private mutating func warnOfQuiet(
        _ schedule: Schedule, _ entry: PromptEntry, _ community: CommunityEntry, _ path: String
    ) {
        guard let quiet = quietHours(.community(community.id)),
            schedule.times.allSatisfy({ quiet.contains(LocalTime(day: 0, minuteOfDay: $0)) })
        else { return }
        let at: Position
        switch entry.moment {
        case .at(let text), .cron(let text): at = text.position(atByte: 0)
        case .lull: return
        }
        // One that several communities share is spoken of once.
        guard !diagnostics.contains(where: { $0.path == path && $0.at == at }) else { return }
        func clock(_ minute: Int) -> String {
            let minutes = minute % 60
            return "\(minute / 60 % 24):\(minutes < 10 ? "0" : "")\(minutes)"
        }
        let hours = "\(clock(quiet.start))-\(clock(quiet.end))"
        report(
            Sentence(
                en: "never asked: its hour lies in the quiet hours, \(hours); choose another, or set animation.quiet",
                fr: """
                    jamais posée : son heure tombe dans les heures de silence, \(hours) ; en choisir une autre, ou régler \
                    animation.quiet
                    """), at, path, .warning)
    }

    struct Misplaced: Error {
        var mistake: ScheduleMistake
        var at: Position
    }

    private func parse(_ excerpt: Excerpt, _ body: (String) throws(ScheduleMistake) -> Schedule) throws(Misplaced)
        -> Schedule
    {
        do { return try body(excerpt.text) } catch {
            throw Misplaced(mistake: error, at: excerpt.position(atByte: error.offset))
        }
    }
}

/// The rules of one community share their patterns.
struct RuleCompiler {
    var compiler: Compiler
    var places: [Position] = []

    init(lists: [String: [String]], seed: UInt64) {
        let named = lists.keys.sorted().map { NamedList(name: $0, values: lists[$0] ?? []) }
        compiler = Compiler(catalog: RuleFields.catalog, lists: named, seed: seed)
    }

    /// Compiles the patterns of all rules together.
    func finish(_ report: (ExpressionError, Position) -> Void) -> RulePatterns {
        do {
            let library = try PatternLibrary(compiler.patterns.lists.map(\.patterns))
            return RulePatterns(
                sets: compiler.patterns.lists.compactMap { list in
                    library.set(for: list.patterns).map { (list.field, $0) }
                })
        } catch {
            report(error, places.first ?? Position(line: 1, column: 1))
            return .none
        }
    }
}

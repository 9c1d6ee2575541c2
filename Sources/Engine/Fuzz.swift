// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// The ways in for a fuzzer. Each takes any bytes, never traps, and is false when a promise is broken.
public enum Fuzz {
    /// A rule's condition. Promised: a mistake lies within the text and is said in each tongue; what is read is read
    /// alike again.
    @discardableResult public static func condition(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        let lists = [NamedList(name: "sites", values: ["ravelry.com", "*.github.io"])]
        var first = Compiler(catalog: RuleFields.catalog, lists: lists, seed: 1, allowedWords: ["pédale"])
        var second = first
        do {
            let program = try first.compile(text)
            let again = try second.compile(text)
            return program.cost == again.cost && program.fields == again.fields
                && program.steps.count == again.steps.count
        } catch {
            return error.offset >= 0 && error.offset <= text.unicodeScalars.count && isSaid(error.message)
        }
    }

    /// An `at`, and the same bytes as a `cron`. Promised: a mistake lies within the text and is said; a schedule
    /// that is read comes, its moments rise, and the one before is never later than now.
    @discardableResult public static func moment(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return holds(text) { text throws(ScheduleMistake) in try AtParser.parse(text) }
            && holds(text) { text throws(ScheduleMistake) in try CronParser.parse(text) }
    }

    private static func holds(_ text: String, _ parse: (String) throws(ScheduleMistake) -> Schedule) -> Bool {
        do {
            let schedule = try parse(text)
            let now = Timestamp(seconds: 1_800_000_000)
            guard let next = schedule.next(after: now, in: .utc) else { return false }
            if let before = schedule.previous(atOrBefore: now, in: .utc), before > now { return false }
            guard let after = schedule.next(after: next, in: .utc) else { return false }
            return now < next && next < after
        } catch {
            return error.offset >= 0 && error.offset <= text.utf8.count && isSaid(error.sentence)
        }
    }

    private static func isSaid(_ sentence: Sentence) -> Bool { !sentence.en.isEmpty && !sentence.fr.isEmpty }
}

// SPDX-License-Identifier: Apache-2.0

import Conf

/// `at` as people write it, in French and English, in any order: `lundi 9h30`, `every day at 18:00`,
/// `le 1er du mois à 10h`, `weekdays 9:00`, `lundi et jeudi 20 h`, `last friday of the month 19:00`, `1er mai 10h`.
struct AtParser {
    /// The longest text read, in bytes.
    static let longest = 200

    private var tokens: TimeTokens
    private var times: [Int] = []
    private var weekdays: UInt8 = 0
    private var daysOfMonth: UInt32 = 0
    private var months: UInt16 = 0
    private var isLastDay = false
    private var isEveryDay = false
    private var ordinal: Int?

    static func parse(_ text: String) throws(ScheduleMistake) -> Schedule {
        guard text.utf8.count <= longest else { throw ScheduleMistake(at: longest, .tooLong) }
        var parser = AtParser(tokens: TimeTokens(text))
        return try parser.read()
    }

    private init(tokens: TimeTokens) { self.tokens = tokens }

    private mutating func read() throws(ScheduleMistake) -> Schedule {
        while let token = tokens.current {
            switch token {
            case _ where tokens.isAtTime: times.append(try tokens.takeTime())
            case .number(let number, _): try readDayOfMonth(number)
            case .word(let word): try readWord(word)
            case .sign(let sign):
                guard [",", "'", "@", "&", ";", "."].contains(Unicode.Scalar(sign)) else { throw unknown() }
                tokens.index += 1
            }
        }
        if times.isEmpty { throw ScheduleMistake(at: tokens.end, .noTime) }
        let pattern = try pattern()
        if !CronParser.comes(pattern) { throw ScheduleMistake(at: 0, .never) }
        return Schedule(times: times, days: pattern)
    }

    private func pattern() throws(ScheduleMistake) -> DayPattern {
        var pattern = DayPattern()
        let isByMonth = daysOfMonth != 0 || isLastDay
        if months != 0 { pattern.months = months }
        if isByMonth {
            pattern.daysOfMonth = daysOfMonth
            pattern.isLastDayIncluded = isLastDay
        }
        if weekdays != 0 {
            pattern.weekdays = weekdays
            pattern.ordinal = ordinal
            pattern.eitherDay = isByMonth
        }
        if !isByMonth, weekdays == 0, !isEveryDay { throw ScheduleMistake(at: 0, .noDays) }
        return pattern
    }

    /// `15` of `le 15 du mois`, `1er mai`, `the 1st and the 15th`; `2nd` of `2nd tuesday`.
    private mutating func readDayOfMonth(_ number: Int) throws(ScheduleMistake) {
        let place = tokens.offset
        let before = tokens.word(-1)
        tokens.index += 1
        let hasEnding = tokens.take(anyOf: AtWords.ordinalEndings)
        if hasEnding, let day = tokens.word().flatMap(AtWords.weekday) {
            guard (1...5).contains(number) else { throw ScheduleMistake(at: place, .badDayOfMonth) }
            ordinal = number
            weekdays |= 1 << UInt8(day)
            tokens.index += 1
            return
        }
        let isDate =
            hasEnding || before == "le" || before == "the" || before.flatMap(AtWords.month) != nil
            || tokens.word().flatMap(AtWords.month) != nil || (daysOfMonth != 0 && times.isEmpty)
        guard isDate else {
            if let word = tokens.word(), !AtWords.fillers.contains(word), AtWords.weekday(word) == nil {
                throw ScheduleMistake(at: tokens.offset, .unit(word))
            }
            throw ScheduleMistake(at: place, .noTime)
        }
        guard (1...31).contains(number) else { throw ScheduleMistake(at: place, .badDayOfMonth) }
        daysOfMonth |= 1 << UInt32(number)
    }

    private mutating func readWord(_ word: String) throws(ScheduleMistake) {
        if let day = AtWords.weekday(word) { return try readWeekdays(from: day) }
        if let month = AtWords.month(word) {
            months |= 1 << UInt16(month)
            tokens.index += 1
        } else if let number = AtWords.ordinal(word) {
            try readOrdinal(number)
        } else if AtWords.days.contains(word) {
            readDays()
        } else if AtWords.workdays.contains(word) {
            weekdays |= 0x1F
            tokens.index += 1
        } else if AtWords.weekends.contains(word) {
            weekdays |= 0x60
            tokens.index += 1
        } else if word == "week", tokens.peek(1) == .sign(UInt8(ascii: "-")), tokens.word(2)?.hasPrefix("end") == true {
            weekdays |= 0x60
            tokens.index += 3
        } else if word == "semaine", tokens.word(-1) == "en" {
            weekdays |= 0x1F
            tokens.index += 1
        } else if AtWords.fillers.contains(word) {
            tokens.index += 1
        } else {
            throw unknown()
        }
    }

    /// `lundi`, `du lundi au vendredi`, `mon-fri`, `samedi à lundi`.
    private mutating func readWeekdays(from day: Int) throws(ScheduleMistake) {
        tokens.index += 1
        var last = day
        let isRange = tokens.current == .sign(UInt8(ascii: "-")) || tokens.word().map(AtWords.through.contains) ?? false
        if isRange, let end = tokens.word(1).flatMap(AtWords.weekday) {
            last = end
            tokens.index += 2
        }
        var each = day
        weekdays |= 1 << UInt8(each)
        while each != last {
            each = (each + 1) % 7
            weekdays |= 1 << UInt8(each)
        }
    }

    /// `first monday`, `dernier jour`, `premier du mois`.
    private mutating func readOrdinal(_ number: Int) throws(ScheduleMistake) {
        let place = tokens.offset
        tokens.index += 1
        if let day = tokens.word().flatMap(AtWords.weekday) {
            ordinal = number
            weekdays |= 1 << UInt8(day)
        } else if tokens.word().map({ AtWords.days.contains($0) || $0 == "du" || $0 == "of" }) ?? false {
            if number < 0 { isLastDay = true } else { daysOfMonth |= 1 << UInt32(number) }
        } else {
            throw ScheduleMistake(at: place, .ordinalWithoutDay)
        }
        tokens.index += 1
    }

    /// `jours` of `tous les jours`, `jours ouvrés`, `jours de semaine`.
    private mutating func readDays() {
        tokens.index += 1
        if tokens.take(anyOf: ["ouvres", "ouvre", "ouvrables", "ouvrable"]) {
            weekdays |= 0x1F
        } else if tokens.word() == "de", tokens.word(1) == "semaine" {
            weekdays |= 0x1F
            tokens.index += 2
        } else {
            isEveryDay = true
        }
    }

    private func unknown() -> ScheduleMistake {
        switch tokens.current {
        case .word(let word):
            return ScheduleMistake(
                at: tokens.offset, .unknownWord(word, nearest: Suggestion.nearest(to: word, among: AtWords.suggestions))
            )
        case .sign(let sign):
            return ScheduleMistake(at: tokens.offset, .unknownWord(String(Unicode.Scalar(sign)), nearest: nil))
        case .number, nil: return ScheduleMistake(at: tokens.offset, .noTime)
        }
    }
}

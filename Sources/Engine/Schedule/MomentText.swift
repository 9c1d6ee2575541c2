// SPDX-License-Identifier: Apache-2.0

import Chat

/// One moment to come, as people type it: `dans 2 h`, `in 30m`, `18h`, `demain 9h30`, `lundi 20h`, `2026-03-12 10:00`.
enum MomentText {
    /// Nil when it is not understood, or over. Times of day are those of `zone`; a time that is past today is
    /// tomorrow's.
    static func parse(_ text: String, now: Timestamp, in zone: Zone) -> Timestamp? {
        guard text.utf8.count <= AtParser.longest else { return nil }
        var tokens = TimeTokens(text)
        if tokens.take(anyOf: ["dans", "in"]) {
            let rest = text.utf8.dropFirst(tokens.offset)
            return DurationText.parse(String(decoding: rest, as: UTF8.self)).map { now + $0 }
        }
        let today = zone.local(now).day
        var day: Int?
        if tokens.take(anyOf: ["demain", "tomorrow"]) {
            day = today + 1
        } else if tokens.word() == "apres", tokens.word(1) == nil, tokens.word(2) == "demain" {
            day = today + 2
            tokens.index += 3
        } else if tokens.take(anyOf: ["aujourd"]) {
            _ = tokens.take(.sign(UInt8(ascii: "'")))
            guard tokens.take(anyOf: ["hui"]) else { return nil }
            day = today
        } else if tokens.take(anyOf: ["today"]) {
            day = today
        } else if let date = takeDate(&tokens) {
            day = date.daysSinceEpoch
        }
        _ = tokens.take(anyOf: ["a", "at"])
        if tokens.isAtTime, let minute = try? tokens.takeTime(), tokens.current == nil {
            let wanted = LocalTime(day: day ?? today, minuteOfDay: minute)
            let moment = zone.moment(wanted)
            if moment > now { return moment }
            return day == nil ? zone.moment(LocalTime(day: today + 1, minuteOfDay: minute)) : nil
        }
        // What is wrong with it is told by the command, with examples, not by place.
        return (try? AtParser.parse(text))?.next(after: now, in: zone)
    }

    /// ISO 8601: `2026-03-12`.
    private static func takeDate(_ tokens: inout TimeTokens) -> CivilDate? {
        let dash = TimeTokens.Token.sign(UInt8(ascii: "-"))
        guard case .number(let year, digits: 4) = tokens.current, tokens.peek(1) == dash,
            case .number(let month, digits: 2) = tokens.peek(2), tokens.peek(3) == dash,
            case .number(let day, digits: 2) = tokens.peek(4),
            (1...12).contains(month), day >= 1, day <= CivilDate.length(ofMonth: month, in: year)
        else { return nil }
        tokens.index += 5
        _ = tokens.take(anyOf: ["t"])
        return CivilDate(year: year, month: month, day: day)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Chat

extension LogReader {
    // WeeChat, logger.file.time_format "%Y-%m-%d %H:%M:%S": `2026-01-05 09:10:05 ⇥ @nick ⇥ text`; the second column is
    // `-->`, `<--`, `--` or ` *` for what is not talk.
    mutating func readWeechat(_ line: ArraySlice<UInt8>) -> LogLine? {
        let columns = line.split(separator: 0x09, maxSplits: 2, omittingEmptySubsequences: false)
        guard columns.count == 3, let (at, resolution) = Self.stamp(columns[0]) else { return nil }
        let head = trimmed(columns[1])
        let words = LogText.words(columns[2], most: 16)
        func whole(_ kind: LogLine.Kind, _ nick: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> LogLine {
            self.line(at, resolution, "", kind, Self.plain(nick), LogText.text(text))
        }
        let who = words.first ?? []
        if head.elementsEqual("-->".utf8) { return whole(.join, who, []) }
        if head.elementsEqual("<--".utf8) {
            if contains(words, "kicked") {
                return whole(.kick, who, words.first { Self.plain($0) != Self.plain(who) && !isVerb($0) } ?? [])
            }
            return whole(contains(words, "quit") ? .quit : .part, who, LogText.between(0x28, 0x29, columns[2]))
        }
        if head.elementsEqual("--".utf8) {
            if contains(words, "known"), let last = words.last { return whole(.nick, who, last) }
            return whole(.other, who, columns[2])
        }
        if head.elementsEqual("*".utf8) { return whole(.action, who, columns[2].dropFirst(who.count + 1)) }
        return whole(.message, head, columns[2])
    }

    // irssi: `--- Day changed Tue Jan 06 2026`, `--- Log opened Mon Jan 05 09:00:00 2026`, `09:10 < nick> text`,
    // `09:10  * nick text`, `09:10 -!- nick [user@host] has joined #room`.
    mutating func readIrssi(_ line: ArraySlice<UInt8>) -> LogLine? {
        if line.starts(with: "--- ".utf8) {
            announceDay(LogText.words(line, most: 16))
            return nil
        }
        guard let space = line.firstIndex(of: 0x20), let (seconds, resolution) = LogText.clock(line[..<space]) else {
            return nil
        }
        let at = moment(secondsOfDay: seconds)
        let rest = line[(space + 1)...]
        if rest.starts(with: "-!- ".utf8) { return event(rest.dropFirst(4), at, resolution) }
        return talk(rest, at, resolution)
    }

    // ZNC log module: `[09:10:05] <nick> text`, `[09:10:05] * nick text`, `[09:10:05] *** Joins: nick (user@host)`.
    mutating func readZNC(_ line: ArraySlice<UInt8>) -> LogLine? { readBracketed(line, isZNC: true) }

    // energymech: `[09:10] <nick> text`, `[09:10] * nick text`, `[09:10] *** Joins: nick (user@host)`.
    mutating func readEnergymech(_ line: ArraySlice<UInt8>) -> LogLine? { readBracketed(line, isZNC: false) }

    private mutating func readBracketed(_ line: ArraySlice<UInt8>, isZNC: Bool) -> LogLine? {
        guard line.first == 0x5B, let end = line.firstIndex(of: 0x5D),
            let (seconds, resolution) = LogText.clock(line[(line.startIndex + 1)..<end])
        else { return nil }
        let at = moment(secondsOfDay: seconds)
        let rest = line[(end + 1)...].drop { $0 == 0x20 }
        guard rest.starts(with: "*** ".utf8) else { return talk(rest, at, resolution) }
        let words = LogText.words(rest.dropFirst(4), most: 16)
        guard let first = words.first else { return nil }
        let name = words.count > 1 ? words[1] : []
        if first.elementsEqual("Joins:".utf8) { return self.line(at, resolution, "", .join, Self.plain(name), "") }
        if first.elementsEqual("Parts:".utf8) { return self.line(at, resolution, "", .part, Self.plain(name), "") }
        if first.elementsEqual("Quits:".utf8) {
            return self.line(
                at, resolution, "", .quit, Self.plain(name), LogText.text(LogText.between(0x28, 0x29, rest)))
        }
        if contains(words, "kicked") {
            return self.line(at, resolution, "", .kick, Self.plain(words.last ?? []), Self.plain(first))
        }
        if contains(words, "known"), let last = words.last {
            return self.line(at, resolution, "", .nick, Self.plain(first), Self.plain(last))
        }
        return self.line(at, resolution, "", .other, Self.plain(first), LogText.text(rest))
    }

    // MARK: - What they share

    private func talk(_ rest: ArraySlice<UInt8>, _ at: Timestamp, _ resolution: TimeSpan) -> LogLine? {
        let rest = rest.drop { $0 == 0x20 }
        if rest.first == UInt8(ascii: "<"), let end = rest.firstIndex(of: UInt8(ascii: ">")) {
            let nick = Self.plain(rest[(rest.startIndex + 1)..<end])
            return line(at, resolution, "", .message, nick, LogText.text(rest[(end + 1)...].dropFirst()))
        }
        if rest.starts(with: "* ".utf8) {
            let words = LogText.words(rest.dropFirst(2), most: 2)
            guard let nick = words.first else { return nil }
            return line(at, resolution, "", .action, Self.plain(nick), words.count > 1 ? LogText.text(words[1]) : "")
        }
        if rest.first == UInt8(ascii: "-"), let end = rest.dropFirst().firstIndex(of: UInt8(ascii: "-")) {
            let nick = Self.plain(rest[(rest.startIndex + 1)..<end])
            return line(at, resolution, "", .notice, nick, LogText.text(rest[(end + 1)...].dropFirst()))
        }
        return nil
    }

    private func event(_ rest: ArraySlice<UInt8>, _ at: Timestamp, _ resolution: TimeSpan) -> LogLine? {
        let words = LogText.words(rest, most: 32)
        guard let who = words.first else { return nil }
        func made(_ kind: LogLine.Kind, _ nick: ArraySlice<UInt8>, _ text: String) -> LogLine {
            line(at, resolution, "", kind, Self.plain(nick), text)
        }
        if contains(words, "joined") { return made(.join, who, "") }
        if contains(words, "left") { return made(.part, who, LogText.text(LogText.between(0x5B, 0x5D, rest))) }
        if contains(words, "quit") { return made(.quit, who, LogText.text(LogText.between(0x5B, 0x5D, rest))) }
        if contains(words, "known"), let last = words.last { return made(.nick, who, Self.plain(last)) }
        if contains(words, "kicked"), let by = words.firstIndex(where: { $0.elementsEqual("by".utf8) }),
            by + 1 < words.count
        {
            return made(.kick, words[by + 1], Self.plain(who))
        }
        return made(.other, who, LogText.text(rest))
    }

    private mutating func announceDay(_ words: [ArraySlice<UInt8>]) {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].map {
            Array($0.utf8)
        }
        guard let place = words.firstIndex(where: { word in months.contains { word.elementsEqual($0) } }),
            place + 1 < words.count,
            let month = months.firstIndex(where: { words[place].elementsEqual($0) }),
            let date = LogText.number(words[place + 1]),
            let year = words.last.flatMap(LogText.number), (1970...9999).contains(year), (1...31).contains(date)
        else { return }
        begin(day: Self.days(year: Int(year), month: month + 1, day: Int(date)))
    }

    private func isVerb(_ word: ArraySlice<UInt8>) -> Bool {
        ["has", "kicked", "was"].contains { word.elementsEqual($0.utf8) }
    }
    private func contains(_ words: [ArraySlice<UInt8>], _ word: String) -> Bool {
        words.contains { $0.elementsEqual(word.utf8) }
    }
    private func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> { bytes.drop { $0 == 0x20 } }

    /// A nickname without the mark of its rank.
    static func plain(_ nick: ArraySlice<UInt8>) -> String {
        LogText.text(nick.drop { $0 == 0x20 || $0 == 0x40 || $0 == 0x2B || $0 == 0x25 || $0 == 0x26 || $0 == 0x7E })
    }
}

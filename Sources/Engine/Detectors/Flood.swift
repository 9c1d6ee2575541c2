// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Too many lines, or too many characters, in a short time. A pasted block counts as one message, up to a measure.
struct Flood: Detector {
    static let name = "flood"
    static let family = Family.pace

    static let limit = Setting(
        "detector.flood", "limit", .whole(2...100), default: 6,
        about: Sentence(
            en: "Messages by one person within the time that are still all right; a pasted block counts as one.",
            fr: "Messages d'une personne dans ce temps qui passent encore ; un bloc collé compte pour un."))
    static let within = Setting(
        "detector.flood", "within", .span(.seconds(2) ... .minutes(2)), default: .seconds(10),
        about: Sentence(
            en: "The time over which messages are counted.", fr: "Le temps sur lequel on compte les messages."))
    static let paste = Setting(
        "detector.flood", "paste", .whole(1...200), default: 15,
        about: Sentence(
            en:
                "Lines that one pasted block may have, three times as many for a list, a recipe or a trace; further lines count as messages.",
            fr:
                "Lignes qu'un bloc collé peut avoir, trois fois plus pour une liste, une recette ou une trace ; les suivantes comptent comme messages."
        ))
    static let characters = Setting(
        "detector.flood", "characters", .whole(200...100_000), default: 6000,
        about: Sentence(
            en: "Characters by one person within the time, by a newcomer in a minute, that are still all right.",
            fr: "Caractères d'une personne dans ce temps, d'une nouvelle personne en une minute, qui passent encore."))

    static let slow = Setting(
        "detector.flood", "slow", .whole(5...1000), default: 20,
        about: Sentence(
            en: "Messages by a newcomer in a minute that are still all right; twice as many by a regular.",
            fr: "Messages d'une nouvelle personne en une minute qui passent encore ; le double d'une personne connue."))

    static let section = AnySection(
        "detector.flood",
        about: Sentence(en: "Too much, too fast.", fr: "Trop, trop vite."),
        settings: [limit.description, within.description, paste.description, characters.description, slow.description])

    let limit: Int32
    let within: TimeSpan
    let paste: Int32
    let characters: Int32
    let slow: Int32

    var window: TimeSpan? { within }

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        limit = Int32(clamping: configuration.value(Self.limit, in: scope))
        within = configuration.value(Self.within, in: scope)
        paste = Int32(clamping: configuration.value(Self.paste, in: scope))
        characters = Int32(clamping: configuration.value(Self.characters, in: scope))
        slow = Int32(clamping: configuration.value(Self.slow, in: scope))
    }

    func relief(_ reason: Reason, in line: TextView) -> Relief? {
        switch reason.key {
        case "flood.characters": Relief(Self.characters, reason.count)
        case "flood.slow": Relief(Self.slow, max(reason.enough, 5))
        default: Relief(Self.limit, max(reason.enough, 2))
        }
    }

    func inspect(_ look: borrowing Look) -> Signal? { fast(look) ?? slowly(look) }

    /// More than people write in a minute, at a pace that passes each short window. Most have not written as many lines
    /// in the three minutes that are kept: then there is nothing to count.
    private func slowly(_ look: borrowing Look) -> Signal? {
        let allowed = look.standing == .newcomer ? slow : 2 &* slow
        let isMany = look.recent.lines.count > Int(allowed)
        // Fewer, but as long as many are.
        guard isMany || look.standing == .newcomer && look.recent.lines.count >= Self.fewestLong else { return nil }
        var messages: Int32 = 0
        var block = Block()
        var bytes: Int32 = 0
        var seen = 0
        for line in look.recent.newest(within: Self.slowly) {
            seen += 1
            block.add(line)
            bytes &+= line.bytes
            if line.continuesPaste { continue }
            messages &+= block.messages(paste: paste)
            block = Block()
        }
        // A block that began before has had its free lines already.
        if block.lines > 0 {
            messages &+= block.messages(paste: max(0, paste &- Self.begun(look.recent, before: seen)))
        }
        if look.standing == .newcomer, bytes > characters, messages <= allowed {
            return signal(
                300 + 100 * min(10, (bytes - characters) / 1000),
                Reason(
                    "flood.characters", count: bytes, limit: characters, span: Self.slowly, within: Self.slowly))
        }
        guard isMany, messages > allowed else { return nil }
        var reason = Reason("flood.slow", count: messages, limit: allowed, span: Self.slowly, within: Self.slowly)
        reason.enough = look.standing == .newcomer ? messages : (messages &+ 1) / 2
        return signal(300 + 30 * min(20, messages - allowed - 1), reason)
    }
    private static let slowly = TimeSpan.seconds(60)
    /// Lines of a kilobyte and more are not so many.
    private static let fewestLong = 5

    /// Lines of a block that came before the newest ones, those of the window in which its last stand.
    private static func begun(_ recent: RecentLines, before newest: Int) -> Int32 {
        var lines: Int32 = 0
        for line in recent.lines.dropLast(newest).reversed() {
            lines &+= 1
            if !line.continuesPaste { break }
        }
        return lines
    }

    private func fast(_ look: borrowing Look) -> Signal? {
        var messages: Int32 = 0
        var block = Block()
        var longestBlock: Int32 = 0
        var bytes: Int32 = 0
        var minor: Int32 = 0
        var answers: Int32 = 0
        var oldest = look.recent.lines.last?.at ?? .distantPast
        let now = oldest
        // Newest first: a line that continues a paste is counted by the line that began it.
        for line in look.recent.newest(within: within) {
            oldest = line.at
            bytes &+= line.bytes
            if line.kind == .minor {
                minor &+= 1
                continue
            }
            // A mistake is mended once or twice.
            if line.edits > Self.mended { messages &+= Int32(line.edits - Self.mended) }
            block.add(line)
            if line.continuesPaste { continue }
            messages &+= block.messages(paste: paste)
            if line.isAnswer { answers &+= 1 }
            longestBlock = max(longestBlock, block.lines)
            block = Block()
        }
        if block.lines > 0 {
            messages &+= block.messages(paste: paste)
            longestBlock = max(longestBlock, block.lines)
        }
        // A reaction is a third of a line.
        messages &+= minor / 3
        // Who is called by name and answers is not the one who makes haste.
        messages &-= answers / 2
        let span = max(.seconds(1), now - oldest)
        if messages > limit {
            let score = 300 + 100 * min(20, messages - limit - 1)
            var reason = Reason("flood", count: messages, limit: limit, span: span, within: within)
            reason.enough = max(messages, longestBlock - Self.kindly)
            return signal(score, reason)
        }
        if bytes > characters {
            let score = 300 + 100 * min(10, (bytes - characters) / 1000)
            return signal(
                score, Reason("flood.characters", count: bytes, limit: characters, span: span, within: within))
        }
        // A block longer than the limit is told kindly, once: its lines are one act.
        if longestBlock > limit + Self.kindly, look.recent.lines.last?.continuesPaste == true {
            var reason = Reason("flood", count: longestBlock, limit: limit, span: span, within: within)
            reason.enough = longestBlock - Self.kindly
            return signal(Self.kindScore, reason)
        }
        return nil
    }

    /// One paste: its lines, and what they weigh, a row of a list a third.
    private struct Block {
        var lines: Int32 = 0
        var thirds: Int32 = 0
        mutating func add(_ line: RecentLines.Line) {
            lines &+= 1
            thirds &+= line.isListLike ? 1 : 3
        }
        func messages(paste: Int32) -> Int32 { 1 &+ max(0, thirds / 3 &- paste) }
    }

    /// Reaches a note under every preset and a word under two, never more.
    static let kindScore: Int32 = 300
    /// Times a line may be edited before each edit counts as another.
    private static let mended: UInt8 = 3
    /// Lines that a block may have beyond the limit before it is told so.
    private static let kindly: Int32 = 6
}

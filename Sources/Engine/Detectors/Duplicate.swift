// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// The same text, or nearly the same, again: by one person, or by several newcomers. Lines that look like rows of a
/// list resemble each other by nature and are no evidence.
struct Duplicate: Detector {
    static let name = "duplicate"
    static let family = Family.repetition

    static let limit = Setting(
        "detector.duplicate", "limit", .whole(2...20), default: 3,
        about: Sentence(
            en:
                "How often one person may say the same within the time before it counts; a newcomer's long text twice as often, minutes apart.",
            fr:
                "À partir de combien de fois le même texte d'une personne compte, dans ce temps ; un long texte d'une nouvelle personne, le double, à des minutes d'intervalle."
        ))
    static let within = Setting(
        "detector.duplicate", "within", .span(.seconds(10) ... .minutes(3)), default: .seconds(60),
        about: Sentence(
            en: "The time over which repetitions are counted.", fr: "Le temps sur lequel on compte les répétitions."))
    static let people = Setting(
        "detector.duplicate", "people", .whole(2...20), default: 4,
        about: Sentence(
            en:
                "How many newcomers may say nearly the same within two minutes before it counts; of a long text one less, within an hour.",
            fr:
                "À partir de combien de nouvelles personnes le même texte compte, en deux minutes ; un texte long, une de moins, en une heure."
        ))
    static let variety = Setting(
        "detector.duplicate", "variety", .whole(0...50), default: 25,
        about: Sentence(
            en: "Different words that a long line must have, in percent of its words; 0 for none.",
            fr: "Mots différents qu'une longue ligne doit avoir, en pourcentage de ses mots ; 0 pour aucun."))

    static let section = AnySection(
        "detector.duplicate",
        about: Sentence(en: "The same text again.", fr: "Le même texte, encore."),
        settings: [limit.description, within.description, people.description, variety.description])

    let limit: Int32
    let within: TimeSpan
    let people: Int32
    let variety: Int

    var window: TimeSpan? { within }

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        limit = Int32(clamping: configuration.value(Self.limit, in: scope))
        within = configuration.value(Self.within, in: scope)
        people = Int32(clamping: configuration.value(Self.people, in: scope))
        variety = configuration.value(Self.variety, in: scope)
    }

    func relief(_ reason: Reason, in line: TextView) -> Relief? {
        switch reason.key {
        case "duplicate.others", Self.waveReason: return Relief(Self.people, reason.enough)
        case "duplicate.words": return Relief(Self.variety, reason.enough)
        default: break
        }
        return Relief(Self.limit, reason.enough > 0 ? reason.enough : reason.count &+ 1 &- (reason.limit &- limit))
    }

    func inspect(_ look: borrowing Look) -> Signal? {
        guard let last = look.recent.lines.last, !last.isListLike, last.skeleton != 0 else { return nil }
        return wave(look) ?? own(look, last) ?? again(look) ?? echo(look) ?? withinLine(look)
    }

    /// One person's own lines. The same question again out of need is told in a word; with a link, or again and again,
    /// it is a nuisance.
    private func own(_ look: borrowing Look, _ last: RecentLines.Line) -> Signal? {
        // Programs leave with the same words each time, and pictures are called the same.
        if last.links == 0, look.carrier == .part || look.carrier == .quit || last.kind != .words { return nil }
        let form = Form(look, last)
        let alike = alike(look, last, form)
        let count = alike.exact &+ alike.near
        let numbers = numbers(alike, look, last)
        let allowed = limit &+ (form.isShort || alike.leadsElsewhere ? 5 : numbers != .few ? 3 : 0)
        guard count >= allowed else { return nil }
        // Several rows are printed together, one under another.
        let isPrinted = numbers == .most || numbers == .long || form.isRow && numbers == .several
        // Who asks again copies it; a long text that is new each time was made to be.
        let isVaried = alike.isNewEachTime && look.view.features.words >= Self.rowWords && !isPrinted
        let isNuisance = last.links != 0 || isVaried
        let score =
            (isNuisance && !alike.leadsElsewhere ? 600 : 400) + (isPrinted ? 50 : 100) * min(10, count - allowed)
        let span = Self.rounded(last.at - alike.since, within: within)
        let key =
            last.links != 0 && alike.exact >= allowed && look.view.features.words <= 2
            ? "duplicate.link" : alike.near == 0 ? "duplicate.same" : "duplicate.near"
        return signal(score, Reason(key, count: count, limit: allowed, span: span, within: within))
    }

    /// What kind of line the newest is.
    private struct Form {
        let isKnown: Bool
        /// Short answers ("yes", "+1") are said again by everybody, and so are orders to programs.
        let isShort: Bool
        /// The rows of a paste resemble each other. So do those of somebody known that lead to another place each: a program
        /// tells of each of several changes.
        let isRow: Bool
        /// One address is like another: they are the same or they are not.
        let isBare: Bool

        init(_ look: borrowing Look, _ last: RecentLines.Line) {
            let features = look.view.features
            isKnown = look.standing != .newcomer
            isShort = last.links == 0 && (features.substance < 8 || Duplicate.isOrder(look.view))
            isRow =
                (last.links == 0 || isKnown) && features.words < Duplicate.rowWords
                && look.recent.lines.dropLast().last.map { last.at - $0.at <= Engine.pasteGap } == true
            isBare = features.words <= 2 && last.links != 0
        }
    }

    /// How a line is like the newest.
    private enum Likeness {
        case exact, near, unlike
        /// The same, to somebody else who has just asked.
        case toAnother
        /// It leads to the same place.
        case leadsThere
    }

    private static func likeness(_ line: RecentLines.Line, _ last: RecentLines.Line, _ form: Form) -> Likeness {
        // Regulars tell several people the same, one after another, who have just asked for it.
        if last.addressee != 0, line.addressee != 0, line.addressee != last.addressee {
            return line.skeleton == last.skeleton ? .toAnother : .unlike
        }
        if line.skeleton == last.skeleton { return .exact }
        if line.isPrinted, last.isPrinted { return .unlike }
        if !form.isBare {
            if line.wording != 0, line.wording == last.wording { return .near }
            if form.isKnown, form.isRow, line.wording != last.wording, leadsElsewhere(line, last) { return .unlike }
            if !form.isRow, !form.isShort, !line.isListLike, line.shingles.isNearDuplicate(of: last.shingles) {
                return .near
            }
        }
        return last.address != 0 && line.address == last.address ? .leadsThere : .unlike
    }

    /// Lines of the window that are like the newest, which is one of them.
    private struct Alike {
        var exact: Int32 = 0
        var near: Int32 = 0
        /// The first of them.
        var since: Timestamp
        /// Of those that are near, each is another.
        var isNewEachTime = false
        /// They differ in more than their numbers.
        var isReworded = false
        /// Each leads to another place.
        var leadsElsewhere = false
    }

    private func alike(_ look: borrowing Look, _ last: RecentLines.Line, _ form: Form) -> Alike {
        var alike = Alike(since: last.at)
        var latestNear: UInt64 = 0
        var toOthers: Int32 = 0
        var leading: Int32 = 0
        var leadingSince = last.at
        for line in look.recent.newest(within: within) {
            switch Self.likeness(line, last, form) {
            case .unlike: continue
            case .toAnother:
                toOthers &+= 1
                continue
            case .leadsThere:
                leading &+= 1
                leadingSince = line.at
                continue
            case .exact: alike.exact &+= 1
            case .near:
                alike.near &+= 1
                if latestNear != 0, latestNear != line.skeleton { alike.isNewEachTime = true }
                latestNear = line.skeleton
                if line.wording != last.wording { alike.isReworded = true }
                if form.isKnown, Self.leadsElsewhere(line, last) { alike.leadsElsewhere = true }
            }
            alike.since = line.at
        }
        // One after another, but not everybody.
        if alike.exact &+ toOthers >= limit &+ Self.toEach { alike.exact &+= toOthers }
        // The same place again is no other.
        if alike.exact >= limit { alike.leadsElsewhere = false }
        // A newcomer who answers nobody and leads to one place, whatever is said beside it.
        let all = alike.exact &+ alike.near &+ leading
        if !form.isKnown, look.mentions == 0, leading > 0, all >= limit &+ Self.ledMore {
            alike.near &+= leading
            alike.isReworded = true
            alike.since = min(alike.since, leadingSince)
        }
        return alike
    }

    /// Programs print lines that differ in their numbers, many at a time. What is copied is no measure, nor is an advert
    /// that names a number (THREATS D4).
    private func numbers(_ alike: Alike, _ look: borrowing Look, _ last: RecentLines.Line) -> Numbers {
        guard alike.near > 0, last.links == 0 else { return .few }
        let found = Self.numbers(in: look.view)
        // Of a counter's lines some are alike by chance.
        if alike.exact >= limit, found == .long || alike.isReworded { return .few }
        return found == .long && alike.isReworded ? .few : found
    }

    private static let ledMore: Int32 = 2
    /// So many more may be told the same than may hear it twice.
    private static let toEach: Int32 = 5

    private static func leadsElsewhere(_ line: RecentLines.Line, _ last: RecentLines.Line) -> Bool {
        line.address != 0 && last.address != 0 && line.address != last.address
    }

    /// A newcomer's long text, said to nobody, again and again at a pace that passes each short window. Who waits for an
    /// answer asks like that too: told in a word, once, and stopped when it goes on for long.
    private func again(_ look: borrowing Look) -> Signal? {
        let allowed = 2 &* limit
        guard look.standing == .newcomer, look.echoes.isLong, !look.echoes.isFromRegular, look.mentions == 0,
            look.echoes.times == allowed || look.echoes.times >= 2 &* allowed, look.echoes.age > within,
            look.echoes.age <= .milliseconds(Self.pace.milliseconds * Int64(look.echoes.times))
        else { return nil }
        var reason = Reason(
            "duplicate.near", count: look.echoes.times, limit: allowed, span: look.echoes.age, within: look.echoes.age)
        reason.enough = (look.echoes.times &+ 2) / 2
        return signal(look.echoes.times >= 2 &* allowed ? 600 : 400, reason)
    }
    private static let pace = TimeSpan.minutes(10)

    /// `!roll 1d20`, `.np`: for a program, not for people.
    private static func isOrder(_ view: TextView) -> Bool {
        view.features.words <= 3 && ProgramOrders.isOrder(view.text.raw, by: ProgramOrders.plainSigns)
    }

    /// Others' lines count against newcomers only, and never when a regular said it first (THREATS L4, A1). Of a long
    /// text one less is enough.
    private func echo(_ look: borrowing Look) -> Signal? {
        let needed = look.echoes.isLong ? max(2, people &- 1) : people
        guard look.standing == .newcomer, !look.echoes.isFromRegular, look.echoes.others &+ 1 >= needed else {
            return nil
        }
        // A course asks what its teacher asked: what leads nowhere and comes one by one is told in a word.
        let isAsked = look.echoes.age > EchoIndex.window && Self.asks(look.view)
        // What broke for one breaks for many: so is a complaint, while not twice as many bring it.
        let isShown = Self.complains(look)
        let isOneByOne = look.echoes.span(of: needed) > EchoIndex.window && look.echoes.others &+ 1 < 2 &* needed
        let least: Int32 = look.echoes.isLong ? 600 : 400
        let score =
            isAsked || isShown && isOneByOne
            ? 400 : isShown ? least : least + 100 * min(6, look.echoes.others + 1 - needed)
        let span =
            look.echoes.age <= EchoIndex.window
            ? EchoIndex.window : look.echoes.age <= EchoIndex.memory ? EchoIndex.memory : EchoIndex.campaignMemory
        var reason = Reason("duplicate.others", count: look.echoes.others, limit: needed, span: span, within: span)
        reason.enough = look.echoes.others &+ 2 &+ (people &- needed)
        return signal(score, reason)
    }

    /// The same under several names that one relay carries, where names cost nothing: what leads somewhere, and long texts.
    /// Several who say the same short thing, or three who paste one line, are several.
    private func wave(_ look: borrowing Look) -> Signal? {
        guard look.isCarried else { return nil }
        let leads = MarkScanner.mayFind(in: look.view)
        guard leads || look.echoes.isLong else { return nil }
        let needed = !leads ? people &+ Self.waveMore : look.echoes.isLong ? max(2, people &- 1) : people
        guard look.echoes.others &+ 1 >= needed else { return nil }
        let span = look.echoes.age <= EchoIndex.window ? EchoIndex.window : EchoIndex.memory
        var reason = Reason(
            Self.waveReason, count: look.echoes.others &+ 1, limit: needed, span: span, within: span)
        reason.enough = look.echoes.others &+ 2 &+ (people &- needed)
        return signal(600 + 100 * min(6, look.echoes.others + 1 - needed), reason)
    }
    private static let waveMore: Int32 = 2
    static let waveReason = "duplicate.names"

    /// A long line of few words said over and over.
    private func withinLine(_ look: borrowing Look) -> Signal? {
        let words = look.view.words
        guard words.count >= Self.fewestWords, look.view.features.substance >= Self.fewestBytes else { return nil }
        var seen: UInt64 = 0
        for word in words { seen |= 1 << (word.hash & 63) }
        // Sixty-four bits: of more different words than twelve the count is too low, and they are enough.
        let different = seen.nonzeroBitCount
        guard different <= 12, different * 100 < variety * words.count else { return nil }
        var reason = Reason("duplicate.words", count: Int32(clamping: words.count), limit: Int32(different))
        reason.enough = Int32(clamping: different * 100 / words.count)
        return signal(400, reason)
    }

    /// Nothing but a question: it names no place to go to and nobody to write to.
    private static func asks(_ view: TextView) -> Bool {
        guard !MarkScanner.mayFind(in: view) else { return false }
        let end = view.text.raw.unicodeScalars.last { !$0.properties.isWhitespace }
        return end.map { $0 == "?" || $0 == "\u{FF1F}" || $0 == "\u{61F}" } ?? false
    }

    /// What a program complained of, which leads nowhere, or to sites of the community alone.
    private static func complains(_ look: borrowing Look) -> Bool {
        (look.showsHome || look.view.links.isEmpty && look.view.namesNobody) && Complaint.isIn(look.view)
    }

    /// How much of a line is numbers.
    private enum Numbers {
        case few
        /// Several words hold digits.
        case several
        /// Half of the words hold digits, and several do.
        case most
        /// Those that are made of digits, a quarter at least, are longer than all others together: `alias: pci:v0000168Cd00000036`.
        case long
    }

    /// Several of its words hold numbers.
    static func isPrinted(_ view: TextView) -> Bool {
        let numbers = numbers(in: view)
        return numbers == .most || numbers == .several
    }

    private static func numbers(in view: TextView) -> Numbers {
        var numbers = 0
        var inNumbers: Int32 = 0
        var inWords: Int32 = 0
        view.folded.withUnsafeBufferPointer { bytes in
            for word in view.words {
                let digits = bytes[Int(word.start)..<Int(word.start) + Int(word.length)].count { 0x30...0x39 ~= $0 }
                if digits > 0 { numbers += 1 }
                // One digit behind a long word makes no number of it.
                if digits * 4 >= Int(word.length) {
                    inNumbers += Int32(word.length)
                } else {
                    inWords += Int32(word.length)
                }
            }
        }
        if numbers >= fewestNumbers { return numbers * 2 >= view.words.count ? .most : .several }
        return inNumbers > inWords ? .long : .few
    }
    private static let fewestNumbers = 3
    private static let rowWords: Int32 = 16
    private static let fewestWords = 16
    private static let fewestBytes: Int32 = 60

    /// Told as the window's own measure: «3 times in 60 s».
    private static func rounded(_ span: TimeSpan, within: TimeSpan) -> TimeSpan {
        span <= .seconds(10) ? max(.seconds(1), span) : within
    }
}

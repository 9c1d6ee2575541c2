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
            en: "How often one person may say the same within the time before it counts.",
            fr: "À partir de combien de fois le même texte d'une personne compte, dans ce temps."))
    static let within = Setting(
        "detector.duplicate", "within", .span(.seconds(10) ... .minutes(3)), default: .seconds(60),
        about: Sentence(
            en: "The time over which repetitions are counted.", fr: "Le temps sur lequel on compte les répétitions."))
    static let people = Setting(
        "detector.duplicate", "people", .whole(2...20), default: 4,
        about: Sentence(
            en: "How many newcomers may say nearly the same within two minutes before it counts.",
            fr: "À partir de combien de nouvelles personnes le même texte compte, en deux minutes."))

    static let section = AnySection(
        "detector.duplicate",
        about: Sentence(en: "The same text again.", fr: "Le même texte, encore."),
        settings: [limit.description, within.description, people.description])

    let limit: Int32
    let within: TimeSpan
    let people: Int32

    var window: TimeSpan? { within }

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        limit = Int32(clamping: configuration.value(Self.limit, in: scope))
        within = configuration.value(Self.within, in: scope)
        people = Int32(clamping: configuration.value(Self.people, in: scope))
    }

    func relief(_ reason: Reason, in line: TextView) -> Relief? {
        if reason.key == "duplicate.others" { return Relief(Self.people, reason.count &+ 2) }
        // Of short answers five more are allowed.
        let isShort = line.features.substance > 0 && line.features.substance < 8 && line.links.isEmpty
        return Relief(Self.limit, reason.count &+ 1 &- (isShort ? 5 : 0))
    }

    func inspect(_ look: borrowing Look) -> Signal? {
        guard let last = look.recent.lines.last, !last.isListLike else { return nil }
        // Short answers ("yes", "+1") are said again by everybody.
        let isShort = look.view.features.substance < 8 && last.links == 0
        var exact: Int32 = 0
        var near: Int32 = 0
        var oldest = last.at
        for line in look.recent.newest(within: within) {
            if line.skeleton == last.skeleton {
                exact &+= 1
            } else if line.wording != 0 && line.wording == last.wording
                || !isShort && !line.isListLike && line.shingles.isNearDuplicate(of: last.shingles)
            {
                near &+= 1
            } else {
                continue
            }
            oldest = line.at
        }
        let count = exact &+ near
        let allowed = isShort ? limit &+ 5 : limit
        if count >= allowed {
            let score = 600 + 100 * min(10, count - allowed)
            let span = Self.rounded(last.at - oldest, within: within)
            let key =
                last.links != 0 && exact >= allowed && look.view.features.words <= 2
                ? "duplicate.link" : near == 0 ? "duplicate.same" : "duplicate.near"
            return signal(score, Reason(key, count: count, limit: limit, span: span, within: within))
        }
        return echo(look)
    }

    /// Others' lines count against newcomers only, and never when a regular said it first (THREATS L4, A1).
    private func echo(_ look: borrowing Look) -> Signal? {
        guard look.standing == .newcomer, !look.echoes.isFromRegular, look.echoes.others &+ 1 >= people else {
            return nil
        }
        let score = 400 + 100 * min(6, look.echoes.others + 1 - people)
        return signal(
            score,
            Reason(
                "duplicate.others", count: look.echoes.others, limit: people, span: EchoIndex.window,
                within: EchoIndex.window))
    }

    /// Told as the window's own measure: «3 times in 60 s».
    private static func rounded(_ span: TimeSpan, within: TimeSpan) -> TimeSpan {
        span <= .seconds(10) ? max(.seconds(1), span) : within
    }
}

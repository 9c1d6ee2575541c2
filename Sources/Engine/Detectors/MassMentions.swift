// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Many people called at once.
struct MassMentions: Detector {
    static let name = "mentions"
    static let family = Family.mentions

    static let limit = Setting(
        "detector.mentions", "limit", .whole(2...64), default: 5,
        about: Sentence(
            en: "People named by a newcomer in one message from which it counts; four times as many by a regular.",
            fr:
                "Personnes nommées par une nouvelle personne dans un message à partir desquelles il compte ; quatre fois plus par une personne connue."
        ))

    static let people = Setting(
        "detector.mentions", "people", .whole(3...64), default: 8,
        about: Sentence(
            en:
                "Different people named by a newcomer in a minute, over several messages, from which it counts; four times as many by a regular.",
            fr:
                "Personnes différentes nommées en une minute par une nouvelle personne, en plusieurs messages, à partir desquelles cela compte ; quatre fois plus par une personne connue."
        ))

    static let section = AnySection(
        "detector.mentions", about: Sentence(en: "Calling many people.", fr: "Appeler beaucoup de monde."),
        settings: [limit.description, people.description])

    let limit: Int32
    let people: Int32

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        limit = Int32(clamping: configuration.value(Self.limit, in: scope))
        people = Int32(clamping: configuration.value(Self.people, in: scope))
    }

    func relief(_ reason: Reason, in line: TextView) -> Relief? {
        Relief(
            reason.key == "mentions.minute" ? Self.people : Self.limit,
            reason.enough > 0 ? reason.enough : reason.count &+ 1)
    }

    func inspect(_ look: borrowing Look) -> Signal? {
        let allowed = Self.allowed(limit, look.standing)
        guard look.mentions >= allowed else { return overTime(look) }
        var reason = Reason("mentions", count: look.mentions, limit: allowed)
        reason.enough = Self.enough(look.mentions, look.standing)
        return signal(300 + 60 * min(20, look.mentions - allowed), reason)
    }

    /// One after another what would be too many at once.
    private func overTime(_ look: borrowing Look) -> Signal? {
        let allowed = Self.allowed(people, look.standing)
        guard look.mentions > 0, look.recent.calls.count >= Int(allowed) else { return nil }
        let count = look.recent.called(within: Self.minute)
        // What one line holds is the other's to weigh.
        guard count >= allowed, count > look.mentions else { return nil }
        var reason = Reason("mentions.minute", count: count, limit: allowed, span: Self.minute, within: Self.minute)
        reason.enough = Self.enough(count, look.standing)
        return signal(300 + 60 * min(20, count - allowed), reason)
    }

    /// Whom a room knows calls those together who are to come, and answers who is there; so do its programs.
    private static func allowed(_ limit: Int32, _ standing: Standing) -> Int32 {
        standing == .newcomer ? limit : min(4 &* limit, Int32(RecentLines.callsKept))
    }
    private static func enough(_ count: Int32, _ standing: Standing) -> Int32 {
        standing == .newcomer ? count &+ 1 : count / 4 &+ 1
    }
    private static let minute = TimeSpan.seconds(60)
}

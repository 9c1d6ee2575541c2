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
            en: "People named in one message from which it counts.",
            fr: "Personnes nommées dans un message à partir desquelles il compte."))

    static let people = Setting(
        "detector.mentions", "people", .whole(3...64), default: 8,
        about: Sentence(
            en:
                "Different people named by a newcomer in a minute, over several messages, from which it counts; twice as many by a regular.",
            fr:
                "Personnes différentes nommées en une minute par une nouvelle personne, en plusieurs messages, à partir desquelles cela compte ; le double d'une personne connue."
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
        reason.key == "mentions.minute" ? Relief(Self.people, reason.enough) : Relief(Self.limit, reason.count &+ 1)
    }

    func inspect(_ look: borrowing Look) -> Signal? {
        guard look.mentions >= limit else { return overTime(look) }
        return signal(300 + 60 * min(20, look.mentions - limit), Reason("mentions", count: look.mentions, limit: limit))
    }

    /// One after another what would be too many at once.
    private func overTime(_ look: borrowing Look) -> Signal? {
        let allowed = look.standing == .newcomer ? people : 2 &* people
        guard look.mentions > 0, look.recent.calls.count >= Int(allowed) else { return nil }
        let count = look.recent.called(within: Self.minute)
        // What one line holds is the other's to weigh.
        guard count >= allowed, count > look.mentions else { return nil }
        var reason = Reason("mentions.minute", count: count, limit: allowed, span: Self.minute, within: Self.minute)
        reason.enough = look.standing == .newcomer ? count &+ 1 : count / 2 &+ 1
        return signal(300 + 60 * min(20, count - allowed), reason)
    }
    private static let minute = TimeSpan.seconds(60)
}

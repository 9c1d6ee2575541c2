// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Notices, and questions from program to program (CTCP), one after another: they ring and open windows.
struct Asides: CountingDetector {
    static let name = "asides"
    static let family = Family.pace

    static let limit = Setting(
        "detector.asides", "limit", .whole(2...50), default: 6,
        about: Sentence(
            en:
                "How many notices a newcomer may send within the time before they count; twice as many a regular; of CTCP half as many.",
            fr:
                "À partir de combien de notices d'une nouvelle personne cela compte, dans ce temps ; le double d'une personne connue ; de CTCP, moitié moins."
        ))
    static let within = Setting(
        "detector.asides", "within", .span(.seconds(10) ... .minutes(3)), default: .minutes(1),
        about: Sentence(
            en: "The time over which they are counted.", fr: "Le temps sur lequel on les compte."))

    static let section = AnySection(
        "detector.asides", about: Sentence(en: "Notices and CTCP.", fr: "Notices et CTCP."),
        settings: [limit.description, within.description])

    let limit: Int32
    let within: TimeSpan

    func relief(_ reason: Reason, in line: TextView) -> Relief? {
        Relief(Self.limit, reason.enough > 0 ? reason.enough : reason.count &+ 1)
    }

    func inspect(_ look: borrowing Look) -> Signal? {
        guard look.carrier == .notice || look.carrier == .ctcp else { return nil }
        var count: Int32 = 0
        for line in look.recent.newest(within: within) where line.carrier == look.carrier { count &+= 1 }
        let isAsking = look.carrier == .ctcp
        // Programs that a room has tell it so what they have done.
        let isKnown = look.standing != .newcomer
        let allowed = isAsking ? max(2, limit / 2) : isKnown ? 2 &* limit : limit
        guard count >= allowed else { return nil }
        var reason = Reason(isAsking ? "asides.ctcp" : "asides", count: count, limit: allowed, within: within)
        reason.enough = isAsking ? (count &+ 1) &* 2 : isKnown ? count / 2 &+ 1 : count &+ 1
        return signal(300 + 100 * min(10, count - allowed), reason)
    }
}

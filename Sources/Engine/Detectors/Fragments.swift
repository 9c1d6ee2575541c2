// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Line after line of one to three letters: what one word list or one reader would know in one line, cut up. Soft, for
/// people answer shortly too.
struct Fragments: Detector {
    static let name = "fragments"
    static let family = Family.manner

    static let limit = Setting(
        "detector.fragments", "limit", .whole(3...50), default: 7,
        about: Sentence(
            en: "Lines of one to three letters in a row, within 30 seconds, from which it counts.",
            fr: "Lignes d'une à trois lettres à la suite, en 30 secondes, à partir desquelles cela compte."))

    static let section = AnySection(
        "detector.fragments", about: Sentence(en: "Words cut over lines.", fr: "Des mots coupés ligne par ligne."),
        settings: [limit.description])

    let limit: Int32

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        limit = Int32(clamping: configuration.value(Self.limit, in: scope))
    }

    func relief(_ reason: Reason, in line: TextView) -> Relief? { Relief(Self.limit, reason.count &+ 1) }

    func inspect(_ look: borrowing Look) -> Signal? {
        guard look.view.features.scalars <= Self.longest, look.carrier.isTalk else { return nil }
        var count: Int32 = 0
        for line in look.recent.newest(within: RecentLines.joinedWithin) {
            guard line.shape.scalars <= Self.longest else { break }
            count &+= 1
        }
        guard count >= limit else { return nil }
        return signal(
            100 + 10 * min(10, count - limit),
            Reason(
                "fragments", count: count, limit: limit, span: RecentLines.joinedWithin,
                within: RecentLines.joinedWithin))
    }
    private static let longest: Int32 = 3
}

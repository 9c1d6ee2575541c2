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

    static let section = AnySection(
        "detector.mentions", about: Sentence(en: "Calling many people.", fr: "Appeler beaucoup de monde."),
        settings: [limit.description])

    let limit: Int32

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        limit = Int32(clamping: configuration.value(Self.limit, in: scope))
    }

    func relief(_ reason: Reason, in line: TextView) -> Relief? { Relief(Self.limit, reason.count &+ 1) }

    func inspect(_ look: borrowing Look) -> Signal? {
        guard look.mentions >= limit else { return nil }
        return signal(300 + 60 * min(20, look.mentions - limit), Reason("mentions", count: look.mentions, limit: limit))
    }
}
